using System.Text.Json;
using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Logging;
using HAMgm.TestSupport;

namespace HAMgm.Management.Cluster.Tests;

/// <summary>One number for a call, on both nodes and in everything that it causes (docs/adr/0042); and the logs of both.</summary>
[TestClass]
public sealed class CorrelationTests
{
    [TestMethod]
    public async Task Switch_Forwarded_BearsOneNumberInBothAuditLogsAndTheStateMachines()
    {
        using var folders = new Folders();
        var pair = folders.Pair();
        await pair.ExchangeAsync();

        await pair.B.Manager.SwitchAsync(force: false, TestNode.Admin, CancellationToken.None);

        var id = pair.A.StateMachine.SwitchedUnder;
        Assert.AreNotEqual(0UL, id);
        CollectionAssert.AreEqual(new[] { id }, pair.B.StateMachine.Causes, "what it will be asked by its peer follows from this call");
        Assert.AreEqual(Correlation.Text(id), Folders.Audited(pair.A));
        Assert.AreEqual(Correlation.Text(id), Folders.Audited(pair.B));
        Assert.AreEqual(0UL, Correlation.Current);
    }

    [TestMethod]
    public async Task Switch_OnThePrimary_TellsThePeerWhatItFollowsFrom()
    {
        using var folders = new Folders();
        var pair = folders.Pair();

        await pair.A.Manager.SwitchAsync(force: false, TestNode.Admin, CancellationToken.None);

        CollectionAssert.AreEqual(new[] { pair.A.StateMachine.SwitchedUnder }, pair.B.StateMachine.Causes);
    }

    [TestMethod]
    public async Task Switch_PeerCannotBeTold_GoesOn()
    {
        using var folders = new Folders();
        var pair = folders.Pair();
        pair.A.Channel.Disconnect();

        await pair.A.Manager.SwitchAsync(force: true, TestNode.Admin, CancellationToken.None);

        CollectionAssert.AreEqual(new[] { "switch force=True" }, pair.A.StateMachine.Calls);
    }

    [TestMethod]
    public async Task Log_OfThePeer_IsAskedAndChangedThereUnderTheSameNumber()
    {
        using var folders = new Folders();
        var pair = folders.Pair();
        var (modulesA, modulesB) = (new FakeModules(), new FakeModules());
        var logs = new ClusterLog(pair.A.Manager, modulesA);
        _ = new ClusterLog(pair.B.Manager, modulesB);

        var read = await logs.GetLogStatusAsync("node-b", CancellationToken.None);
        Assert.AreEqual(("node-b", "default"), (read.NodeId, read.Levels.Single().Module));
        await logs.SetLogLevelAsync("node-b", "logic.election", LogLevel.Debug, TestNode.Admin, CancellationToken.None);
        await logs.RotateLogAsync("node-a", TestNode.Admin, CancellationToken.None);

        Assert.AreEqual(("logic.election", LogLevel.Debug), (modulesB.Asked[1].Module, modulesB.Asked[1].Level));
        Assert.AreEqual(Folders.Audited(pair.B), Correlation.Text(modulesB.AskedUnder));
        Assert.IsTrue(modulesA.Asked.Single().Rotate);
    }

    [TestMethod]
    public async Task Log_UnknownNodeViewerOrNoLog_IsRefused()
    {
        using var folders = new Folders();
        var pair = folders.Pair();
        var modules = new FakeModules();
        var logs = new ClusterLog(pair.A.Manager, modules);

        var unknown = await TestNode.FailureAsync(() => logs.GetLogStatusAsync("node-c", CancellationToken.None));
        var viewer = await TestNode.FailureAsync(() => logs.SetLogLevelAsync("node-a", "logic", LogLevel.Debug, TestNode.Viewer, CancellationToken.None));
        modules.HasLog = false;
        var none = await TestNode.FailureAsync(() => logs.GetLogStatusAsync("node-a", CancellationToken.None));

        Assert.AreEqual(ErrorKind.NodeNotFound, unknown.Kind);
        Assert.AreEqual(ErrorKind.Authentication, viewer.Kind);
        Assert.AreEqual(ErrorKind.ServiceUnavailable, none.Kind);
        Assert.IsEmpty(modules.Asked);
    }

    /// <summary>A data_dir for each node, where its audit log lies.</summary>
    private sealed class Folders : IDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hamgm-cluster-");

        public TestPair Pair()
        {
            var pair = new TestPair();
            pair.A.Config.With("data_dir", Path.Combine(_folder.FullName, "a"));
            pair.B.Config.With("data_dir", Path.Combine(_folder.FullName, "b"));
            return pair;
        }

        /// <summary>The number in the newest line of a node's audit log.</summary>
        public static string Audited(TestNode node)
        {
            using var line = JsonDocument.Parse(File.ReadAllLines(Path.Combine(node.Config.GetPath("data_dir"), "audit", "audit.jsonl"))[^1]);
            return line.RootElement.GetProperty("correlation").GetString()!;
        }

        public void Dispose() => _folder.Delete(recursive: true);
    }
}
