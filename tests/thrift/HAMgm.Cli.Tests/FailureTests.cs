using HAMgm.Cli.Tests.Harness;
using HAMgm.Thrift;

namespace HAMgm.Cli.Tests;

/// <summary>What the cluster refuses: code, exit code, and details that name the thing and the remedy.</summary>
[TestClass]
public sealed class FailureTests
{
    public static IEnumerable<object[]> Refusals =>
    [
        ["cluster-conflict", "node add --id node-003 --ip 10.0.0.3", 409, 1,
            new ClusterException(409, "There are two nodes already") { Details = "Remove one first" }],
        ["cluster-plain", "cluster status", 500, 1, new ClusterException(500, "broken")],
        ["cluster-other", "cluster status", 418, 1, new ClusterException(418, "I am a teapot")],
        ["cluster-forbidden", "switch force --confirm", 403, 4, new ClusterException(403, "viewer may not")],
        ["node-not-found", "node info node-003", 404, 1, new NodeNotFoundException("node-003", "no such node")],
        ["configuration", "config set cluster.heartbeat_interval soon", 400, 1,
            new ConfigurationException("cluster.heartbeat_interval", "'soon' is no duration")],
        ["vip", "switch force --confirm", 500, 1, new VIPOperationException("192.168.1.200", "bind", "eth7 does not exist")],
        ["sync", "sync data --type all", 500, 1,
            new SyncException(SyncDataType.ALL, "disk full") { FailedItems = ["a.db", "b.db"] }],
        ["authentication", "config set cluster.auto_switch false", 403, 4, new AuthenticationException("Only reading is open here")],
        ["unavailable", "sync config", 503, 1, new ServiceUnavailableException("logic.sync", "it is not loaded")],
        ["unavailable-asked", "config set cluster.auto_switch true", 504, 1,
            new ServiceUnavailableException("node-002", "'node-002' did not acknowledge 'cluster.auto_switch'") { ErrorCode = 504 }],
        ["setting-unknown", "config get no.such.key", 404, 1, new ConfigurationException("no.such.key", "unknown setting") { ErrorCode = 404 }],
    ];

    [TestMethod]
    public async Task Plugin_Unknown_IsNotSpokenOfAsANode()
    {
        await using var test = await ClusterUnderTest.StartAsync();
        foreach (var command in new[] { "info", "enable", "disable", "reload" })
        {
            var result = await test.RunAsync("plugin", command, "acme.none", "--format", "json");

            Assert.AreEqual("Plugin not found", result.Message);
            Assert.Contains("acme.backup", result.Out);
        }
    }

    [TestMethod]
    [DynamicData(nameof(Refusals))]
    public async Task DeclaredException_InBothLanguages_GivesTheEnvelope(
        string name, string commandLine, int code, int exitCode, Exception thrown)
    {
        await using var test = await ClusterUnderTest.StartAsync();
        test.Cluster.Throws = thrown;
        foreach (var language in new[] { "en", "zh" })
        {
            var result = await test.RunAsync([.. commandLine.Split(' '), "--lang", language]);

            Assert.AreEqual(exitCode, result.ExitCode, result.Out);
            Assert.AreEqual(code, result.Code);
            GoldenFile.AssertIs($"error-{name}.{language}.json", result.Out);
        }
    }

    [TestMethod]
    public async Task NodeNotFound_InChinese_HasTheWordsOfTheSpecification()
    {
        await using var test = await ClusterUnderTest.StartAsync();

        var result = await test.RunAsync("node", "info", "node-003", "--lang=zh");

        Assert.AreEqual("节点不存在", result.Message);
        Assert.AreEqual("Node not found", result.Json.GetProperty("error").GetProperty("message").GetString());
        StringAssert.StartsWith(result.Details, "节点 'node-003' 在集群中不存在");
    }

    [TestMethod]
    [DataRow(409, 409, 1)]
    [DataRow(401, 401, 4)]
    [DataRow(0, 500, 1)]
    public async Task Answer_WithoutSuccess_IsAFailure(int errorCode, int code, int exitCode)
    {
        await using var test = await ClusterUnderTest.StartAsync();
        test.Cluster.Refuses = new BaseResponse(false, FakeCluster.AnsweredAtMs) { ErrorCode = errorCode, Message = "Not now" };

        var result = await test.RunAsync("switch", "force", "--confirm");

        Assert.AreEqual(exitCode, result.ExitCode, result.Out);
        Assert.AreEqual(code, result.Code);
        StringAssert.StartsWith(result.Details, "Not now. ");
    }

    [TestMethod]
    public async Task Answer_WithoutItsContent_IsNoSuccess()
    {
        await using var test = await ClusterUnderTest.StartAsync();
        test.Cluster.SaysLittle = true;

        var result = await test.RunAsync("cluster", "status");

        Assert.AreEqual(3, result.ExitCode, result.Out);
        Assert.AreEqual(502, result.Code);
        StringAssert.Contains(result.Details, "clusterStatus");
    }

    [TestMethod]
    public async Task Failure_AsATable_GoesToStandardError()
    {
        await using var test = await ClusterUnderTest.StartAsync();
        test.Cluster.Throws = new ClusterException(409, "evil \u001b[2J text");

        var result = await test.RunAsync("cluster", "status", "--format", "table");

        Assert.AreEqual(string.Empty, result.Out);
        StringAssert.StartsWith(result.Error, "The cluster's state does not permit that (409)\nevil \uFFFD[2J text.");
    }

    [TestMethod]
    public async Task Failure_AsYaml_IsTheEnvelope()
    {
        await using var test = await ClusterUnderTest.StartAsync();

        var result = await test.RunAsync("node", "info", "node-003", "--format", "yaml");

        Assert.AreEqual(1, result.ExitCode);
        GoldenFile.AssertIs("error-node-not-found.en.yaml", result.Out);
    }
}
