using HAMgm.Cli.Tests.Harness;

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
}
