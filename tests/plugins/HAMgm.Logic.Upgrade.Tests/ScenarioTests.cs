using System.Globalization;
using System.Net;
using System.Net.Sockets;
using HAMgm.Contracts.Alerts;
using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Management;
using HAMgm.Contracts.Sync;
using HAMgm.Contracts.Upgrades;
using HAMgm.Logic.Upgrade.Machine;
using HAMgm.Logic.Upgrade.Watching;

namespace HAMgm.Logic.Upgrade.Tests;

/// <summary>The WHEN/THEN scenarios of spec/3, one test each. The names are the specification's, translated.</summary>
[TestClass]
public sealed class ScenarioTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    /// <summary>升级触发时暂停 rsync.</summary>
    [TestMethod]
    public async Task Spec3_UpgradeTriggered_PausesRsync()
    {
        await using var pair = await UpgradePair.StartAsync();

        await pair.BeginAsync(rolling: false);
        var upgrade = await pair.SettleAsync();

        Assert.AreEqual(UpgradePhase.InProgress, upgrade.Phase, UpgradePair.StepsOf(upgrade));
        foreach (var node in new[] { pair.A, pair.B })
        {
            var status = node.Host.Sync.GetServiceStatus();
            Assert.AreEqual((RsyncServiceState.Stopped, SyncPauseReason.Upgrade), (status.State, status.Paused), node.Id);
            var recorded = await node.Host.Records.GetLastStatusAsync("127.0.0.1", None);
            Assert.IsTrue(recorded is { Paused: SyncPauseReason.Upgrade, PausedAtUnixMs: > 0 }, $"{node.Id}: {recorded}");
            var step = (await UpgradePair.RecordedAsync(node, upgrade)).Steps[0];
            Assert.AreEqual(("pause-rsync", UpgradeStepStatus.Success), (step.Name, step.Status), node.Id);
        }
    }

    /// <summary>rsync 暂停失败: the peer's rsync cannot be seen to stop; the upgrade goes on, and tries again at its end.</summary>
    [TestMethod]
    public async Task Spec3_PauseFails_IsRecordedAlertedAndTheUpgradeGoesOn()
    {
        await using var pair = await UpgradePair.StartAsync();
        var failing = new FaultySynchronizer(pair.A.Host.Sync) { PauseFails = true };
        pair.A.AroundSync = _ => failing;
        await RestartKeepingAsync(pair, failing);

        await pair.BeginAsync(rolling: false);
        var upgrade = await pair.SettleAsync();

        Assert.AreEqual(UpgradePhase.InProgress, upgrade.Phase, UpgradePair.StepsOf(upgrade));
        Assert.AreEqual(UpgradeStepStatus.Failed, upgrade.Steps[0].Status);
        StringAssert.Contains(pair.Alerts(UpgradeAlerts.NotPaused).Single().Message, "hamgm-cli sync status");
        Assert.IsTrue(pair.A.Host.Log.Lines.Any(line => line.StartsWith("error a step of the upgrade failed", StringComparison.Ordinal)));

        failing.PauseFails = false;
        await UpgradeByHandAsync(pair);
        await pair.A.Coordinator.CompleteAsync(false, None);
        upgrade = await pair.SettleAsync();
        Assert.AreEqual(UpgradePhase.Succeeded, upgrade.Phase, UpgradePair.StepsOf(upgrade));
        Assert.AreEqual(UpgradeStepStatus.Success, upgrade.Steps.Single(step => step.Name == "pause-rsync-again").Status);
        Assert.IsTrue(pair.Alerts(UpgradeAlerts.NotPaused)[^1].Resolves);
    }

    /// <summary>logic.sync takes over settings just when it is to pause and to list what is backed up: neither counts as nothing to do.</summary>
    [TestMethod]
    public async Task Upgrade_WhileSyncOpens_AlertsThePauseAndHaltsAtTheBackup()
    {
        await using var pair = await UpgradePair.StartAsync();
        var opening = new FaultySynchronizer(pair.A.Host.Sync) { IsOpening = true };
        await RestartKeepingAsync(pair, opening);

        await pair.BeginAsync(rolling: false);
        var upgrade = await pair.SettleAsync();

        Assert.AreEqual((UpgradePhase.Halted, UpgradePhase.BackingUp), (upgrade.Phase, upgrade.HaltedIn!.Value), UpgradePair.StepsOf(upgrade));
        Assert.AreEqual(UpgradeStepStatus.Failed, upgrade.Steps[0].Status, "not skipped: rsync runs");
        StringAssert.Contains(pair.Alerts(UpgradeAlerts.NotPaused).Single().Message, "try again");

        opening.IsOpening = false;
        await pair.A.Coordinator.CompleteAsync(false, None);
        upgrade = await pair.SettleAsync();
        Assert.AreEqual(UpgradePhase.InProgress, upgrade.Phase, UpgradePair.StepsOf(upgrade));
        StringAssert.Contains(upgrade.Steps[^1].Detail, "'a': 2 file(s) backed up");
    }

    /// <summary>In MANUAL the settings are free: what an operator has synchronised since is no file of the new version's.</summary>
    [TestMethod]
    public async Task RollBack_LeavesTheFilesOfASetThatIsNewerThanTheBackup()
    {
        await using var pair = await BegunAndChangedAsync();
        pair.Write("b", "conf.d/added.conf", "of the new version");
        await UpgradeByHandAsync(pair);
        await pair.A.Coordinator.CompleteAsync(false, None);
        Assert.AreEqual(UpgradePhase.Manual, (await pair.SettleAsync()).Phase);

        foreach (var node in new[] { pair.A, pair.B })
        {
            var file = pair.Files.ConfigFile(node.Id);
            File.WriteAllText(file, File.ReadAllText(file).Replace("  sets:\n", "  sets:\n    - { name: more, kind: config, paths: [/more] }\n", StringComparison.Ordinal));
            Directory.CreateDirectory(Path.Combine(node.Folder, "more"));
            File.WriteAllText(Path.Combine(node.Folder, "more/precious.conf"), node.Id);
            await node.RestartAsync();
        }

        await pair.A.Coordinator.RollBackAsync(false, None);
        var upgrade = await pair.SettleAsync();

        Assert.AreEqual(UpgradePhase.RolledBack, upgrade.Phase, UpgradePair.StepsOf(upgrade));
        Assert.AreEqual("a b", string.Join(' ', new[] { pair.A, pair.B }.Select(node => File.ReadAllText(Path.Combine(node.Folder, "more/precious.conf")))));
        Assert.IsFalse(File.Exists(Path.Combine(pair.Files.Files("b"), "conf.d/added.conf")), "what the backup covers");
        StringAssert.Contains(upgrade.Steps.Last(step => step.Name == "restore-configuration").Detail, "/more/precious.conf");
    }

    /// <summary>升级期间检测 rsync 启动.</summary>
    [TestMethod]
    public async Task Spec3_RsyncStartsDuringUpgrade_IsAlertedAndLeftAlone()
    {
        await using var pair = await UpgradePair.StartAsync();
        var seen = new FaultySynchronizer(pair.A.Host.Sync);
        await RestartKeepingAsync(pair, seen);
        await pair.BeginAsync(rolling: false);
        await pair.SettleAsync();
        var pauses = seen.Pauses;

        seen.ShowsRunning = true;

        await UntilAsync(() => pair.Alerts(WatchRules.Running).Count > 0);
        Assert.AreEqual(AlertSeverity.High, pair.Alerts(WatchRules.Running)[0].Severity);
        Assert.AreEqual(pauses, seen.Pauses, "it is not stopped again: others may need it");

        seen.ShowsRunning = false;
        await UntilAsync(() => pair.Alerts(WatchRules.Running).Any(alert => alert.Resolves));
    }

    /// <summary>The last flow chart: STOPPED, and the upgrade is over.</summary>
    [TestMethod]
    public async Task Spec3_RsyncDoesNotRunAfterTheUpgrade_IsAlertedUntilItDoes()
    {
        await using var pair = await UpgradePair.StartAsync();
        await pair.BeginAsync(rolling: false);
        await pair.SettleAsync();
        await UpgradeByHandAsync(pair);
        await pair.A.Coordinator.CompleteAsync(false, None);
        Assert.AreEqual(UpgradePhase.Succeeded, (await pair.SettleAsync()).Phase);

        await pair.A.Host.Sync.PauseAsync(SyncPauseReason.Upgrade, None);
        await UntilAsync(() => pair.Alerts(WatchRules.Stopped).Count > 0);
        await pair.A.Host.Sync.ResumeAsync(SyncPauseReason.Upgrade, None);
        await UntilAsync(() => pair.Alerts(WatchRules.Stopped).Any(alert => alert.Resolves));
    }

    /// <summary>升级完成后恢复 rsync.</summary>
    [TestMethod]
    public async Task Spec3_UpgradeComplete_ResumesRsyncAndSynchronisesOnce()
    {
        await using var pair = await UpgradePair.StartAsync();
        await pair.BeginAsync(rolling: false);
        await pair.SettleAsync();
        pair.Write("a", "app.conf", "new");
        await UpgradeByHandAsync(pair);

        await pair.A.Coordinator.CompleteAsync(false, None);
        var upgrade = await pair.SettleAsync();

        Assert.AreEqual(UpgradePhase.Succeeded, upgrade.Phase, UpgradePair.StepsOf(upgrade));
        Assert.AreEqual("new", pair.Read("b", "app.conf"));
        foreach (var node in new[] { pair.A, pair.B })
        {
            var status = node.Host.Sync.GetServiceStatus();
            Assert.AreEqual((RsyncServiceState.Running, SyncPauseReason.None), (status.State, status.Paused), node.Id);
            Assert.IsTrue(status.ResumedAtUnixMs > 0);
        }

        var runs = (await pair.B.Host.Records.GetRunsAsync(10, None)).Where(run => run.UpgradeId == upgrade.Id).ToList();
        Assert.HasCount(1, runs, "one synchronisation");
        foreach (var name in new[] { "resume-rsync", "sync-configuration", "compare-checksums" })
        {
            Assert.AreEqual(UpgradeStepStatus.Success, upgrade.Steps.Single(step => step.Name == name).Status, name);
        }
    }

    /// <summary>rsync 恢复失败: its port is taken, so it cannot be started.</summary>
    [TestMethod]
    public async Task Spec3_ResumeFails_IsTriedThreeTimesThenPartial()
    {
        await using var pair = await UpgradePair.StartAsync();
        await pair.BeginAsync(rolling: false);
        await pair.SettleAsync();
        await UpgradeByHandAsync(pair);
        using (var stranger = new TcpListener(IPAddress.Loopback, pair.A.Host.Config.GetInt("sync.port")))
        {
            stranger.Start();
            await pair.A.Coordinator.CompleteAsync(false, None);
            var upgrade = await pair.SettleAsync();

            Assert.AreEqual((UpgradePhase.Partial, UpgradeStatus.Partial), (upgrade.Phase, upgrade.Status), UpgradePair.StepsOf(upgrade));
            Assert.AreEqual(3, upgrade.Steps.Count(step => step is { Name: "resume-rsync", Status: UpgradeStepStatus.Failed }));
            Assert.AreEqual("hamgm-cli upgrade complete", pair.A.Coordinator.GetStatus().NextCommand);
            Assert.HasCount(1, pair.Alerts(UpgradeAlerts.NotResumed));
            Assert.IsNull(pair.A.Coordinator.ConfigurationLock, "both nodes are upgraded: settings may have to be mended");
        }

        await pair.A.Coordinator.CompleteAsync(false, None);
        Assert.AreEqual(UpgradePhase.Succeeded, (await pair.SettleAsync()).Phase);
    }

    /// <summary>配置同步验证: a command of the set changes the file after it was put in place, so the checksums differ.</summary>
    [TestMethod]
    public async Task Spec3_ChecksumsDifferAfterTheSync_AreAlertedAndRecorded()
    {
        await using var pair = await UpgradePair.StartAsync(setOptions: ", after: 'f=$(printf %s \"$HAMGM_FILES\" | head -1); [ \"$(cat \"$f\")\" != new ] || echo more >>\"$f\"'");
        await pair.BeginAsync(rolling: false);
        await pair.SettleAsync();
        pair.Write("a", "app.conf", "new");
        pair.Write("b", "app.conf", "old");
        await UpgradeByHandAsync(pair);

        await pair.A.Coordinator.CompleteAsync(false, None);
        var upgrade = await pair.SettleAsync();

        Assert.AreEqual(UpgradePhase.Manual, upgrade.Phase, UpgradePair.StepsOf(upgrade));
        Assert.AreEqual("compare-checksums", upgrade.Steps[^1].Name);
        StringAssert.Contains(pair.Alerts(UpgradeAlerts.Mismatch).Single().Message, "app.conf");
        Assert.AreEqual(UpgradeStepStatus.Failed, (await UpgradePair.RecordedAsync(pair.B, upgrade)).Steps[^1].Status, "in upgrade_progress, on the other node too");

        pair.Write("b", "app.conf", "new");
        await pair.A.Coordinator.CompleteAsync(false, None);
        Assert.AreEqual(UpgradePhase.Succeeded, (await pair.SettleAsync()).Phase);
        Assert.IsTrue(pair.Alerts(UpgradeAlerts.Mismatch)[^1].Resolves);
    }

    /// <summary>升级期间配置修改隔离.</summary>
    [TestMethod]
    public async Task Spec3_DuringUpgrade_ConfigurationIsLockedAndChangesOfFilesAreSeen()
    {
        await using var pair = await UpgradePair.StartAsync();
        await pair.BeginAsync(rolling: false);
        await pair.SettleAsync();

        foreach (var node in new[] { pair.A, pair.B })
        {
            StringAssert.Contains(node.Coordinator.ConfigurationLock, "hamgm-cli upgrade complete", node.Id);
        }

        var refused = await Assert.ThrowsExactlyAsync<SyncFailedException>(() => pair.B.Host.Sync.RunAsync(new SyncOrder(SyncKind.All, null, true, []), None));
        Assert.AreEqual(ErrorCodes.Conflict, refused.Code, "nothing is copied meanwhile, not even by force");
        pair.Write("b", "app.conf", "somebody's");
        await UntilAsync(() => pair.Alerts($"{WatchRules.Changed}:b").Count > 0);

        pair.Write("b", "app.conf", "old");
        await UpgradeByHandAsync(pair);
        await pair.A.Coordinator.CompleteAsync(false, None);
        await pair.SettleAsync();
        Assert.IsNull(pair.A.Coordinator.ConfigurationLock);
        Assert.IsNull(pair.B.Coordinator.ConfigurationLock);
    }

    /// <summary>升级失败后的 rsync 恢复.</summary>
    [TestMethod]
    public async Task Spec3_RollBack_RestoresTheConfigurationAndSynchronisesNothingOverIt()
    {
        await using var pair = await BegunAndChangedAsync();
        pair.Write("b", "conf.d/added.conf", "of the new version");

        await pair.A.Coordinator.RollBackAsync(false, None);
        var upgrade = await pair.SettleAsync();

        Assert.AreEqual((UpgradePhase.RolledBack, UpgradeStatus.RolledBack), (upgrade.Phase, upgrade.Status), UpgradePair.StepsOf(upgrade));
        Assert.AreEqual("old old", $"{pair.Read("a", "app.conf")} {pair.Read("b", "app.conf")}");
        Assert.IsFalse(File.Exists(Path.Combine(pair.Files.Files("b"), "conf.d/added.conf")));
        Assert.AreEqual("new of b", File.ReadAllText(Path.Combine(pair.B.Folder, "data/upgrade", upgrade.Id.ToString("N"), "replaced/files/app.conf")), "nothing is lost");
        Assert.AreEqual(RsyncServiceState.Running, pair.A.Host.Sync.GetServiceStatus().State);
        Assert.IsFalse(upgrade.Steps.Any(step => step.Name == "sync-configuration"));
        Assert.IsFalse((await pair.B.Host.Records.GetRunsAsync(10, None)).Any(run => run.Trigger is "resume" || run.UpgradeId is not null));

        await pair.B.Host.Sync.RunAsync(new SyncOrder(SyncKind.All, null, false, []), None);
        Assert.AreEqual("old old", $"{pair.Read("a", "app.conf")} {pair.Read("b", "app.conf")}", "what rsync copies is the old configuration");
    }

    /// <summary>配置文件冲突检测.</summary>
    [TestMethod]
    public async Task Spec3_ConflictAtTheEnd_PausesRsyncAndWaitsForSomebody()
    {
        await using var pair = await BegunAndChangedAsync();
        await UpgradeByHandAsync(pair);

        await pair.A.Coordinator.CompleteAsync(false, None);
        var upgrade = await pair.SettleAsync();

        Assert.AreEqual((UpgradePhase.Manual, UpgradeStatus.Manual), (upgrade.Phase, upgrade.Status), UpgradePair.StepsOf(upgrade));
        Assert.AreEqual("new of a new of b", $"{pair.Read("a", "app.conf")} {pair.Read("b", "app.conf")}");
        Assert.AreEqual(RsyncServiceState.Stopped, pair.A.Host.Sync.GetServiceStatus().State);
        StringAssert.Contains(pair.Alerts(UpgradeAlerts.Conflict).Single().Message, "app.conf");

        await pair.A.Coordinator.CompleteAsync(true, None);
        Assert.AreEqual(UpgradePhase.Succeeded, (await pair.SettleAsync()).Phase);
        Assert.AreEqual("new of a", pair.Read("b", "app.conf"), "by force the PRIMARY's stand");
    }

    /// <summary>查询 rsync 服务状态.</summary>
    [TestMethod]
    public async Task Spec3_QueryOfRsyncStatus_HasStateLastSyncPeriodPauseAndTimes()
    {
        await using var pair = await UpgradePair.StartAsync();
        var before = (await pair.A.Host.Sync.GetServiceStatusesAsync(None)).Single(status => status.NodeId == "b");
        await pair.BeginAsync(rolling: false);
        await pair.SettleAsync();

        var during = (await pair.A.Host.Sync.GetServiceStatusesAsync(None)).Single(status => status.NodeId == "b");

        Assert.IsTrue(before is { State: RsyncServiceState.Running, Paused: SyncPauseReason.None, LastSyncUnixMs: > 0 }, before.ToString());
        Assert.AreEqual(TimeSpan.FromHours(1), before.Interval);
        Assert.AreEqual(TimeSpan.FromMinutes(5), TimeSpan.Parse(DefaultInterval(), CultureInfo.InvariantCulture), "five minutes are the default");
        Assert.IsTrue(during is { State: RsyncServiceState.Stopped, Paused: SyncPauseReason.Upgrade, PausedAtUnixMs: > 0 }, during.ToString());
    }

    /// <summary>查询配置同步历史.</summary>
    [TestMethod]
    public async Task Spec3_QueryOfSyncHistory_HasTheLastTenWithFilesDurationAndReason()
    {
        await using var pair = await UpgradePair.StartAsync();
        for (var i = 0; i < 11; i++)
        {
            pair.Write("a", "app.conf", $"version {i}");
            await pair.B.Host.Sync.RunAsync(new SyncOrder(SyncKind.All, null, false, []), None);
        }

        pair.Write("a", "app.conf", "mine");
        pair.Write("b", "app.conf", "yours");
        await pair.B.Host.Sync.RunAsync(new SyncOrder(SyncKind.All, null, false, []), None);
        var runs = await pair.B.Host.Sync.GetRunsAsync(10, None);

        Assert.HasCount(10, runs);
        Assert.AreNotEqual("", runs[0].ErrorMessage, "why it failed");
        Assert.AreEqual(("127.0.0.1", "127.0.0.2", SyncRunState.Success), (runs[1].FromNodeIp, runs[1].ToNodeIp, runs[1].State));
        Assert.AreEqual("/files/app.conf", runs[1].Files.Single().Path);
        Assert.IsTrue(runs[1].Duration > TimeSpan.Zero);
    }

    private static string DefaultInterval()
    {
        using var schema = System.Text.Json.JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "schemas/logic.sync.json")));
        var text = schema.RootElement.GetProperty("settings").EnumerateArray().Single(setting => setting.GetProperty("key").GetString() == "sync.interval").GetProperty("default").GetString()!;
        return $"00:{int.Parse(text.TrimEnd('m'), CultureInfo.InvariantCulture):D2}:00";
    }

    // By hand, and the same file is another one on either node since.
    private static async Task<UpgradePair> BegunAndChangedAsync()
    {
        var pair = await UpgradePair.StartAsync();
        await pair.BeginAsync(rolling: false);
        await pair.SettleAsync();
        pair.Write("a", "app.conf", "new of a");
        pair.Write("b", "app.conf", "new of b");
        return pair;
    }

    private static async Task UpgradeByHandAsync(UpgradePair pair)
    {
        foreach (var node in new[] { pair.B, pair.A })
        {
            File.WriteAllText(node.VersionFile, "2.0.0");
            await node.RestartAsync();
        }

        await UntilAsync(() => pair.A.Coordinator.GetStatus().Record is { Phase: UpgradePhase.InProgress });
    }

    // The fault stays through lives of the node, each with a logic.sync of its own.
    private static async Task RestartKeepingAsync(UpgradePair pair, FaultySynchronizer faulty)
    {
        pair.A.AroundSync = sync =>
        {
            faulty.Inner = sync;
            return faulty;
        };
        await pair.A.RestartAsync();
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
}
