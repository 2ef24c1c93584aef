using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text.Json;
using HAMgm.Contracts.Logging;
using HAMgm.TestSupport;

namespace HAMgm.Component.Logger.Tests;

/// <summary>Debian's rsyslogd and systemd-journald themselves, started here with sockets of their own. Where they are missing, inconclusive.</summary>
[TestClass]
public sealed class RealReceiverTests : IDisposable
{
    private const string Journald = "/usr/lib/systemd/systemd-journald";
    private const string Rsyslogd = "/usr/sbin/rsyslogd";

    private readonly TempFolder _folder = new();
    private Process? _receiver;

    public void Dispose()
    {
        _receiver?.Kill(entireProcessTree: true);
        _receiver?.WaitForExit();
        _receiver?.Dispose();
        _folder.Dispose();
    }

    [TestMethod]
    public void Rsyslog_ThreeWaysIn_UnderstandsPriorityProgramAndStructuredData()
    {
        Need(Rsyslogd);
        var (udp, tcp) = (PortBlock.Next(), PortBlock.Next());
        var (socket, output) = (Path.Combine(_folder.Path, "log"), Path.Combine(_folder.Path, "out"));
        File.WriteAllText(Path.Combine(_folder.Path, "conf"), string.Create(CultureInfo.InvariantCulture, $$"""
            global(workDirectory="{{_folder.Path}}")
            module(load="imudp") input(type="imudp" address="127.0.0.1" port="{{udp}}")
            module(load="imtcp" ) input(type="imtcp" address="127.0.0.1" port="{{tcp}}")
            module(load="imuxsock" SysSock.Use="off") input(type="imuxsock" Socket="{{socket}}" CreatePath="on")
            template(name="t" type="string" string="%inputname%|%syslogfacility-text%.%syslogseverity-text%|%programname%|%msgid%|%structured-data%|%msg%\n")
            *.* action(type="omfile" file="{{output}}" template="t")

            """));
        _receiver = Process.Start(new ProcessStartInfo(Rsyslogd, ["-n", "-f", Path.Combine(_folder.Path, "conf"), "-i", Path.Combine(_folder.Path, "pid")]))!;
        TargetTests.Wait(() => File.Exists(socket));

        foreach (var way in (string[])[$"udp://127.0.0.1:{udp}", $"tcp://127.0.0.1:{tcp}", $"unix:{socket}"])
        {
            using var bench = LogBench.Open(("log.syslog", way), ("log.syslog_facility", "local3"));
            bench.Logger.GetLogger("logic.vipcontrol").Error("address bound 名", ("vip", "10.0.0.100"), ("why", "a \"b\" ]"));
            TargetTests.Wait(() => Read(output).Contains(way[..4] switch { "udp:" => "imudp|", "tcp:" => "imtcp|", _ => "imuxsock|" }, StringComparison.Ordinal));
        }

        var data = """[hamgm@32473 node="node-001" source="logic.vipcontrol" vip="10.0.0.100" why="a \"b\" \]"]""";
        var text = """address bound 名 vip=10.0.0.100 why="a \"b\" ]" """.Trim();
        var lines = Read(output).Split('\n').Select(line => line.Replace("\uFEFF", "", StringComparison.Ordinal)).ToArray();
        CollectionAssert.Contains(lines, $"imudp|local3.err|hamgm|logic.vipcontrol|{data}|{text}");
        CollectionAssert.Contains(lines, $"imtcp|local3.err|hamgm|logic.vipcontrol|{data}|{text}");
        CollectionAssert.Contains(lines, $"imuxsock|local3.err|hamgm|-|-| logic.vipcontrol: {text}");
    }

    /// <summary>In a mount namespace, so that this host's own journal and /run are not touched.</summary>
    [TestMethod]
    public void Journald_Native_HasEachFieldAndSurvivesItsRestart()
    {
        Need(Journald);
        if (Environment.UserName != "root" || !File.Exists("/etc/machine-id") || new FileInfo("/etc/machine-id").Length == 0)
        {
            Assert.Inconclusive("needs root and a machine id");
        }

        var socket = Path.Combine(_folder.Path, "journal", "socket");
        StartJournald();
        using var bench = LogBench.Open(("log.journald", socket));
        bench.Logger.GetLogger("logic.vipcontrol").Warn("address bound", ("vipAddress", "10.0.0.100"), ("text", "a\nb"));
        TargetTests.Wait(() => Entries("HAMGM_SOURCE=logic.vipcontrol").Length == 1);
        using (var entry = JsonDocument.Parse(Entries("HAMGM_SOURCE=logic.vipcontrol").Single()))
        {
            string Field(string name) => entry.RootElement.GetProperty(name).GetString()!;
            Assert.AreEqual("address bound vipAddress=10.0.0.100 text=\"a\\nb\"", Field("MESSAGE"));
            Assert.AreEqual(("4", "hamgm", "node-001"), (Field("PRIORITY"), Field("SYSLOG_IDENTIFIER"), Field("HAMGM_NODE")));
            Assert.AreEqual(("10.0.0.100", "a\nb"), (Field("HAMGM_VIP_ADDRESS"), Field("HAMGM_TEXT")));
            Assert.AreEqual(("journal", Environment.ProcessId.ToString(CultureInfo.InvariantCulture)), (Field("_TRANSPORT"), Field("_PID")));
        }

        _receiver!.Kill(entireProcessTree: true);
        _receiver.WaitForExit();
        bench.Logger.GetLogger("x").Warn("while it was away");
        TargetTests.Wait(() => !bench.Logger.GetLogTargets()[1].IsWorking);
        StartJournald();
        TargetTests.Wait(() => Entries("HAMGM_SOURCE=x").Length == 1);
        Assert.IsTrue(bench.Logger.GetLogTargets()[1].IsWorking);
    }

    // Its /run/systemd/journal and /run/log/journal are folders of the test's.
    private void StartJournald()
    {
        _receiver?.Dispose();
        foreach (var folder in (string[])["journal", "store"])
        {
            Directory.CreateDirectory(Path.Combine(_folder.Path, folder));
        }

        File.Delete(Path.Combine(_folder.Path, "journal", "socket"));

        _receiver = Process.Start(new ProcessStartInfo("unshare", [
            "-m", "sh", "-c",
            $"mount --make-rprivate / && mount -t tmpfs tmpfs /run && mkdir -p /run/systemd/journal /run/log/journal"
            + $" && mount --bind {_folder.Path}/journal /run/systemd/journal && mount --bind {_folder.Path}/store /run/log/journal"
            + $" && mount --bind /dev/null /dev/kmsg; exec {Journald}",
        ]))!;
        TargetTests.Wait(() => File.Exists(Path.Combine(_folder.Path, "journal", "socket")));
    }

    private string[] Entries(string match)
    {
        if (Directory.GetDirectories(Path.Combine(_folder.Path, "store")) is not [var journal, ..])
        {
            return [];
        }

        using var process = Process.Start(new ProcessStartInfo("journalctl", ["-D", journal, "-o", "json", "--no-pager", "-q", match]) { RedirectStandardOutput = true })!;
        var lines = process.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        process.WaitForExit();
        return lines;
    }

    private static string Read(string file) => File.Exists(file) ? File.ReadAllText(file) : "";

    private static void Need(string program)
    {
        if (!File.Exists(program))
        {
            Assert.Inconclusive($"needs {program}");
        }
    }
}
