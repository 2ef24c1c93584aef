using HAMgm.Cli.Tests.Harness;
using HAMgm.Thrift;

namespace HAMgm.Cli.Tests;

/// <summary>Long work says so, on a terminal alone.</summary>
[TestClass]
public sealed class ProgressTests
{
    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public async Task Progress_OfLongWork_IsShownOnATerminalAndWipedAway(bool errorTerminal)
    {
        await using var test = await ClusterUnderTest.StartAsync();
        test.Cluster.Hangs = true;

        var result = await CliUnderTest.RunAsync(
            [], ["--host", "127.0.0.1", "--port", test.Port, "--timeout", "900ms", "switch", "force", "--confirm"], errorTerminal: errorTerminal);

        Assert.AreEqual(3, result.ExitCode, result.Out);
        if (errorTerminal)
        {
            StringAssert.StartsWith(result.Error, "\rmoving the VIP to the other node … 0.");
            StringAssert.EndsWith(result.Error, "\r\u001b[K");
        }
        else
        {
            Assert.AreEqual(string.Empty, result.Error);
        }
    }

    /// <summary>Somebody looks while the node is being replaced: that it does not answer yet is no failure.</summary>
    [TestMethod]
    public async Task UpgradeStatus_WaitWhileTheNodeIsReplaced_GoesOnUntilItAnswers()
    {
        await using var test = await ClusterUnderTest.StartAsync();
        test.Cluster.OnCall = () => test.Cluster.Throws = test.Cluster.Calls.Count < 3 ? new ServiceUnavailableException("node-001", "starting") : null;

        var waited = await test.RunAsync("upgrade", "status", "--wait");
        test.Cluster.OnCall = () => test.Cluster.Throws = new ServiceUnavailableException("node-001", "starting");
        var asked = await test.RunAsync("upgrade", "status");

        Assert.AreEqual(6, waited.ExitCode, waited.Out);
        StringAssert.Contains(waited.Out, "\"phase\": \"Halted\"");
        Assert.AreEqual((1, 503), (asked.ExitCode, asked.Code), asked.Out);
    }
}
