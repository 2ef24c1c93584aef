using HAMgm.Contracts.Sync;
using HAMgm.Contracts.Upgrades;
using HAMgm.Logic.Upgrade.Machine;

namespace HAMgm.Logic.Upgrade.Tests;

/// <summary>
/// The coordinating node dies at each step, before and after the step's act. What its next life finds must lead to the end by itself, or be
/// explained and mended by the one command that status names; and the new configuration is on both nodes, or the old one on both.
/// </summary>
[TestClass]
public sealed class KillTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    // What the new version's package does to the configuration.
    private const string Package = "sleep 0.1; printf new >\"$FOLDER/files/app.conf\"";

    public static IEnumerable<object[]> Forward =>
        from rule in PhaseTable.All
        where !PhaseTable.IsRollBack(rule.Phase) && rule.Phase is not (UpgradePhase.PausingAgain or UpgradePhase.ConflictPausing)
        from afterwards in new[] { false, true }
        select new object[] { rule.Phase, afterwards };

    public static IEnumerable<object[]> Backward =>
        from rule in PhaseTable.All
        where PhaseTable.IsRollBack(rule.Phase)
        from afterwards in new[] { false, true }
        select new object[] { rule.Phase, afterwards };

    [TestMethod]
    [DynamicData(nameof(Forward))]
    public async Task Kill_OfTheCoordinator_AtEachStep_GoesOnToTheEnd(UpgradePhase phase, bool afterwards)
    {
        await using var pair = await UpgradePair.StartAsync(Package);
        var reached = await DieAtAsync(pair, phase, afterwards);
        await pair.BeginAsync();
        await reached;

        await pair.A.KillAsync();
        pair.A.Around = acts => acts;
        await pair.A.RestartAsync();
        var upgrade = await pair.SettleAsync();

        Assert.AreEqual(UpgradePhase.Succeeded, upgrade.Phase, $"{upgrade.Problem}\n{UpgradePair.StepsOf(upgrade)}");
        Assert.AreEqual("2.0.0 2.0.0", $"{pair.A.Version} {pair.B.Version}");
        Assert.AreEqual("new new", $"{pair.Read("a", "app.conf")} {pair.Read("b", "app.conf")}");
        Assert.AreEqual(pair.B, pair.Primary, "the STANDBY was upgraded first and got the VIP");
        Assert.AreEqual(RsyncServiceState.Running, pair.B.Host.Sync.GetServiceStatus().State);
        Assert.IsTrue(
            pair.A.Host.Log.Lines.Concat(upgrade.Steps.Select(step => step.Detail)).Any(line => line.Contains("goes on", StringComparison.Ordinal))
            || phase == UpgradePhase.InstallingSecond, "it says that it went on");
        Assert.IsNull(pair.A.Coordinator.ConfigurationLock);
    }

    [TestMethod]
    [DynamicData(nameof(Backward))]
    public async Task Kill_OfTheCoordinator_InARollBack_GoesOnWithIt(UpgradePhase phase, bool afterwards)
    {
        await using var pair = await UpgradePair.StartAsync();
        var reached = await DieAtAsync(pair, phase, afterwards);
        await pair.BeginAsync(rolling: false);
        await pair.SettleAsync();
        pair.Write("a", "app.conf", "new");
        pair.Write("b", "app.conf", "newer");
        await pair.A.Coordinator.RollBackAsync(false, None);
        await reached;

        await pair.A.KillAsync();
        pair.A.Around = acts => acts;
        await pair.A.RestartAsync();
        var upgrade = await pair.SettleAsync();

        Assert.AreEqual(UpgradePhase.RolledBack, upgrade.Phase, $"{upgrade.Problem}\n{UpgradePair.StepsOf(upgrade)}");
        Assert.AreEqual("old old", $"{pair.Read("a", "app.conf")} {pair.Read("b", "app.conf")}");
        Assert.IsTrue(upgrade.Steps.Any(step => step.Detail.Contains("the roll-back goes on here", StringComparison.Ordinal)), UpgradePair.StepsOf(upgrade));
    }

    [TestMethod]
    [DynamicData(nameof(Forward))]
    public async Task Kill_OfTheCoordinatorForGood_AtEachStep_TheOtherNodeEndsItByOneCommand(UpgradePhase phase, bool afterwards)
    {
        await using var pair = await UpgradePair.StartAsync(Package, patience: TimeSpan.Zero);
        var reached = await DieAtAsync(pair, phase, afterwards);
        await pair.BeginAsync();
        await reached;
        await pair.A.KillAsync();
        if (pair.Primary == pair.A)
        {
            await pair.SwitchAsync();
        }

        var before = pair.B.Coordinator.GetStatus();
        var wasOver = before.Record!.IsOver;
        if (!wasOver)
        {
            await Assert.ThrowsExactlyAsync<Contracts.Errors.HamgmException>(() => pair.B.Coordinator.RollBackAsync(false, None));
            await pair.B.Coordinator.RollBackAsync(true, None);
        }

        var upgrade = await pair.SettleAsync(pair.B);

        Assert.AreNotEqual("", before.Explanation);
        Assert.IsTrue(upgrade.IsOver, $"{upgrade.Problem}\n{UpgradePair.StepsOf(upgrade)}");
        Assert.IsNull(pair.B.Coordinator.ConfigurationLock);
        if (!wasOver)
        {
            Assert.AreEqual("old", pair.Read("b", "app.conf"));

            // The old coordinator comes back, and finds that it coordinates no more.
            pair.A.Around = acts => acts;
            await pair.A.RestartAsync();
            Assert.AreEqual((upgrade.Id, "b", UpgradePhase.RolledBack), await OwnerAsync(pair, upgrade));
        }
    }

    [TestMethod]
    public async Task Kill_OfTheCoordinator_TheOtherNodeGoesOnByForce_AndEndsItWhenTheFirstIsBack()
    {
        await using var pair = await UpgradePair.StartAsync(Package, patience: TimeSpan.Zero);
        var reached = await DieAtAsync(pair, UpgradePhase.CheckingFirst, afterwards: false);
        await pair.BeginAsync();
        await reached;
        await pair.A.KillAsync();
        await pair.SwitchAsync();

        await pair.B.Coordinator.CompleteAsync(true, None);
        await UntilAsync(() => pair.B.Coordinator.GetStatus().Record is { OwnerNodeId: "b", Phase: UpgradePhase.InstallingSecond });
        pair.A.Around = acts => acts;
        await pair.A.RestartAsync();
        var upgrade = await pair.SettleAsync(pair.B);

        Assert.AreEqual((UpgradePhase.Succeeded, "b", 2L), (upgrade.Phase, upgrade.OwnerNodeId, upgrade.Generation), UpgradePair.StepsOf(upgrade));
        Assert.AreEqual("2.0.0 new", $"{pair.A.Version} {pair.Read("a", "app.conf")}");
    }

    private static async Task UntilAsync(Func<bool> isSo)
    {
        var deadline = DateTime.UtcNow.AddSeconds(30);
        while (!isSo())
        {
            Assert.IsTrue(DateTime.UtcNow < deadline, "it did not come about");
            await Task.Delay(20);
        }
    }

    private static async Task<(Guid, string, UpgradePhase)> OwnerAsync(UpgradePair pair, UpgradeRecord upgrade)
    {
        await pair.SettleAsync(pair.B);
        var there = pair.A.Coordinator.GetStatus().Record!;
        Assert.AreEqual(upgrade.Revision, there.Revision);
        return (there.Id, there.OwnerNodeId, there.Phase);
    }

    private static async Task<Task> DieAtAsync(UpgradePair pair, UpgradePhase phase, bool afterwards)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        pair.A.Around = acts => new CrashingActs(acts, phase, afterwards, reached);
        await pair.A.RestartAsync();
        return reached.Task.WaitAsync(TimeSpan.FromSeconds(60));
    }
}
