using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.Errors;

namespace HAMgm.Management.Cluster.Tests;

[TestClass]
public class ClusterViewTests
{
    [TestMethod]
    public async Task GetCluster_AfterExchange_BothNodesAnswerTheSame()
    {
        var pair = new TestPair();

        await pair.ExchangeAsync();

        foreach (var view in new[] { pair.A.Manager.GetCluster(), pair.B.Manager.GetCluster() })
        {
            Assert.AreEqual("node-a", view.PrimaryNodeId);
            Assert.AreEqual("node-a,node-b", string.Join(',', view.Nodes.Select(node => node.NodeId)));
            Assert.AreEqual("PRIMARY,STANDBY", string.Join(',', view.Nodes.Select(node => node.State.ToString().ToUpperInvariant())));
            Assert.IsTrue(view.Nodes.All(node => node.IsHealthy));
            Assert.IsTrue(view.Nodes.All(node => node is { CpuUsage: not null, MemoryUsage: not null, Version: "0.1.0", Port: 9090 }));
            Assert.AreEqual("10.0.0.9", view.Vip.Address);
            Assert.AreEqual(VipState.Bound, view.Vip.State);
            Assert.AreEqual("node-a", view.Vip.BoundNodeId);
            Assert.AreEqual("eth0", view.Vip.InterfaceName);
        }
    }

    [TestMethod]
    public async Task GetCluster_OneExchangeByOneNode_ServesBoth()
    {
        var pair = new TestPair();

        await pair.A.ExchangeAsync();
        await pair.B.Manager.Exchange.ExchangeAsync(TimeSpan.FromMilliseconds(75), CancellationToken.None);

        Assert.IsEmpty(pair.B.Channel.Sent);
        Assert.AreEqual(NodeState.Primary, pair.B.Manager.GetNode("node-a").State);
    }

    [TestMethod]
    public async Task GetCluster_PeerSilentForLongerThanTheTimeout_IsUnknownAndNotHealthy()
    {
        var pair = new TestPair();
        await pair.ExchangeAsync();

        pair.Cut(TimeSpan.FromMilliseconds(301));

        var view = pair.B.Manager.GetCluster();
        Assert.AreEqual("", view.PrimaryNodeId);
        Assert.AreEqual(VipState.Unbound, view.Vip.State);
        Assert.AreEqual("", view.Vip.BoundNodeId);
        var peer = pair.B.Manager.GetNode("node-a");
        Assert.AreEqual(NodeState.Unknown, peer.State);
        Assert.IsFalse(peer.IsHealthy);
        Assert.AreEqual(1_700_000_000_123, peer.LastHeartbeatUnixMs);
        Assert.IsTrue(peer.Age >= TimeSpan.FromMilliseconds(301));
        Assert.Contains("not reachable", peer.HealthDetails);
    }

    [TestMethod]
    public async Task GetCluster_LinkJustLost_KeepsTheStateButNotTheHealth()
    {
        var pair = new TestPair();
        await pair.ExchangeAsync();

        pair.Cut(TimeSpan.FromMilliseconds(200));

        var peer = pair.B.Manager.GetNode("node-a");
        Assert.AreEqual(NodeState.Primary, peer.State);
        Assert.IsFalse(peer.IsHealthy);
    }

    [TestMethod]
    public async Task GetCluster_HostSlept_LinkAgeCountsEvenIfTheClockStoodStill()
    {
        var pair = new TestPair();
        await pair.ExchangeAsync();

        pair.B.Channel.LastHeardAge = TimeSpan.FromHours(1);

        Assert.AreEqual(NodeState.Unknown, pair.B.Manager.GetNode("node-a").State);
        Assert.AreEqual("", pair.B.Manager.GetCluster().PrimaryNodeId);
    }

    [TestMethod]
    public async Task GetCluster_TwoClaimToBePrimary_HigherTermWinsAndVipIsError()
    {
        var pair = new TestPair();
        pair.B.Promote(5);

        await pair.ExchangeAsync();

        Assert.AreEqual("node-b", pair.A.Manager.GetCluster().PrimaryNodeId);
        Assert.AreEqual("node-b", pair.B.Manager.GetCluster().PrimaryNodeId);
        Assert.AreEqual(VipState.Error, pair.A.Manager.GetCluster().Vip.State);
        Assert.AreEqual("node-b", pair.A.Manager.GetCluster().Vip.BoundNodeId);
    }

