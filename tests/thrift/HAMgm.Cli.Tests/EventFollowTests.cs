using HAMgm.Cli.Tests.Harness;
using HAMgm.Thrift;

namespace HAMgm.Cli.Tests;

/// <summary>cluster events --follow: one event a line, until Ctrl-C or until the node is gone.</summary>
[TestClass]
public sealed class EventFollowTests
{
    [TestMethod]
    [DataRow("json")]
    [DataRow("yaml")]
    [DataRow("table")]
    public async Task Follow_ShowsWhatIsKeptAndWhatComes(string format)
    {
        await using var test = await ClusterUnderTest.StartAsync();
        test.Cluster.Coming.Enqueue(new Event(3, 1_705_312_260_000, "config.changed", "node-002", "cluster.auto_switch = false"));

        // Then nothing comes any more, which is a time-out here.
        var result = await test.RunAsync("cluster", "events", "--follow", "--format", format, "--timeout", "2s");

        Assert.AreEqual(3, result.ExitCode, result.Out + result.Error);
        var shown = format == "table" ? result.Out : result.Out[..EnvelopeStart(result.Out)];
        GoldenFile.AssertIs($"cluster-events-follow.{format}", shown);
    }

    // The failure at the end is an envelope like any other.
    private static int EnvelopeStart(string text) =>
        text.IndexOf(text.Contains("success: ") ? "success: " : "{\n", StringComparison.Ordinal);
}
