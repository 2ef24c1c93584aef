using HAMgm.Thrift;

namespace HAMgm.Service.Thrift.Tests.Calls;

/// <summary>The calls about plugins, through the real server and the real management.cluster.</summary>
[TestClass]
public class PluginCallTests
{
    [TestMethod]
    [DataRow("", "node-a")]
    [DataRow("node-b", "node-b")]
    public async Task GetPlugins_EitherNode_HasWhatTheIdlPromises(string asked, string nodeId)
    {
        var (a, b) = await ServedNode.StartPairAsync();
        await using var one = a;
        await using var two = b;
        using var client = await a.ClientAsync();

        var answer = await client.GetPlugins(asked);

        Assert.AreEqual(nodeId, answer.NodeId);
        var plugin = answer.Plugins[0];
        Assert.AreEqual(("acme.one", "1.2.3", "module", "Running", 4096L, 2, 1, 90_000L), (plugin.Id, plugin.Version, plugin.Kind, plugin.State, plugin.MemoryBytes, plugin.Restarts, plugin.NotUnloaded, plugin.RunningForMs));
        Assert.AreEqual("[0.1,0.2)", plugin.Contracts);
        Assert.IsFalse(answer.Plugins[1].__isset.runningForMs, "it does not run");
        Assert.AreEqual("it threw", answer.Plugins[1].Reason);
    }

    [TestMethod]
    public async Task Changes_OfTheOtherNode_ReachIt()
    {
        var (a, b) = await ServedNode.StartPairAsync();
        await using var one = a;
        await using var two = b;
        using var client = await a.ClientAsync();

        var disabled = await client.SetPluginEnabled("node-b", "acme.one", false);
        var reloaded = await client.ReloadPlugin("node-b", "acme.one");

        Assert.AreEqual("Disabled", disabled.Plugin.State);
        Assert.Contains("'acme.one' is disabled on 'node-b'", disabled.Base.Message);
        Assert.AreEqual("acme.one", reloaded.Plugin.Id);
        CollectionAssert.AreEqual(new[] { "enable acme.one False", "reload acme.one" }, b.Plugins.Calls);
    }

    [TestMethod]
    public async Task Errors_AreThoseThatTheIdlDeclares()
    {
        var (a, b) = await ServedNode.StartPairAsync(insecureWrites: false);
        await using var one = a;
        await using var two = b;

        async Task<T> FailsAsync<T>(Func<HamgmService.Client, Task> call)
            where T : Exception
        {
            using var client = await a.ClientAsync();
            return await Assert.ThrowsExactlyAsync<T>(() => call(client));
        }

        Assert.AreEqual(404, (await FailsAsync<ClusterException>(client => client.GetPlugin("", "acme.none"))).ErrorCode);
        Assert.AreEqual("node-x", (await FailsAsync<NodeNotFoundException>(client => client.GetPlugins("node-x"))).NodeId);
        await FailsAsync<AuthenticationException>(client => client.ReloadPlugin("", "acme.one"));
        await FailsAsync<AuthenticationException>(client => client.SetPluginEnabled("node-b", "acme.one", false));
        Assert.AreEqual(503, (await FailsAsync<ServiceUnavailableException>(client => client.GetPluginLog("", "acme.one", "", 10))).ErrorCode);
        Assert.AreEqual(400, (await FailsAsync<ClusterException>(client => client.GetPlugin("", new string('x', 300)))).ErrorCode);
        Assert.IsEmpty(b.Plugins.Calls);
    }
}
