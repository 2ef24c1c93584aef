using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.Management;
using HAMgm.Contracts.StateMachine;
using HAMgm.Service.Thrift.Calls;
using HAMgm.TestSupport;
using HAMgm.Thrift;
using NodeState = HAMgm.Thrift.NodeState;

namespace HAMgm.Service.Thrift.Tests.Calls;

[TestClass]
public class HamgmHandlerTests
{
    [TestMethod]
    public async Task ReadingCalls_OnBothNodes_AnswerTheSameTruth()
    {
        var (a, b) = await ServedNode.StartPairAsync(insecureWrites: false);
        await using var stopA = a;
        await using var stopB = b;
        foreach (var node in new[] { a, b })
        {
            using var client = await node.ClientAsync();

            var status = await client.GetClusterStatus();
            Assert.IsTrue(status.Base.Success);
            Assert.AreEqual(0, status.Base.ErrorCode);
            Assert.IsGreaterThan(1_700_000_000_000, status.Base.Timestamp);
            Assert.AreEqual(("test", "node-a", 2, 2, true), (status.ClusterStatus.ClusterId, status.ClusterStatus.PrimaryNodeId, status.ClusterStatus.TotalNodes, status.ClusterStatus.HealthyNodes, status.ClusterStatus.AutoSwitchEnabled));

            var vip = (await client.GetVIPStatus()).VipInfo;
            Assert.AreEqual(("10.0.0.9", VIPState.BOUND, "node-a", "eth0"), (vip.VipAddress, vip.State, vip.BoundNodeId, vip.NetworkInterface));

            var nodes = (await client.GetAllNodes()).Nodes;
            Assert.AreEqual("node-a,node-b", string.Join(',', nodes.Select(info => info.NodeId)));
            Assert.IsTrue(nodes.All(info => info.__isset is { lastHeartbeat: true, cpuUsage: true, memoryUsage: true, isHealthy: true, version: true }));

            var info = (await client.GetNodeInfo("node-b")).NodeInfo;
            Assert.AreEqual(("10.0.0.2", NodeState.STANDBY, true, "0.1.0"), (info.IpAddress, info.State, info.IsHealthy, info.Version));

            var health = await client.CheckNodeHealth("node-a");
            Assert.IsTrue(health.IsHealthy);
            Assert.IsGreaterThan(0, health.HealthDetails.Length);

            Assert.AreEqual("release", (await client.GetConfig("quorum.on_isolation")).ConfigValue);
            Assert.IsTrue((await client.GetAutoSwitchStatus()).Enabled);
        }
    }

    [TestMethod]
    public async Task GetClusterStatus_NoPrimary_HasAnEmptyIdAndNoBoundNode()
    {
        var (a, b) = await ServedNode.StartPairAsync();
        await using var stopA = a;
        await using var stopB = b;
        a.StateMachine.Become(HAMgm.Contracts.Cluster.NodeState.Standby, 4);
        a.Vip.Status = a.Vip.Status with { State = VipState.Unbound };
        using var client = await a.ClientAsync();

        var status = (await client.GetClusterStatus()).ClusterStatus;

        Assert.AreEqual("", status.PrimaryNodeId);
        Assert.AreEqual(VIPState.UNBOUND, status.VipInfo.State);
        Assert.IsFalse(status.VipInfo.__isset.boundNodeId);
    }

    [TestMethod]
    public async Task ChangingCalls_OnTheStandby_AreDoneByThePrimary()
    {
        var (a, b) = await ServedNode.StartPairAsync();
        await using var stopA = a;
        await using var stopB = b;
        using var client = await b.ClientAsync();

        var set = await client.SetConfig("quorum.on_isolation", "keep");
        var auto = await client.SetAutoSwitch(false);
        var switched = await client.ForceSwitch();
        var forced = await client.Switch(true);

        Assert.AreEqual("keep", set.ConfigValue);
        Assert.IsFalse(auto.Enabled);
        Assert.AreEqual(("keep", false), (a.Config.GetString("quorum.on_isolation"), a.Config.GetBool("cluster.auto_switch")));
        Assert.AreEqual(("node-b", "node-a"), (switched.NewPrimaryNodeId, switched.OldPrimaryNodeId));
        Assert.IsTrue(forced.Base.Success);
        CollectionAssert.AreEqual(new[] { "switch force=False", "switch force=True" }, a.StateMachine.Calls);
    }

