using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Sync;
using HAMgm.Contracts.Upgrades;
using HAMgm.Logic.Upgrade.Machine;

namespace HAMgm.Logic.Upgrade.Tests;

/// <summary>The rolling upgrade: the STANDBY, a health check, hand-over, the other; and what becomes of it when something is not as it should be.</summary>
[TestClass]
public sealed class RollingTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [TestMethod]
    [DataRow("a")]
    [DataRow("b")]
    public async Task Upgrade_OfThePair_GoesStandbyHandOverOther_WhicheverNodeIsAsked(string at)
    {
        await using var pair = await UpgradePair.StartAsync("echo \"$HAMGM_NODE $1 $2 $HAMGM_UPGRADE_VERSION $HAMGM_UPGRADE_PACKAGE\" >>\"$FOLDER/calls\"");
        var node = at == "a" ? pair.A : pair.B;

        await pair.BeginAsync(at: node);
        var upgrade = await pair.SettleAsync(node);

        Assert.AreEqual(UpgradePhase.Succeeded, upgrade.Phase, $"{upgrade.Problem}\n{UpgradePair.StepsOf(upgrade)}");
        Assert.AreEqual(
            "pause-rsync back-up-configuration install:b check-health:b hand-over:b install:a check-health:a verify-nodes check-conflicts resume-rsync sync-configuration compare-checksums",
            string.Join(' ', upgrade.Steps.Where(step => step.Status != UpgradeStepStatus.Failed).Select(step => step.NodeId.Length > 0 ? $"{step.Name}:{step.NodeId}" : step.Name)));
        Assert.AreEqual(pair.B, pair.Primary);
        foreach (var (id, upgraded) in new[] { ("a", pair.A), ("b", pair.B) })
        {
            Assert.AreEqual($"{id} {pair.Package} 2.0.0 2.0.0 {pair.Package}\n", File.ReadAllText(Path.Combine(upgraded.Folder, "calls")), "once, with path and version by arguments and environment");
            Assert.AreEqual(1, upgraded.GuardAsked, "the guard replaces service and itself once");
            Assert.AreEqual("2.0.0", upgraded.Version);
            var recorded = await UpgradePair.RecordedAsync(upgraded, upgrade);
            Assert.AreEqual((UpgradeStatus.Success, "1.0.0", "2.0.0", upgrade.Steps.Count), (recorded.Status, recorded.FromVersion, recorded.ToVersion, recorded.Steps.Count), "replicated");
        }
    }

    [TestMethod]
    public async Task Hook_ThatFails_StopsIt_AndCompleteMendsIt()
    {
        await using var pair = await UpgradePair.StartAsync("[ -e \"$FOLDER/mended\" ] || { echo no room on the disk; exit 7; }");
        await pair.BeginAsync();
        var upgrade = await pair.SettleAsync();

        Assert.AreEqual((UpgradePhase.Halted, UpgradePhase.InstallingFirst), (upgrade.Phase, upgrade.HaltedIn!.Value));
        StringAssert.Contains(upgrade.Problem, "code 7");
        StringAssert.Contains(upgrade.Problem, "no room on the disk");
        Assert.AreEqual("hamgm-cli upgrade complete", pair.B.Coordinator.GetStatus().NextCommand, "either node says so");
        Assert.AreEqual(pair.A, pair.Primary, "nobody noticed");
        Assert.HasCount(1, pair.Alerts(UpgradeAlerts.Halted));
        Assert.IsNotNull(pair.A.Coordinator.ConfigurationLock);

        File.WriteAllText(Path.Combine(pair.A.Folder, "mended"), "");
        File.WriteAllText(Path.Combine(pair.B.Folder, "mended"), "");
        await pair.B.Coordinator.CompleteAsync(false, None);
        Assert.AreEqual(UpgradePhase.Succeeded, (await pair.SettleAsync()).Phase);
        Assert.IsTrue(pair.Alerts(UpgradeAlerts.Halted)[^1].Resolves);
    }

    [TestMethod]
    public async Task Node_ThatIsNotHealthyAfterwards_GetsNoVip_AndRollBackRestoresTheConfiguration()
    {
        await using var pair = await UpgradePair.StartAsync("printf new >\"$FOLDER/files/app.conf\"");
        pair.B.IsHealthy = false;
        await pair.BeginAsync();

        // Shortened by the settings of the test; nothing is measured.
        var upgrade = await pair.SettleAsync();
        Assert.AreEqual(UpgradePhase.CheckingFirst, upgrade.HaltedIn);
        Assert.AreEqual(pair.A, pair.Primary);
        StringAssert.Contains(upgrade.Problem, "the test says so");

        await pair.A.Coordinator.RollBackAsync(false, None);
        Assert.AreEqual(UpgradePhase.RolledBack, (await pair.SettleAsync()).Phase);
        Assert.AreEqual("old old", $"{pair.Read("a", "app.conf")} {pair.Read("b", "app.conf")}");
    }

    [TestMethod]
    public async Task Hook_ThatBelongsToAnotherUser_IsRefused()
    {
        if (!Environment.IsPrivilegedProcess)
        {
            Assert.Inconclusive("giving a file to another user takes root");
        }

        await using var pair = await UpgradePair.StartAsync();
        using (var give = System.Diagnostics.Process.Start("chown", ["65534", Path.Combine(pair.B.Folder, "install")]))
        {
            await give.WaitForExitAsync();
        }

        var refused = await Assert.ThrowsExactlyAsync<HamgmException>(() => pair.BeginAsync());

        StringAssert.Contains(refused.Message, "chown root");
        Assert.IsNull(pair.A.Coordinator.GetStatus().Record);
    }

    [TestMethod]
    public async Task Package_ThatIsAnotherOnTheOtherNode_OrNotThere_IsRefusedBeforeAnythingIsDone()
    {
        await using var pair = await UpgradePair.StartAsync();

        var missing = await Assert.ThrowsExactlyAsync<HamgmException>(() => pair.A.Coordinator.StartAsync(new UpgradeOrder("2.0.0", "/no/such.deb", "test"), None));
        var relative = await Assert.ThrowsExactlyAsync<HamgmException>(() => pair.A.Coordinator.StartAsync(new UpgradeOrder("2.0.0", "such.deb", "test"), None));
        File.SetUnixFileMode(Path.Combine(pair.B.Folder, "install"), (UnixFileMode)0b111_111_111);
        var loose = await Assert.ThrowsExactlyAsync<HamgmException>(() => pair.BeginAsync());
        File.Delete(Path.Combine(pair.B.Folder, "install"));
        var hookless = await Assert.ThrowsExactlyAsync<HamgmException>(() => pair.BeginAsync());
        pair.IsCut = true;
        var alone = await Assert.ThrowsExactlyAsync<HamgmException>(() => pair.BeginAsync(rolling: false));

        Assert.AreEqual((400, 400, 409, 409, 503), (missing.Code, relative.Code, loose.Code, hookless.Code, alone.Code));
        StringAssert.Contains(loose.Message, "chmod go-w");
        StringAssert.Contains(hookless.Message, "'b' refuses");
        Assert.IsNull(pair.A.Coordinator.GetStatus().Record);
        Assert.AreEqual(SyncPauseReason.None, pair.A.Host.Sync.GetServiceStatus().Paused);
    }

    [TestMethod]
    public async Task Second_Upgrade_IsRefusedUntilTheFirstIsOver()
    {
        await using var pair = await UpgradePair.StartAsync();
        await pair.BeginAsync(rolling: false);
        await pair.SettleAsync();

        foreach (var node in new[] { pair.A, pair.B })
        {
            var refused = await Assert.ThrowsExactlyAsync<HamgmException>(() => pair.BeginAsync(rolling: false, at: node));
            Assert.AreEqual(ErrorCodes.Conflict, refused.Code);
            StringAssert.Contains(refused.Message, "hamgm-cli upgrade");
        }

        await pair.B.Coordinator.RollBackAsync(false, None);
        await pair.SettleAsync();
        await pair.BeginAsync(rolling: false, at: pair.B);
        Assert.AreEqual(UpgradePhase.InProgress, (await pair.SettleAsync(pair.B)).Phase);
        Assert.HasCount(2, await pair.A.Coordinator.GetHistoryAsync(10, None));
    }

    [TestMethod]
    public async Task NewConfiguration_OnTheStandbyAlone_IsNotOverwrittenByThePrimarysOldOne()
    {
        await using var pair = await UpgradePair.StartAsync();
        await pair.BeginAsync(rolling: false);
        await pair.SettleAsync();
        foreach (var node in new[] { pair.B, pair.A })
        {
            File.WriteAllText(node.VersionFile, "2.0.0");
            await node.RestartAsync();
        }

        pair.Write("b", "app.conf", "new");
        await pair.A.Coordinator.CompleteAsync(false, None);
        var upgrade = await pair.SettleAsync();

        Assert.AreEqual(UpgradePhase.Manual, upgrade.Phase, UpgradePair.StepsOf(upgrade));
        Assert.AreEqual("old new", $"{pair.Read("a", "app.conf")} {pair.Read("b", "app.conf")}", "logic.sync alone would have taken it back");
        StringAssert.Contains(upgrade.Problem, "app.conf");

        pair.Write("a", "app.conf", "new");
        await pair.A.Coordinator.CompleteAsync(false, None);
        Assert.AreEqual(UpgradePhase.Succeeded, (await pair.SettleAsync()).Phase);
    }

    /// <summary>Edited on the PRIMARY, and rsync was paused before the other node fetched it, which is PRIMARY when rsync runs again.</summary>
    [TestMethod]
    public async Task Configuration_ThatHadNotBeenFetched_IsNotRevertedAfterTheHandOver()
    {
        await using var pair = await UpgradePair.StartAsync();
        pair.Write("a", "app.conf", "newest");

        await pair.BeginAsync();
        var upgrade = await pair.SettleAsync();

        Assert.AreEqual((UpgradePhase.Manual, pair.B), (upgrade.Phase, pair.Primary), UpgradePair.StepsOf(upgrade));
        Assert.AreEqual("newest old", $"{pair.Read("a", "app.conf")} {pair.Read("b", "app.conf")}", "logic.sync alone would have taken it back");
        StringAssert.Contains(upgrade.Problem, "/files/app.conf");
        StringAssert.Contains(upgrade.Problem, "hamgm-cli upgrade complete --force");

        pair.Write("b", "app.conf", "newest");
        await pair.A.Coordinator.CompleteAsync(false, None);
        Assert.AreEqual(UpgradePhase.Succeeded, (await pair.SettleAsync()).Phase);
    }

    [TestMethod]
    public async Task Configuration_ThatTheUpgradeChangedOnTheNewPrimary_IsBroughtToTheOther()
    {
        await using var pair = await UpgradePair.StartAsync("[ \"$HAMGM_NODE\" = a ] || printf new >\"$FOLDER/files/app.conf\"");

        await pair.BeginAsync();
        var upgrade = await pair.SettleAsync();

        Assert.AreEqual((UpgradePhase.Succeeded, pair.B), (upgrade.Phase, pair.Primary), UpgradePair.StepsOf(upgrade));
        Assert.AreEqual("new", pair.Read("a", "app.conf"));
    }

    /// <summary>A comparison names a thousand files; what comes after them must not be decided by silence.</summary>
    [TestMethod]
    public async Task Configuration_ThatDiffersInMoreFilesThanAreNamed_IsDecidedByAnOperator()
    {
        await using var pair = await UpgradePair.StartAsync("[ \"$HAMGM_NODE\" = a ] || for i in $(seq 1000); do printf new >\"$FOLDER/files/$i\"; done");
        pair.Write("a", "last.conf", "newest");
        pair.Write("b", "last.conf", "old");

        await pair.BeginAsync();
        var upgrade = await pair.SettleAsync();

        Assert.AreEqual(UpgradePhase.Manual, upgrade.Phase, UpgradePair.StepsOf(upgrade));
        StringAssert.Contains(upgrade.Problem, "1000 or more");
        Assert.AreEqual(("newest", false), (pair.Read("a", "last.conf"), File.Exists(Path.Combine(pair.Files.Files("a"), "1000"))), "nothing was copied");
    }

    [TestMethod]
    public async Task Complete_WithANodeOfTheOldVersion_IsRefusedByTheVerification()
    {
        await using var pair = await UpgradePair.StartAsync();
        await pair.BeginAsync(rolling: false);
        await pair.SettleAsync();
        File.WriteAllText(pair.B.VersionFile, "2.0.0");
        await pair.B.RestartAsync();
        pair.Write("b", "app.conf", "new");

        await pair.A.Coordinator.CompleteAsync(false, None);
        var upgrade = await pair.SettleAsync();

        Assert.AreEqual(UpgradePhase.Verifying, upgrade.HaltedIn);
        StringAssert.Contains(upgrade.Problem, "'a' runs version 1.0.0");
        Assert.AreEqual(SyncPauseReason.Upgrade, pair.B.Host.Sync.GetServiceStatus().Paused, "rsync stays paused: the PRIMARY's is the old one");
        Assert.AreEqual("new", pair.Read("b", "app.conf"));
    }

    [TestMethod]
    public async Task StateFile_ThatCannotBeRead_LocksAndSaysWhatToDo()
    {
        await using var pair = await UpgradePair.StartAsync();
        await pair.A.KillAsync();
        Directory.CreateDirectory(Path.Combine(pair.A.Folder, "data/upgrade"));
        File.WriteAllText(Path.Combine(pair.A.Folder, "data/upgrade/state.json"), "{");
        await pair.A.RestartAsync();

        StringAssert.Contains(pair.A.Coordinator.ConfigurationLock, "state.json");
        Assert.ThrowsExactly<HamgmException>(() => pair.A.Coordinator.GetStatus());
    }
}
