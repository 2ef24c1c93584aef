using HAMgm.Contracts.Errors;
using HAMgm.TestSupport;

namespace HAMgm.Management.Cluster.Tests;

/// <summary>What management.cluster does for upgrades: the lock on settings, the calls between the coordinators, the audit.</summary>
[TestClass]
public sealed class UpgradeTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [TestMethod]
    public async Task SetConfig_WhileLocked_IsRefusedOnBothNodesWithWhyAndTheRemedy()
    {
        var pair = new TestPair();
        await pair.ExchangeAsync();
        var before = pair.A.Manager.GetConfig("cluster.heartbeat_timeout");
        pair.A.Manager.UpgradeCoordinator = new FakeUpgradeCoordinator { ConfigurationLock = "The configuration is locked: … 'hamgm-cli upgrade complete'." };

        foreach (var set in (Func<Task>[])
        [
            () => pair.A.SetAsync("cluster.heartbeat_timeout", "20s"),
            () => pair.B.SetAsync("cluster.heartbeat_timeout", "20s"),
            () => pair.A.SetAsync("log.level", "debug"),
            () => pair.A.Manager.RegisterNodeAsync("node-c", "10.0.0.3", 0, TestNode.Admin, None),
            () => pair.A.Manager.UnregisterNodeAsync("node-b", true, TestNode.Admin, None),
        ])
        {
            var error = await TestNode.FailureAsync(set);
            Assert.AreEqual((ErrorKind.Configuration, ErrorCodes.Conflict), (error.Kind, error.Code));
            StringAssert.Contains(error.Message, "hamgm-cli upgrade complete");
        }

        Assert.AreEqual(before, pair.A.Manager.GetConfig("cluster.heartbeat_timeout"));
        pair.A.Manager.UpgradeCoordinator = new FakeUpgradeCoordinator();
        await pair.B.SetAsync("cluster.heartbeat_timeout", "20s");
        Assert.AreEqual("20s", pair.A.Manager.GetConfig("cluster.heartbeat_timeout"));
    }

    [TestMethod]
    public async Task PeersCoordinator_IsReachedAndOnlyByTheNodeItself()
    {
        var pair = new TestPair();
        var there = new FakeUpgradeCoordinator();
        pair.B.Manager.UpgradeCoordinator = there;

        var answer = await pair.A.Manager.UpgradeDesk.AskPeerAsync([1, 2], TimeSpan.FromSeconds(1), None);
        var refused = await TestNode.FailureAsync(() => pair.B.Manager.UpgradeDesk.AnswerPeerAsync([1], TestNode.Viewer, None));

        CollectionAssert.AreEqual(new byte[] { 2, 1 }, answer);
        Assert.AreEqual(ErrorKind.Authentication, refused.Kind);
    }

    [TestMethod]
    public async Task Orders_AreAudited_AndNeedAnAdmin()
    {
        var pair = new TestPair();
        pair.A.Manager.UpgradeCoordinator = new FakeUpgradeCoordinator();

        await pair.A.Manager.Upgrades.StartAsync("2.0", "", TestNode.Admin, None);
        await pair.A.Manager.Upgrades.CompleteAsync(true, TestNode.Admin, None);
        var refused = await TestNode.FailureAsync(() => pair.A.Manager.Upgrades.RollBackAsync(false, TestNode.Viewer, None));
        var missing = await TestNode.FailureAsync(() => pair.B.Manager.Upgrades.StartAsync("2.0", "", TestNode.Admin, None));

        Assert.AreEqual(ErrorKind.Authentication, refused.Kind);
        Assert.AreEqual((ErrorKind.ServiceUnavailable, "logic.upgrade"), (missing.Kind, missing.Subject));
        Assert.IsTrue(pair.A.Log.Lines.Any(line => line.Contains("operation=StartUpgrade", StringComparison.Ordinal)));
        Assert.IsTrue(pair.A.Log.Lines.Any(line => line.Contains("operation=CompleteUpgrade subject=force", StringComparison.Ordinal)));
    }
}
