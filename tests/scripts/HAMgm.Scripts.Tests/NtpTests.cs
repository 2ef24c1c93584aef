using HAMgm.TestSupport;

namespace HAMgm.Scripts.Tests;

/// <summary>Real chronyd, with a command port on the loopback and without a right to the clock (-x).</summary>
[TestClass]
public sealed class NtpTests
{
    [TestMethod]
    public void Ntp_ChronyAgainstAServer_IsSynchronisedThenTellsTheOffset()
    {
        var (serverPort, serverCommands, clientCommands) = (PortBlock.Next(), PortBlock.Next(), PortBlock.Next());
        using var server = StartChrony($"local stratum 3\nallow 127.0.0.1\nport {serverPort}\ncmdport {serverCommands}\n");
        using var client = StartChrony($"server 127.0.0.1 port {serverPort} iburst minpoll -6 maxpoll -6\nport 0\ncmdport {clientCommands}\n");
        Script Ask() => new Script("health/ntp.sh").With("source", "chrony").With("host", "127.0.0.1").With("port", clientCommands);
        client.WaitUntil(() => Ask().Run().ExitCode != 2);

        var answer = Ask().Run().Expect(0, "stratum 4 (chrony)");
        Assert.IsLessThan(100, Math.Abs(answer.Metrics["offset_ms"]), "both are the same clock");
        Assert.AreEqual(4, answer.Metrics["stratum"]);
        Ask().With("warn_offset_ms", -1).Run().Expect(1, "ms off");
        Ask().With("max_offset_ms", -1).Run().Expect(2, "ms off");
    }

    [TestMethod]
    public void Ntp_ChronyWithoutASource_IsNotSynchronised()
    {
        var commands = PortBlock.Next();
        using var lonely = StartChrony($"port 0\ncmdport {commands}\n");
        Script Ask() => new Script("health/ntp.sh").With("source", "chrony").With("host", "127.0.0.1").With("port", commands);
        lonely.WaitUntil(() => !Ask().Run().Message.Contains("does not answer", StringComparison.Ordinal));
        Ask().Run().Expect(2, "not synchronised");
        lonely.Kill();
        Ask().Run().Expect(2, "chronyd does not answer");
    }

    private static Server StartChrony(string configuration)
    {
        var program = Programs.Require("chronyd");
        var folder = Programs.MakeFolder("chrony");
        File.WriteAllText(
            Path.Combine(folder, "chrony.conf"),
            $"{configuration}bindcmdaddress 127.0.0.1\nbindcmdaddress /\nbindaddress 127.0.0.1\npidfile {folder}/pid\ndriftfile {folder}/drift\n");

        // -U: it need not be root; -x: it leaves the clock alone; -d: in the foreground; -F 0: no system call filter.
        return new Server(program, "-U", "-x", "-d", "-F", "0", "-f", Path.Combine(folder, "chrony.conf"));
    }
}
