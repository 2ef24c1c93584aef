using HAMgm.Cli.Tests.Harness;
using HAMgm.Thrift;

namespace HAMgm.Cli.Tests;

/// <summary>cluster events --follow and plugin logs --follow: one a line, until Ctrl-C or until the node is gone.</summary>
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

        // Then the node stops.
        var result = await test.RunAsync("cluster", "events", "--follow", "--format", format);

        Assert.AreEqual(1, result.ExitCode, result.Out + result.Error);
        var shown = format == "table" ? result.Out : result.Out[..EnvelopeStart(result.Out)];
        GoldenFile.AssertIs($"cluster-events-follow.{format}", shown);
    }

    [TestMethod]
    [DataRow("json")]
    [DataRow("table")]
    public async Task FollowOfAPluginsLog_ShowsTheLastLinesAndWhatComes(string format)
    {
        await using var test = await ClusterUnderTest.StartAsync();
        test.Cluster.ComingLines.Enqueue("ts=2024-01-15T10:30:01.000Z level=info source=acme.backup msg=\"ends\"");

        var result = await test.RunAsync("plugin", "logs", "acme.backup", "--follow", "--format", format);

        Assert.AreEqual(1, result.ExitCode, result.Out + result.Error);
        Assert.Contains("no longer kept", result.Error);
        var shown = format == "table" ? result.Out : result.Out[..EnvelopeStart(result.Out)];
        GoldenFile.AssertIs($"plugin-logs-follow.{format}", shown);
        CollectionAssert.AreEqual(
            new[] { "GetPluginLog  acme.backup  50", "GetPluginLog  acme.backup aa:99 1000" }, test.Cluster.Calls.ToArray());
    }

    // The failure at the end is an envelope like any other.
    private static int EnvelopeStart(string text) =>
        text.IndexOf(text.Contains("success: ") ? "success: " : "{\n", StringComparison.Ordinal);
}