    [TestMethod]
    public async Task MembershipCalls_GiveAnOperationIdAndTheTruth()
    {
        var (a, b) = await ServedNode.StartPairAsync();
        await using var stopA = a;
        await using var stopB = b;
        using var client = await a.ClientAsync();

        var same = await client.AddNode(new NodeInfo("node-b", "10.0.0.2", 9090, NodeState.UNKNOWN));
        var third = await Assert.ThrowsExactlyAsync<ClusterException>(() => client.AddNode(new NodeInfo("node-c", "10.0.0.3", 9090, NodeState.UNKNOWN)));
        var primary = await Assert.ThrowsExactlyAsync<ClusterException>(() => client.RemoveNode("node-a"));
        var unknown = await Assert.ThrowsExactlyAsync<NodeNotFoundException>(() => client.RemoveNodeForced("node-x"));
        var removed = await client.RemoveNode("node-b");

        Assert.AreEqual("node-a-1", same.OperationId);
        Assert.Contains("already", same.Base.Message);
        Assert.AreEqual((409, 409, "node-x"), (third.ErrorCode, primary.ErrorCode, unknown.NodeId));
        Assert.AreEqual("node-a-2", removed.OperationId);
        Assert.Contains("next restart", removed.Base.Message);
        Assert.StartsWith("leave", b.StateMachine.Calls.Single());
    }

    [TestMethod]
    public async Task SyncData_ChecksItsTargetFirst()
    {
        var (a, b) = await ServedNode.StartPairAsync();
        await using var stopA = a;
        await using var stopB = b;
        using var client = await a.ClientAsync();

        var unknown = await Assert.ThrowsExactlyAsync<NodeNotFoundException>(() => client.SyncData(new SyncRequest(SyncDataType.ALL) { TargetNodeId = "node-x" }));
        var known = await Assert.ThrowsExactlyAsync<ServiceUnavailableException>(() => client.SyncData(new SyncRequest(SyncDataType.CONFIG) { TargetNodeId = "node-b" }));
        var bad = await Assert.ThrowsExactlyAsync<SyncException>(() => client.SyncData(new SyncRequest((SyncDataType)77)));

        Assert.AreEqual("node-x", unknown.NodeId);
        Assert.AreEqual("logic.sync", known.ServiceName);
        Assert.Contains("dataType", bad.Message);
    }

    [TestMethod]
    public async Task UnknownAndHugeNames_AreTheDeclaredErrors()
    {
        var (a, b) = await ServedNode.StartPairAsync();
        await using var stopA = a;
        await using var stopB = b;
        using var client = await a.ClientAsync();
        var huge = new string('x', 100_000);

        await Assert.ThrowsExactlyAsync<NodeNotFoundException>(() => client.GetNodeInfo("node-x"));
        await Assert.ThrowsExactlyAsync<NodeNotFoundException>(() => client.CheckNodeHealth(""));
        await Assert.ThrowsExactlyAsync<NodeNotFoundException>(() => client.GetNodeStatus("node-x"));
        var key = await Assert.ThrowsExactlyAsync<ConfigurationException>(() => client.GetConfig("no.such.key"));
        var hugeKey = await Assert.ThrowsExactlyAsync<ConfigurationException>(() => client.SetConfig(huge, "1"));
        var hugeNode = await Assert.ThrowsExactlyAsync<NodeNotFoundException>(() => client.GetNodeInfo(huge));
        var value = await Assert.ThrowsExactlyAsync<ConfigurationException>(() => client.SetConfig("cluster.auto_switch", "perhaps"));

        Assert.AreEqual(("no.such.key", 404), (key.ConfigKey, key.ErrorCode));
        Assert.AreEqual(400, value.ErrorCode);
        Assert.AreEqual((256, 256), (hugeKey.ConfigKey.Length, hugeNode.NodeId.Length));
        Assert.Contains("perhaps", value.Message);
    }

