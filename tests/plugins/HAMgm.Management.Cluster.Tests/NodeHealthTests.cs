using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.Detection;
using HAMgm.TestSupport;

namespace HAMgm.Management.Cluster.Tests;

/// <summary>The health checks of both nodes, whichever is asked.</summary>
[TestClass]
public sealed class NodeHealthTests
{
    private static CancellationToken None => CancellationToken.None;

    [TestMethod]
    public async Task GetNodeHealth_OfThePeer_ShowsItsChecksWhole()
    {
        var pair = new TestPair();
        var detector = new FakeDetector("node-b");
        pair.B.Manager.Detector = detector;
        await pair.ExchangeAsync();

        var health = await pair.A.Manager.GetNodeHealthAsync("node-b", runNow: true, None);

        Assert.IsTrue(detector.RanNow);
        Assert.IsFalse(health.IsHealthy);
        Assert.AreEqual((20, "db fails: refused"), (health.PriorityTaken, health.Details));
        var (told, has) = (detector.Health.Checks[0], health.Checks.Single());
        Assert.AreEqual(
            (told.Id, told.Type, told.State, told.Message, told.Weight, told.SinceUnixMs, told.LastRunUnixMs, told.LastRunDuration, told.Runs, told.Failures, told.HungFor),
            (has.Id, has.Type, has.State, has.Message, has.Weight, has.SinceUnixMs, has.LastRunUnixMs, has.LastRunDuration, has.Runs, has.Failures, has.HungFor));
        Assert.AreEqual(1.5, has.Metrics["connect_ms"]);
        CollectionAssert.AreEqual(new[] { "eth" }, has.DependsOn.ToArray());
    }

    [TestMethod]
    public async Task GetNodeHealth_PeerSilent_IsNotHealthyAndSaysSo()
    {
        var pair = new TestPair();
        pair.B.Manager.Detector = new FakeDetector("node-b");
        await pair.ExchangeAsync();
        pair.Cut(TimeSpan.FromSeconds(10));

        var health = await pair.A.Manager.GetNodeHealthAsync("node-b", runNow: true, None);

        Assert.IsFalse(health.IsHealthy);
        Assert.IsEmpty(health.Checks);
        StringAssert.Contains(health.Details, "not reachable");
    }

    [TestMethod]
    public async Task GetNodeHealth_WithoutDetector_IsWhatTheNodeSaysOfItself()
    {
        var pair = new TestPair();
        var health = await pair.A.Manager.GetNodeHealthAsync("node-a", runNow: true, None);
        Assert.IsTrue(health.IsHealthy);
        StringAssert.Contains(health.Details, "health checks pass");
        Assert.AreEqual(404, (await TestNode.FailureAsync(() => pair.A.Manager.GetNodeHealthAsync("node-x", runNow: true, None))).Code);
    }

    [TestMethod]
    public async Task ConnectDetector_OnAndOff_TheDetectorAsksThePeerOrNobody()
    {
        var pair = new TestPair();
        var (a, b) = (new FakeDetector("node-a"), new FakeDetector("node-b"));
        (pair.A.Manager.Detector, pair.B.Manager.Detector) = (a, b);
        pair.A.Manager.ConnectDetector(true);
        Assert.AreEqual("db fails: refused", (await a.CheckNodeHealthAsync("node-b", None)).Details);
        pair.A.Channel.Disconnect();
        Assert.AreEqual(503, (await TestNode.FailureAsync(() => a.CheckNodeHealthAsync("node-b", None))).Code);
        pair.A.Manager.ConnectDetector(false);
        Assert.IsFalse(a.CanAskPeer, "a delegate that is left behind pins the plugin's load context");
    }

    [TestMethod]
    public async Task GetNode_DegradedNode_SaysWhatIsDegraded()
    {
        var pair = new TestPair();
        pair.A.StateMachine.SetHealth(true, -10, "disk is degraded: /: 91.0 % used (priority -10)");
        await pair.ExchangeAsync();
        var view = pair.B.Manager.GetNode("node-a");
        Assert.IsTrue(view.IsHealthy);
        StringAssert.StartsWith(view.HealthDetails, "disk is degraded: /: 91.0 % used (priority -10); ");
        Assert.AreEqual(NodeState.Primary, view.State);
    }
}
