using HAMgm.Cli.Tests.Harness;

namespace HAMgm.Cli.Tests;

/// <summary>cluster readiness and node health for scripts and for monitoring.</summary>
[TestClass]
public sealed class ReadinessTests
{
    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public async Task Prometheus_IsFiguresAlone(bool ready)
    {
        await using var test = await ClusterUnderTest.StartAsync();
        test.Cluster.IsReady = ready;

        var result = await test.RunAsync("cluster", "readiness", "--output", "prometheus", "--check");

        Assert.AreEqual(ready ? 0 : 6, result.ExitCode, result.Error);
        GoldenFile.AssertIs($"cluster-readiness-{(ready ? "ready" : "blocked")}.prom", result.Out);
    }

    [TestMethod]
    public async Task Prometheus_OfANodeThatIsGone_PrintsNothingToTheCollector()
    {
        var result = await CliUnderTest.RunAsync("cluster", "readiness", "--output", "prometheus", "--host", "127.0.0.1", "--port", "1");

        Assert.AreEqual((3, string.Empty), (result.ExitCode, result.Out));
        StringAssert.Contains(result.Error, "127.0.0.1:1");
    }

    [TestMethod]
    public async Task NotReady_InEveryFormat_IsShownAndEndsWith6OnlyWhenAsked()
    {
        await using var test = await ClusterUnderTest.StartAsync();
        test.Cluster.IsReady = false;
        foreach (var format in new[] { "json", "table", "yaml" })
        {
            var result = await test.RunAsync("cluster", "readiness", "--format", format);

            Assert.AreEqual(0, result.ExitCode, result.Error);
            GoldenFile.AssertIs($"cluster-readiness-blocked.{format}", result.Out);
        }

        Assert.AreEqual(6, (await test.RunAsync("cluster", "readiness", "--check")).ExitCode);
    }

    [TestMethod]
    public async Task NodeHealth_WithCheck_SaysItByTheExitCode()
    {
        await using var test = await ClusterUnderTest.StartAsync();

        Assert.AreEqual(0, (await test.RunAsync("node", "health", "node-001", "--check")).ExitCode);
        var unwell = await test.RunAsync("node", "health", "node-002", "--check");
        Assert.AreEqual(6, unwell.ExitCode);
        Assert.IsTrue(unwell.Json.GetProperty("success").GetBoolean());
    }
}