    [TestMethod]
    public async Task OwnCalls_TellWhatTheSpecificationHasNoRoomFor()
    {
        var (a, b) = await ServedNode.StartPairAsync();
        await using var stopA = a;
        await using var stopB = b;
        using var client = await a.ClientAsync();

        var own = (await client.GetNodeStatus("")).Status;
        var peer = (await client.GetNodeStatus("node-b")).Status;
        var heartbeats = await client.GetHeartbeatInfo();

        Assert.AreEqual(("node-a", NodeState.PRIMARY, 4L, true, 0L), (own.NodeId, own.Role, own.Term, own.HoldsVip, own.DataAgeMs));
        Assert.AreEqual(("node-b", NodeState.STANDBY, 250L), (peer.NodeId, peer.Role, peer.PromiseRemainingMs));
        Assert.AreEqual(own.ConfigHash, peer.ConfigHash);
        Assert.HasCount(1, own.Links);
        Assert.HasCount(1, peer.Links);
        Assert.IsTrue(peer.__isset is { startedAt: true, gate: true, frozen: true, maintenance: true, ownTerm: true, networkInterface: true, version: true });
        Assert.AreEqual(("node-b", "node-a"), (heartbeats.Heartbeats[1].SourceNodeId, heartbeats.Heartbeats[1].TargetNodeId));
        var beat = heartbeats.Heartbeats[0];
        Assert.AreEqual(("node-a", "node-b", 42L, unchecked((int)0xDEADBEEF), 2.0), (beat.SourceNodeId, beat.TargetNodeId, beat.SequenceNumber, beat.Crc32Checksum, beat.Latency));
        Assert.AreEqual(0.015, heartbeats.Loss, 1e-9);
    }

    [TestMethod]
    public async Task GetNodeStatus_OfAStandbyBehindInItsOwnTerm_ShowsTheNewestTermAndItsOwn()
    {
        var (a, b) = await ServedNode.StartPairAsync();
        await using var stopA = a;
        await using var stopB = b;
        b.StateMachine.Status = b.StateMachine.Status with { Term = new Epoch(3), PeerTerm = new Epoch(4) };
        using var client = await a.ClientAsync();

        var standby = (await client.GetNodeStatus("node-b")).Status;

        Assert.AreEqual((4L, 3L), (standby.Term, standby.OwnTerm));
    }

    [TestMethod]
    public async Task DecisionsAndReadiness_OnBothNodes_AnswerForThePair()
    {
        var (a, b) = await ServedNode.StartPairAsync();
        await using var stopA = a;
        await using var stopB = b;
        b.StateMachine.History = [.. Enumerable.Range(1, 40).Select(term => new StateTransition(
            HAMgm.Contracts.Cluster.NodeState.Unknown, HAMgm.Contracts.Cluster.NodeState.Standby, "START", "This life begins.", new Epoch(term), term) { Inputs = ["peer heard 12 ms ago"] })];
        foreach (var node in new[] { a, b })
        {
            using var client = await node.ClientAsync();

            var decisions = await client.GetDecisions("node-b", 2);
            var readiness = (await client.GetReadiness()).Readiness;

            Assert.AreEqual("node-b", decisions.Status.NodeId);
            Assert.AreEqual("39,40", string.Join(',', decisions.Decisions.Select(decision => decision.Term)));
            Assert.AreEqual("peer heard 12 ms ago", decisions.Decisions[0].Inputs.Single());
            Assert.AreEqual((true, "node-a", "node-b"), (readiness.Ready, readiness.PrimaryNodeId, readiness.StandbyNodeId));
            Assert.AreEqual(600_020, readiness.Outages.Single(outage => outage.Fault == "host-lost").ExpectedMs);
        }
    }

