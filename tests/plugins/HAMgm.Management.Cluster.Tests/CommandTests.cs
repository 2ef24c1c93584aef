using HAMgm.Contracts.Alerts;
using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Kernel;
using HAMgm.Contracts.Management;
using HAMgm.Contracts.StateMachine;
using HAMgm.Contracts.Sync;
using HAMgm.TestSupport;

namespace HAMgm.Management.Cluster.Tests;

[TestClass]
public class CommandTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [TestMethod]
    public async Task Switch_OnPrimary_RunsHere()
    {
        var pair = new TestPair();

        var outcome = await pair.A.Manager.SwitchAsync(true, TestNode.Admin, None);

        Assert.AreEqual(pair.A.StateMachine.SwitchOutcome, outcome);
        CollectionAssert.AreEqual(new[] { "switch force=True" }, pair.A.StateMachine.Calls);
    }

    [TestMethod]
    public async Task Switch_OnStandby_IsForwarded()
    {
        var pair = new TestPair();
        await pair.ExchangeAsync();

        var outcome = await pair.B.Manager.SwitchAsync(false, TestNode.Admin, None);

        Assert.AreEqual(pair.A.StateMachine.SwitchOutcome, outcome);
        CollectionAssert.AreEqual(new[] { "switch force=False" }, pair.A.StateMachine.Calls);
        Assert.IsEmpty(pair.B.StateMachine.Calls);
    }

    [TestMethod]
    public async Task Switch_NoPrimary_IsServiceUnavailable()
    {
        var pair = new TestPair();
        pair.A.Demote(4);
        await pair.ExchangeAsync();

        var error = await TestNode.FailureAsync(() => pair.A.Manager.SwitchAsync(true, TestNode.Admin, None));

        Assert.AreEqual((ErrorKind.ServiceUnavailable, 503), (error.Kind, error.Code));
    }

    [TestMethod]
    public async Task Switch_PeerNotPrimaryAnyMore_IsNotForwardedBack()
    {
        var pair = new TestPair();
        await pair.ExchangeAsync();
        pair.A.Demote(4);

        var error = await TestNode.FailureAsync(() => pair.B.Manager.SwitchAsync(true, TestNode.Admin, None));

        Assert.AreEqual((ErrorKind.ServiceUnavailable, 503), (error.Kind, error.Code));
        Assert.IsEmpty(pair.A.Channel.Sent.Where(bytes => bytes.AsSpan().IndexOf("rpc."u8) >= 0));
    }

    [TestMethod]
    public async Task Switch_AnswerOfThePrimaryLost_SaysThatItIsUnknown()
    {
        var pair = new TestPair();
        await pair.ExchangeAsync();
        pair.B.Channel.LosesReply = _ => true;

        var error = await TestNode.FailureAsync(() => pair.B.Manager.SwitchAsync(true, TestNode.Admin, None));

        Assert.AreEqual((ErrorKind.ServiceUnavailable, 504), (error.Kind, error.Code));
        Assert.HasCount(1, pair.A.StateMachine.Calls);
    }

    [TestMethod]
    public async Task SetMaintenance_OfTheOtherNode_IsForwardedToIt()
    {
        var pair = new TestPair();
        await pair.ExchangeAsync();

        await pair.A.Manager.SetMaintenanceAsync("node-b", on: true, force: true, TestNode.Admin, None);
        await pair.A.Manager.SetMaintenanceAsync("node-a", on: false, force: false, TestNode.Admin, None);

        CollectionAssert.AreEqual(new[] { "maintenance True force=True" }, pair.B.StateMachine.Calls);
        CollectionAssert.AreEqual(new[] { "maintenance False force=False" }, pair.A.StateMachine.Calls);
        Assert.IsTrue((await pair.A.Manager.GetNodeStatusAsync("node-b", None)).IsMaintenance);
    }

    [TestMethod]
    public async Task SetMaintenance_UnknownNode_IsNodeNotFound()
    {
        var error = await TestNode.FailureAsync(
            () => new TestPair().A.Manager.SetMaintenanceAsync("node-x", on: true, force: false, TestNode.Admin, None));

        Assert.AreEqual((ErrorKind.NodeNotFound, 404), (error.Kind, error.Code));
    }

    [TestMethod]
    public async Task SetFrozen_OnEitherNode_IsTheStateMachinesOfTheAskedNode()
    {
        var pair = new TestPair();

        await pair.B.Manager.SetFrozenAsync(frozen: true, force: false, TestNode.Admin, None);

        CollectionAssert.AreEqual(new[] { "frozen True force=False" }, pair.B.StateMachine.Calls);
        Assert.IsEmpty(pair.A.StateMachine.Calls);
    }

    [TestMethod]
    public async Task RegisterNode_Third_IsConflictThatNamesBoth()
    {
        var pair = new TestPair();

        var error = await TestNode.FailureAsync(() => pair.A.Manager.RegisterNodeAsync("node-c", "10.0.0.3", 9090, TestNode.Admin, None));

        Assert.AreEqual((ErrorKind.Cluster, 409), (error.Kind, error.Code));
        Assert.Contains("'node-a' and 'node-b'", error.Message);
        Assert.AreEqual("node-b", pair.A.Config.GetString("peer.id"));
    }

    [TestMethod]
    public async Task RegisterNode_KnownWithTheSameAddress_Succeeds()
    {
        var pair = new TestPair();

        Assert.AreEqual("node-a-1", (await pair.A.Manager.RegisterNodeAsync("node-b", "10.0.0.2", 9090, TestNode.Admin, None)).OperationId);
        Assert.AreEqual("node-a-2", (await pair.A.Manager.RegisterNodeAsync("node-a", "10.0.0.1", 9090, TestNode.Admin, None)).OperationId);
        Assert.AreEqual("2", pair.A.Store.Get("autoincr:operation_id:value"));
    }

    [TestMethod]
    public async Task RegisterNode_KnownWithAnotherAddress_IsConflict()
    {
        var pair = new TestPair();

        var error = await TestNode.FailureAsync(() => pair.A.Manager.RegisterNodeAsync("node-b", "10.0.0.77", 9090, TestNode.Admin, None));

        Assert.AreEqual((ErrorKind.Cluster, 409), (error.Kind, error.Code));
    }

    [TestMethod]
    public async Task RegisterNode_InASingleCluster_WritesThePeerAndSaysThatARestartIsNeeded()
    {
        var pair = Single(out var node);

        await node.Manager.RegisterNodeAsync("node-c", "10.0.0.3", 9090, TestNode.Admin, None);

        Assert.AreEqual(("node-c", "10.0.0.3"), (node.Config.GetString("peer.id"), node.Config.GetString("peer.ip")));
        var events = await node.Manager.GetEventsAsync(0, TimeSpan.Zero, None);
        Assert.IsTrue(events.Any(line => line.Kind == "peer" && line.Message.Contains("restart", StringComparison.Ordinal)));
        Assert.IsTrue(node.Manager.GetNode("node-a").Warnings.Any(warning => warning.Contains("restart", StringComparison.Ordinal)));
        Assert.Contains("after its next restart", node.Manager.GetNode("node-c").HealthDetails);
        Assert.IsNotNull(pair);
    }

    [TestMethod]
    [DataRow("", "10.0.0.3", 9090)]
    [DataRow("seventeen-bytes-id", "10.0.0.3", 9090)]
    [DataRow("node-c", "not an address", 9090)]
    [DataRow("node-c", "10.0.0.3", 70000)]
    public async Task RegisterNode_BadArguments_AreRefused(string id, string address, int port)
    {
        _ = Single(out var node);

        var error = await TestNode.FailureAsync(() => node.Manager.RegisterNodeAsync(id, address, port, TestNode.Admin, None));

        Assert.AreEqual((ErrorKind.Cluster, 400), (error.Kind, error.Code));
        Assert.AreEqual("", node.Config.GetString("peer.id"));
    }

    [TestMethod]
    public async Task RegisterNode_SecondSettingRefused_LeavesNothingHalfDone()
    {
        _ = Single(out var node);
        node.Config.Unwritable.Add("peer.ip");

        await TestNode.FailureAsync(() => node.Manager.RegisterNodeAsync("node-c", "10.0.0.3", 9090, TestNode.Admin, None));

        Assert.AreEqual("", node.Config.GetString("peer.id"));
    }

    [TestMethod]
    public async Task UnregisterNode_ReachablePeer_LeavesFirst()
    {
        var pair = new TestPair();
        await pair.ExchangeAsync();

        await pair.A.Manager.UnregisterNodeAsync("node-b", false, TestNode.Admin, None);

        Assert.StartsWith("leave", pair.B.StateMachine.Calls.Single());
        Assert.AreEqual(("", ""), (pair.A.Config.GetString("peer.id"), pair.A.Config.GetString("peer.ip")));
        Assert.HasCount(1, pair.A.Manager.GetCluster().Nodes);
        var events = await pair.A.Manager.GetEventsAsync(0, TimeSpan.Zero, None);
        Assert.IsTrue(events.Any(line => line.Message.Contains("single cluster after its next restart", StringComparison.Ordinal)));
    }

    [TestMethod]
    public async Task UnregisterNode_PeerDoesNotAnswer_ChangesNothing()
    {
        var pair = new TestPair();
        pair.A.Channel.LosesRequest = _ => true;

        await TestNode.FailureAsync(() => pair.A.Manager.UnregisterNodeAsync("node-b", true, TestNode.Admin, None));

        Assert.AreEqual("node-b", pair.A.Config.GetString("peer.id"));
    }

    [TestMethod]
    public async Task UnregisterNode_ConfigurationRefuses_ThePeerIsNotMadeToLeave()
    {
        var pair = new TestPair();
        await pair.ExchangeAsync();
        pair.A.Config.Refusing.Add("peer.id");

        await TestNode.FailureAsync(() => pair.A.Manager.UnregisterNodeAsync("node-b", false, TestNode.Admin, None));

        Assert.IsEmpty(pair.B.StateMachine.Calls);
        Assert.AreEqual("node-b", pair.A.Config.GetString("peer.id"));
    }

    [TestMethod]
    public async Task UnregisterNode_FileCannotBeWrittenAfterThePeerLeft_SaysThatItHasLeft()
    {
        var pair = new TestPair();
        await pair.ExchangeAsync();
        pair.A.Config.Unwritable.Add("peer.ip");

        var error = await TestNode.FailureAsync(() => pair.A.Manager.UnregisterNodeAsync("node-b", false, TestNode.Admin, None));

        Assert.Contains("'node-b' has left, but is still the peer", error.Message);
        Assert.AreEqual(("node-b", "10.0.0.2"), (pair.A.Config.GetString("peer.id"), pair.A.Config.GetString("peer.ip")));
        pair.A.Config.Unwritable.Clear();
        await pair.A.Manager.UnregisterNodeAsync("node-b", false, TestNode.Admin, None);
        Assert.AreEqual("", pair.A.Config.GetString("peer.id"));
    }

    [TestMethod]
    public async Task UnregisterNode_Itself_IsDoneByTheOtherOne()
    {
        var pair = new TestPair();
        await pair.ExchangeAsync();

        Assert.AreEqual("node-a-1", (await pair.B.Manager.UnregisterNodeAsync("node-b", false, TestNode.Admin, None)).OperationId);

        Assert.StartsWith("leave", pair.B.StateMachine.Calls.Single());
        Assert.AreEqual("", pair.A.Config.GetString("peer.id"));
        Assert.AreEqual("node-a", pair.B.Config.GetString("peer.id"));
    }

    [TestMethod]
    public async Task UnregisterNode_ThePrimary_IsConflictFromBothNodes()
    {
        var pair = new TestPair();
        await pair.ExchangeAsync();

        foreach (var node in new[] { pair.A, pair.B })
        {
            var error = await TestNode.FailureAsync(() => node.Manager.UnregisterNodeAsync("node-a", true, TestNode.Admin, None));
            Assert.AreEqual((ErrorKind.Cluster, 409), (error.Kind, error.Code));
            Assert.Contains("switch force", error.Message);
        }
    }

    [TestMethod]
    public async Task UnregisterNode_Unknown_IsNodeNotFound()
    {
        var pair = new TestPair();

        var error = await TestNode.FailureAsync(() => pair.A.Manager.UnregisterNodeAsync("node-x", true, TestNode.Admin, None));

        Assert.AreEqual((ErrorKind.NodeNotFound, 404), (error.Kind, error.Code));
    }

    [TestMethod]
    public async Task UnregisterNode_Unreachable_NeedsForceAndThePrimary()
    {
        var pair = new TestPair();
        pair.Cut(TimeSpan.FromSeconds(1));

        var unforced = await TestNode.FailureAsync(() => pair.A.Manager.UnregisterNodeAsync("node-b", false, TestNode.Admin, None));
        var fromStandby = await TestNode.FailureAsync(() => pair.B.Manager.UnregisterNodeAsync("node-a", true, TestNode.Admin, None));
        await pair.A.Manager.UnregisterNodeAsync("node-b", true, TestNode.Admin, None);

        Assert.AreEqual((ErrorKind.Cluster, 409), (unforced.Kind, unforced.Code));
        Assert.Contains("--force", unforced.Message);
        Assert.AreEqual((ErrorKind.Cluster, 409), (fromStandby.Kind, fromStandby.Code));
        Assert.AreEqual("", pair.A.Config.GetString("peer.id"));
        Assert.AreEqual("node-a", pair.B.Config.GetString("peer.id"));
    }

    [TestMethod]
    public async Task Sync_UnknownTarget_IsNodeNotFoundBeforeAnythingElse()
    {
        var pair = new TestPair();

        var unknown = await TestNode.FailureAsync(() => pair.A.Manager.SyncAsync(new SyncOrder(SyncKind.All, "node-x", Force: false, []), TestNode.Admin, None));
        var known = await TestNode.FailureAsync(() => pair.A.Manager.SyncAsync(new SyncOrder(SyncKind.All, "node-b", Force: false, []), TestNode.Admin, None));

        Assert.AreEqual((ErrorKind.NodeNotFound, 404), (unknown.Kind, unknown.Code));
        Assert.AreEqual((ErrorKind.ServiceUnavailable, 503, "logic.sync"), (known.Kind, known.Code, known.Subject));
    }

    [TestMethod]
    public async Task ChangingCalls_ByViewer_AreAllRefused()
    {
        var manager = new TestPair().A.Manager;
        Func<Task>[] calls =
        [
            () => manager.SetConfigAsync("log.level", "debug", TestNode.Viewer, None),
            () => manager.SwitchAsync(true, TestNode.Viewer, None),
            () => manager.SetMaintenanceAsync("node-a", on: true, force: true, TestNode.Viewer, None),
            () => manager.SetFrozenAsync(frozen: true, force: true, TestNode.Viewer, None),
            () => manager.RegisterNodeAsync("node-b", "10.0.0.2", 1, TestNode.Viewer, None),
            () => manager.UnregisterNodeAsync("node-b", true, TestNode.Viewer, None),
            () => manager.SyncAsync(new SyncOrder(SyncKind.All, null, Force: false, []), TestNode.Viewer, None),
            () => manager.SetSyncPausedAsync(paused: true, TestNode.Viewer, None),
        ];

        foreach (var call in calls)
        {
            Assert.AreEqual(403, (await TestNode.FailureAsync(call)).Code);
        }
    }

    [TestMethod]
    public async Task GetEvents_AfterWhatHappened_TellsItInOrder()
    {
        var node = new TestPair().A;
        node.Bus.Publish(new RoleChangedEvent("node-a", new StateTransition(NodeState.Standby, NodeState.Primary, "take-over", "the peer is silent", new Epoch(6), 1)));
        node.Bus.Publish(new PeerChangedEvent("node-b", false, NodeState.Standby, new Epoch(5)));
        node.Bus.Publish(new AlertEvent("node_down", AlertSeverity.High, "node-b is gone", "Look at it.", "logic.statemachine"));
        node.Bus.Publish(new PluginStateChangedEvent("logic.x", ModuleState.Running, ModuleState.Faulted, "it threw"));
        await node.SetAsync("log.level", "debug");
        node.Manager.Feed.ObserveVip(6);

        var events = await node.Manager.GetEventsAsync(0, TimeSpan.Zero, None);

        Assert.AreEqual("role,peer,alert,plugin,config,audit,vip", string.Join(',', events.Select(line => line.Kind)));
        Assert.AreEqual(("take-over", 6L, "node-a"), (events[0].RuleId, events[0].Term, events[0].NodeId));
        Assert.AreEqual("node-b", events[1].NodeId);
        var after = await node.Manager.GetEventsAsync(events[3].Id, TimeSpan.Zero, None);
        Assert.AreEqual("config,audit,vip", string.Join(',', after.Select(line => line.Kind)));
    }

    [TestMethod]
    public async Task GetEvents_NothingYet_WaitsForTheFirst()
    {
        var node = new TestPair().A;
        var waiting = node.Manager.GetEventsAsync(0, TimeSpan.FromSeconds(30), None);
        Assert.IsFalse(waiting.IsCompleted);

        node.Bus.Publish(new PeerChangedEvent("node-b", true, NodeState.Standby, new Epoch(5)));

        Assert.HasCount(1, await waiting);
    }

    [TestMethod]
    public async Task GetEvents_MoreThanAreKept_KeepsTheNewest1024()
    {
        var node = new TestPair().A;
        for (var i = 0; i < 1100; i++)
        {
            node.Bus.Publish(new PeerChangedEvent("node-b", true, NodeState.Standby, new Epoch(i)));
        }

        var events = await node.Manager.GetEventsAsync(0, TimeSpan.Zero, None);

        Assert.HasCount(1024, events);
        Assert.AreEqual(1099, events[^1].Term);
        Assert.AreEqual(1023, events[^1].Id - events[0].Id);
    }

    [TestMethod]
    public async Task GetEvents_CursorOfAnotherLife_TellsAllThatIsKept()
    {
        var node = new TestPair().A;
        node.Bus.Publish(new PeerChangedEvent("node-b", true, NodeState.Standby, new Epoch(5)));

        Assert.HasCount(1, await node.Manager.GetEventsAsync(long.MaxValue, TimeSpan.Zero, None));
    }

    private static TestPair Single(out TestNode node)
    {
        var pair = new TestPair();
        var (channel, _) = FakePeerChannel.Pair();
        channel.IsConnected = false;
        channel.LastHeardAge = null;
        node = new TestNode("node-a", "10.0.0.1", "", "", channel, pair.Time);
        return pair;
    }
}
