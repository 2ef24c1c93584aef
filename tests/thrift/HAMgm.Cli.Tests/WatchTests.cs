using System.Text.Json;
using HAMgm.Cli.Tests.Harness;
using HAMgm.Thrift;

namespace HAMgm.Cli.Tests;

/// <summary>cluster status --watch: until Ctrl-C, through the times when nobody answers.</summary>
[TestClass]
public sealed class WatchTests
{
    private static async Task<CliResult> WatchAsync(ClusterUnderTest test, int calls, bool terminal, params string[] args)
    {
        using var stop = new CancellationTokenSource();
        test.Cluster.OnCall = () =>
        {
            // The second answer is a failure: watching goes on.
            test.Cluster.Throws = test.Cluster.Calls.Count == 2 ? new ClusterException(500, "broken") : null;
            if (test.Cluster.Calls.Count > calls)
            {
                stop.Cancel();
            }
        };
        return await CliUnderTest.RunAsync(
            [],
            ["--host", "127.0.0.1", "--port", test.Port, "cluster", "status", "--watch", "--interval", "1ms", .. args],
            terminal,
            cancellationToken: stop.Token);
    }

    [TestMethod]
    public async Task Watch_IntoAPipe_IsOneJsonDocumentALineFailuresIncluded()
    {
        await using var test = await ClusterUnderTest.StartAsync();

        var result = await WatchAsync(test, calls: 3, terminal: false);

        Assert.AreEqual(130, result.ExitCode);
        var lines = result.Out.TrimEnd('\n').Split('\n');
        Assert.AreEqual("True,False,True", string.Join(',', lines.Take(3).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("success").GetBoolean())));
        Assert.DoesNotContain("\u001b", result.Out);
    }

    [TestMethod]
    public async Task Watch_AsYaml_IsADocumentEach()
    {
        await using var test = await ClusterUnderTest.StartAsync();

        var result = await WatchAsync(test, calls: 3, terminal: false, "--format", "yaml");

        Assert.IsGreaterThanOrEqualTo(3, result.Out.Split("---\nsuccess:").Length - 1);
    }

    [TestMethod]
    public async Task Watch_OnATerminal_RefreshesATableInPlaceAndLeavesTheTerminalAsItWas()
    {
        await using var test = await ClusterUnderTest.StartAsync();

        var result = await WatchAsync(test, calls: 3, terminal: true);

        StringAssert.StartsWith(result.Out, "\u001b[?1049h\u001b[?25l\u001b[HEvery 1ms; Ctrl-C ends it. 2024-01-15 10:30:00Z");
        StringAssert.Contains(result.Out, "hamgm-cluster-001");
        StringAssert.Contains(result.Out, "The node failed to do that (500)");
        Assert.AreEqual(1, result.Out.Split("\u001b[?25h\u001b[?1049l").Length - 1, "the screen is left once");
    }
}
