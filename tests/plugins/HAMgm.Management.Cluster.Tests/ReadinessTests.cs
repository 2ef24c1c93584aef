using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.Management;

namespace HAMgm.Management.Cluster.Tests;

/// <summary>What the pair says about itself when one thing after another is wrong with it.</summary>
[TestClass]
public sealed class ReadinessTests
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(10);

    private static async Task<TestPair> PairAsync()
    {
        var pair = new TestPair();
        foreach (var node in new[] { pair.A, pair.B })
        {
            node.Vip.Status = node.Vip.Status with { Gate = "nftables", Provider = "netlink" };
            node.StateMachine.Status = node.StateMachine.Status with { PeerAge = TimeSpan.Zero };
        }

        pair.A.StateMachine.Status = pair.A.StateMachine.Status with { LeaseRemaining = TimeSpan.FromMilliseconds(200), PeerState = NodeState.Standby };
        pair.B.StateMachine.Status = pair.B.StateMachine.Status with { PeerState = NodeState.Primary, PeerTerm = new Epoch(4), PeerHolds = true };
        await pair.ExchangeAsync();
        return pair;
    }

    private static Task<Readiness> OfAsync(TestNode node) => node.Manager.GetReadinessAsync(CancellationToken.None);

    private static string Codes(Readiness readiness, ReadinessLevel level) =>
        string.Join(',', readiness.Items.Where(item => item.Level == level).Select(item => item.Code));

    [TestMethod]
    public async Task Readiness_HealthyPair_IsReadyOnBothNodesWithTheSameFigures()
    {
        var pair = await PairAsync();

        foreach (var node in new[] { pair.A, pair.B })
        {
            var readiness = await OfAsync(node);

            Assert.IsTrue(readiness.IsReady, string.Join('\n', readiness.Items));
            Assert.IsEmpty(readiness.Items, string.Join('\n', readiness.Items));
            Assert.AreEqual(("node-a", "node-b"), (readiness.PrimaryNodeId, readiness.StandbyNodeId));
            Assert.AreEqual(
                "switch 10/20, service-killed 60/150, service-frozen 300/450, host-lost 320/350, node-frozen 340/600",
                string.Join(", ", readiness.Outages.Select(outage => $"{outage.Fault} {outage.Expected!.Value.TotalMilliseconds}/{outage.Worst!.Value.TotalMilliseconds}")));
        }
    }

    [TestMethod]
    public async Task Readiness_PeerSilent_BlocksAndPromisesNoOutage()
    {
        var pair = await PairAsync();
        pair.Cut(Long);
        pair.A.StateMachine.Status = pair.A.StateMachine.Status with { PeerAge = Long };

        var readiness = await OfAsync(pair.A);

        Assert.IsFalse(readiness.IsReady);
        Assert.AreEqual("peer-unreachable", Codes(readiness, ReadinessLevel.Blocks));
        Assert.IsTrue(readiness.Outages.All(outage => outage.Expected is null && outage.Worst is null));
    }

    [TestMethod]
    public async Task Readiness_StandbyInMaintenanceOrUnhealthyOrNotEligible_SaysWhich()
    {
        var pair = await PairAsync();
        var fit = pair.B.StateMachine.Status;

        pair.B.StateMachine.Status = fit with { IsMaintenance = true, NotEligibleBecause = "it is in maintenance" };
        Assert.AreEqual("standby-maintenance", Codes(await OfAsync(pair.A), ReadinessLevel.Blocks));

        pair.B.StateMachine.Status = fit with { NotEligibleBecause = "the disk refuses terms and votes" };
        var notEligible = await OfAsync(pair.A);
        Assert.AreEqual("standby-not-eligible", Codes(notEligible, ReadinessLevel.Blocks));
        Assert.Contains("the disk refuses", notEligible.Items[0].Message);

        pair.B.StateMachine.Status = fit with { IsHealthy = false, HealthDetails = "disk full" };
        await pair.ExchangeAsync();
        Assert.AreEqual("standby-unhealthy", Codes(await OfAsync(pair.A), ReadinessLevel.Blocks));
    }

    [TestMethod]
    public async Task Readiness_FrozenOrAutoSwitchOff_Blocks()
    {
        var pair = await PairAsync();
        pair.B.StateMachine.Status = pair.B.StateMachine.Status with { IsFrozen = true };
        Assert.AreEqual("frozen", Codes(await OfAsync(pair.A), ReadinessLevel.Blocks));

        pair.B.StateMachine.Status = pair.B.StateMachine.Status with { IsFrozen = false };
        pair.A.Config.With("cluster.auto_switch", "false");
        var off = await OfAsync(pair.A);
        Assert.AreEqual("auto-switch-off", Codes(off, ReadinessLevel.Blocks));
        Assert.IsNotNull(off.Outages.Single(outage => outage.Fault == "switch").Expected, "asked for, it still moves");
        Assert.IsNull(off.Outages.Single(outage => outage.Fault == "host-lost").Expected);
    }

    [TestMethod]
    public async Task Readiness_NoPrimaryOrSingle_Blocks()
    {
        var pair = await PairAsync();
        pair.A.Demote(4);
        pair.B.StateMachine.Status = pair.B.StateMachine.Status with { PeerState = NodeState.Standby };
        Assert.Contains("no-primary", Codes(await OfAsync(pair.A), ReadinessLevel.Blocks));

        pair.A.Promote(6);
        pair.A.Config.With("peer.id", "").With("peer.ip", "");
        Assert.AreEqual("single", Codes(await OfAsync(pair.A), ReadinessLevel.Blocks));
    }

    [TestMethod]
    public async Task Readiness_OutOfStepAndWeak_DegradesButIsReady()
    {
        var pair = await PairAsync();
        pair.A.Config.Version = 9;
        pair.A.Vip.Status = pair.A.Vip.Status with { Gate = "unavailable: no nftables" };
        pair.A.StateMachine.Status = pair.A.StateMachine.Status with { LeaseRemaining = TimeSpan.Zero };
        pair.B.StateMachine.Status = pair.B.StateMachine.Status with { LoopJitter = TimeSpan.FromMilliseconds(80) };

        var readiness = await OfAsync(pair.A);

        Assert.IsTrue(readiness.IsReady);
        Assert.AreEqual("config-behind,gate-unavailable,primary-without-lease,loop-late", Codes(readiness, ReadinessLevel.Degrades));
        Assert.AreEqual(8, readiness.ConfigLag);
        var frozenNode = readiness.Outages.Single(outage => outage.Fault == "node-frozen").Expected;
        Assert.AreEqual(TimeSpan.FromMilliseconds(2550), frozenNode, "the kernel lease ends it");
    }

    [TestMethod]
    public async Task GetNodeDetail_OfThePeer_IsItsOwnWord()
    {
        var pair = await PairAsync();

        var detail = await pair.A.Manager.GetNodeDetailAsync("node-b", CancellationToken.None);

        Assert.AreEqual("node-b", detail.NodeId);
        Assert.AreEqual(pair.B.Channel.GetConnectionStatus().Links[0], detail.Connection.Links[0]);
        Assert.AreEqual(404, (await TestNode.FailureAsync(() => pair.A.Manager.GetNodeDetailAsync("node-x", CancellationToken.None))).Code);
    }
}
