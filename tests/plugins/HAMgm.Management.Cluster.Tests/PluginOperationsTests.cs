using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Management;

namespace HAMgm.Management.Cluster.Tests;

[TestClass]
public class PluginOperationsTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [TestMethod]
    [DataRow("")]
    [DataRow("node-a")]
    [DataRow("node-b")]
    public async Task GetPlugins_EitherNode_ShowsThatNodesPlugins(string nodeId)
    {
        var pair = new TestPair();

        var plugins = await pair.A.Operations.GetPluginsAsync(nodeId, None);

        CollectionAssert.AreEqual(new[] { "acme.one", "acme.two" }, plugins.Select(plugin => plugin.Id).ToArray());
        Assert.AreEqual(("1.2.3", "module", "Running", true, 2, 4096L, 1), (plugins[0].Version, plugins[0].Kind, plugins[0].State, plugins[0].IsEnabled, plugins[0].Restarts, plugins[0].MemoryBytes, plugins[0].NotUnloaded));
        Assert.AreEqual(("executable", "Faulted", "it threw"), (plugins[1].Kind, plugins[1].State, plugins[1].Reason));
        Assert.AreEqual("[0.1,0.2)", plugins[0].Contracts);
    }

    [TestMethod]
    [DataRow("node-a")]
    [DataRow("node-b")]
    public async Task GetPlugin_Unknown_Is404AndNamesThoseThatAre(string nodeId)
    {
        var error = await TestNode.FailureAsync(() => new TestPair().A.Operations.GetPluginAsync(nodeId, "acme.three", None));

        Assert.AreEqual((ErrorKind.Cluster, 404), (error.Kind, error.Code));
        Assert.Contains("acme.one", error.Message);
    }

    [TestMethod]
    public async Task AnyCall_UnknownNode_IsNodeNotFound()
    {
        var operations = new TestPair().A.Operations;
        var errors = new[]
        {
            await TestNode.FailureAsync(() => operations.GetPluginsAsync("node-x", None)),
            await TestNode.FailureAsync(() => operations.ReloadAsync("node-x", "acme.one", TestNode.Admin, None)),
            await TestNode.FailureAsync(() => operations.SetEnabledAsync("node-x", "acme.one", true, TestNode.Admin, None)),
            await TestNode.FailureAsync(() => operations.GetLogAsync("node-x", "acme.one", "", 1, None)),
        };

        Assert.IsTrue(errors.All(error => (error.Kind, error.Code) == (ErrorKind.NodeNotFound, 404)));
    }

    [TestMethod]
    public async Task Changes_OfTheOtherNode_AreDoneThereAndAuditedOnBothWithTheCaller()
    {
        var pair = new TestPair();

        await pair.A.Operations.SetEnabledAsync("node-b", "acme.one", enabled: false, TestNode.Admin, None);
        await pair.A.Operations.SetEnabledAsync("node-b", "acme.one", enabled: true, TestNode.Admin, None);
        await pair.A.Operations.ReloadAsync("node-b", "acme.one", TestNode.Admin, None);

        CollectionAssert.AreEqual(new[] { "enable acme.one False", "enable acme.one True", "reload acme.one" }, pair.B.Plugins.Calls);
        Assert.IsEmpty(pair.A.Plugins.Calls);
        foreach (var node in new[] { pair.A, pair.B })
        {
            var audited = node.Log.Lines.Where(line => line.Contains("audit", StringComparison.Ordinal)).ToArray();
            Assert.HasCount(3, audited, string.Join('\n', node.Log.Lines));
            Assert.IsTrue(audited.All(line => line.Contains("root@local", StringComparison.Ordinal)));
            Assert.Contains("DisablePlugin", audited[0]);
        }
    }

    [TestMethod]
    public async Task Changes_ByAViewer_AreRefusedOnEitherNode()
    {
        var pair = new TestPair();
        foreach (var node in new[] { "node-a", "node-b" })
        {
            foreach (var call in new Func<Task>[]
            {
                () => pair.A.Operations.ReloadAsync(node, "acme.one", TestNode.Viewer, None),
                () => pair.A.Operations.SetEnabledAsync(node, "acme.one", false, TestNode.Viewer, None),
            })
            {
                var error = await TestNode.FailureAsync(call);
                Assert.AreEqual((ErrorKind.Authentication, 403), (error.Kind, error.Code));
            }
        }

        Assert.IsEmpty(pair.A.Plugins.Calls);
        Assert.IsEmpty(pair.B.Plugins.Calls);
    }

    [TestMethod]
    public async Task Change_RefusedThere_ComesBackAsItWas()
    {
        var pair = new TestPair();
        pair.B.Plugins.Throws = new HamgmException(ErrorKind.Cluster, ErrorCodes.Conflict, "acme.one", "this node serves");

        var error = await TestNode.FailureAsync(() => pair.A.Operations.ReloadAsync("node-b", "acme.one", TestNode.Admin, None));

        Assert.AreEqual((ErrorKind.Cluster, 409, "this node serves"), (error.Kind, error.Code, error.Message));
    }

    [TestMethod]
    public async Task Reload_OfWhatCarriesTheCall_AnswersBeforeItIsThrough()
    {
        var pair = new TestPair();
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        pair.A.Plugins.Gate = gate.Task;
        using var serverStops = new CancellationTokenSource();
        var waiting = pair.A.Operations.ReloadAsync("", "acme.one", TestNode.Admin, serverStops.Token);

        await serverStops.CancelAsync();

        Assert.Contains("under way", await waiting);
        gate.SetResult();
    }
}