    [TestMethod]
    public async Task GetCluster_BeatYoungerThanSnapshot_BeatDecides()
    {
        var pair = new TestPair();
        await pair.ExchangeAsync();
        pair.Time.Advance(TimeSpan.FromMilliseconds(90));

        pair.B.StateMachine.Status = pair.B.StateMachine.Status with
        {
            PeerAge = TimeSpan.FromMilliseconds(3),
            PeerState = NodeState.Standby,
            PeerTerm = new Epoch(4),
            PeerHolds = false,
        };

        var view = pair.B.Manager.GetCluster();
        Assert.AreEqual("", view.PrimaryNodeId);
        Assert.AreEqual(VipState.Unbound, view.Vip.State);
        Assert.AreEqual(TimeSpan.FromMilliseconds(3), pair.B.Manager.GetNode("node-a").Age);
    }

    [TestMethod]
    public void GetCluster_PeerNeverHeard_IsListedAsUnknown()
    {
        var pair = new TestPair();
        pair.A.Channel.LastHeardAge = null;

        var peer = pair.A.Manager.GetNode("node-b");

        Assert.AreEqual(NodeState.Unknown, peer.State);
        Assert.AreEqual(0, peer.LastHeartbeatUnixMs);
        Assert.AreEqual("10.0.0.2", peer.IpAddress);
        Assert.IsNull(peer.CpuUsage);
    }

    [TestMethod]
    public void GetCluster_SingleCluster_HasOneNode()
    {
        var pair = new TestPair();
        pair.A.Config.With("peer.id", "").With("peer.ip", "");

        Assert.HasCount(1, pair.A.Manager.GetCluster().Nodes);
    }

    [TestMethod]
    public async Task GetNode_UnknownId_IsNodeNotFound()
    {
        var pair = new TestPair();

        var error = Assert.ThrowsExactly<HamgmException>(() => pair.A.Manager.GetNode("node-x"));
        var status = await TestNode.FailureAsync(() => pair.A.Manager.GetNodeStatusAsync("", CancellationToken.None));

        Assert.AreEqual((ErrorKind.NodeNotFound, 404, "node-x"), (error.Kind, error.Code, error.Subject));
        Assert.Contains("'node-a' and 'node-b'", error.Message);
        Assert.AreEqual(ErrorKind.NodeNotFound, status.Kind);
    }

    [TestMethod]
    public async Task GetNodeStatusAsync_OfThePeer_AsksIt()
    {
        var pair = new TestPair();
        pair.B.StateMachine.Status = pair.B.StateMachine.Status with { Reason = "peer is fine", WitnessAge = null };

        var status = await pair.A.Manager.GetNodeStatusAsync("node-b", CancellationToken.None);

        Assert.AreEqual(pair.B.StateMachine.Status with { Warnings = [], LastDecisions = [] }, status with { Warnings = [], LastDecisions = [] });
        CollectionAssert.AreEqual(pair.B.StateMachine.Status.Warnings.ToArray(), status.Warnings.ToArray());
    }

    [TestMethod]
    public async Task GetNodeStatusAsync_PeerUnreachable_IsServiceUnavailable()
    {
        var pair = new TestPair();
        pair.Cut(TimeSpan.FromSeconds(1));

        var error = await TestNode.FailureAsync(() => pair.A.Manager.GetNodeStatusAsync("node-b", CancellationToken.None));

        Assert.AreEqual((ErrorKind.ServiceUnavailable, 503), (error.Kind, error.Code));
    }

    [TestMethod]
    public async Task Exchange_SnapshotOfAnotherNode_IsRefused()
    {
        var pair = new TestPair();
        pair.B.Config.With("node.id", "node-z");

        await pair.A.ExchangeAsync();

        Assert.AreEqual(NodeState.Unknown, pair.A.Manager.GetNode("node-b").State);
        Assert.IsTrue(pair.A.Log.Lines.Any(line => line.Contains("node-z", StringComparison.Ordinal)));
    }

    [TestMethod]
    public async Task Answer_RandomBytes_NeverThrow()
    {
        var pair = new TestPair();
        var random = new Random(20240115);
        for (var i = 0; i < 5000; i++)
        {
            var bytes = new byte[random.Next(0, 80)];
            random.NextBytes(bytes);

            Assert.AreNotEqual(0, (await pair.A.Manager.Server.AnswerAsync(bytes, CancellationToken.None)).Length);
        }
    }
}