    [TestMethod]
    public async Task MaintenanceAndFreeze_OnEitherNode_AreShownByBoth()
    {
        var (a, b) = await ServedNode.StartPairAsync();
        await using var stopA = a;
        await using var stopB = b;
        using var client = await a.ClientAsync();

        Assert.IsTrue((await client.SetMaintenance("node-b", true, false)).Base.Success);
        Assert.IsTrue((await client.SetFrozen(true, false)).Base.Success);

        Assert.AreEqual("maintenance True force=False", b.StateMachine.Calls.Single());
        Assert.IsTrue((await client.GetNodeStatus("node-b")).Status.Maintenance);
        Assert.IsTrue((await client.GetClusterStatus()).ClusterStatus.Frozen);
        Assert.IsFalse((await client.GetReadiness()).Readiness.Ready);
    }

    [TestMethod]
    public async Task GetEvents_FollowsWithACursor()
    {
        var (a, b) = await ServedNode.StartPairAsync();
        await using var stopA = a;
        await using var stopB = b;
        using var client = await a.ClientAsync();
        var now = await client.GetEvents(-1, 0);
        using var waiter = await a.ClientAsync();
        var waiting = waiter.GetEvents(now.NextCursor, 20_000);

        a.Bus.Publish(new PeerChangedEvent("node-b", false, HAMgm.Contracts.Cluster.NodeState.Standby, new Epoch(5)));

        var answer = await waiting;
        Assert.AreEqual(("peer", "node-b"), (answer.Events.Single().Kind, answer.Events.Single().NodeId));
        Assert.AreEqual(answer.Events.Single().Id, answer.NextCursor);
        Assert.IsFalse(answer.Gap);
    }

    [TestMethod]
    public async Task GetEvents_WhenTheServerStops_AnswersEarly()
    {
        var (a, b) = await ServedNode.StartPairAsync();
        await using var stopA = a;
        await using var stopB = b;
        using var stopping = new CancellationTokenSource();
        var caller = new CallerIdentity("root@local", CallerRole.Admin, "test");
        var handler = new HamgmHandler(a.Manager, a.Operations, a.Config, caller, TimeProvider.System, stopping.Token);
        var newest = (await handler.GetEvents(-1, 0)).NextCursor;
        var waiting = handler.GetEvents(newest, 20_000);

        await stopping.CancelAsync();

        var answer = await waiting;
        Assert.IsEmpty(answer.Events);
        Assert.AreEqual(newest, answer.NextCursor);
    }

    [TestMethod]
    public async Task Secret_ReadOrSet_IsMaskedInAnswersErrorsEventsAndLogs()
    {
        const string secret = "nobody-should-see-this-1234567890";
        var (a, b) = await ServedNode.StartPairAsync();
        await using var one = a;
        await using var two = b;
        using var client = await a.ClientAsync();

        a.Config.With("cluster.secret", secret);
        var refused = await Assert.ThrowsExactlyAsync<ConfigurationException>(() => client.SetConfig("cluster.secret", secret));
        var misspelt = await Assert.ThrowsExactlyAsync<ConfigurationException>(() => client.SetConfig("cluster.secrets", secret));
        var got = await client.GetConfig("cluster.secret");
        var events = await client.GetEvents(0, 0);

        Assert.AreEqual("***", got.ConfigValue);
        string[] said = [refused.ToString(), misspelt.ToString(), got.ToString(), .. events.Events.Select(line => line.Message), .. a.Log.Lines, .. b.Log.Lines, .. a.Channel.Sent.Select(System.Text.Encoding.Latin1.GetString)];
        Assert.IsFalse(said.Any(text => text.Contains(secret, StringComparison.Ordinal)), string.Join('\n', said));
    }
}
