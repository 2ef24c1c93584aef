using HAMgm.Contracts.Alerts;
using HAMgm.Contracts.Sync;
using HAMgm.Contracts.Upgrades;
using HAMgm.Logic.Upgrade.Machine;

namespace HAMgm.Logic.Upgrade.Watching;

/// <summary>The last flow chart of spec/3: rsync that runs and should not, that does not run and should. Pure; only tells, never acts.</summary>
internal static class WatchRules
{
    public const string Running = "upgrade_rsync_running";
    public const string Stopped = "upgrade_rsync_stopped";
    public const string Changed = "upgrade_config_changed";

    /// <summary>The alerts that stand.</summary>
    public static IReadOnlyList<StandingAlert> Judge(WatchFacts facts)
    {
        var alerts = new List<StandingAlert>();
        foreach (var status in facts.Statuses)
        {
            if (MustBeStopped(facts.Upgrade.Phase) && status.State == RsyncServiceState.Running)
            {
                alerts.Add(new StandingAlert(
                    $"{Running}:{status.NodeId}", AlertSeverity.High, $"rsync runs on '{status.NodeId}' during an upgrade",
                    $"rsync should not run on '{status.NodeId}' while an upgrade does. It was left alone, since others may need it: stop it if they do not, or it may copy something old over something new."));
            }

            if (MustRun(facts.Upgrade.Phase) && status.State == RsyncServiceState.Stopped && !status.Paused.HasFlag(SyncPauseReason.Manual) && status.Sets.Count > 0)
            {
                alerts.Add(new StandingAlert(
                    $"{Stopped}:{status.NodeId}", AlertSeverity.High, $"rsync does not run on '{status.NodeId}' after an upgrade",
                    $"The upgrade is over, and rsync should run on '{status.NodeId}' again: {(status.Problem.Length > 0 ? status.Problem : "see 'hamgm-cli sync status'")}."));
            }
        }

        if (MustBeStopped(facts.Upgrade.Phase) && facts.ChangedFiles.Count > 0)
        {
            alerts.Add(new StandingAlert(
                $"{Changed}:{facts.NodeId}", AlertSeverity.Medium, $"Configuration files on '{facts.NodeId}' were changed during an upgrade",
                $"{facts.ChangedFiles.Count} file(s) are not as they were when they were locked: {string.Join(", ", facts.ChangedFiles.Take(10))}. If the new version's package did not do so, find out who did: "
                + "a roll-back takes it back, and a file that differs between the nodes at the end stops the upgrade."));
        }

        return alerts;
    }

    private static bool MustBeStopped(UpgradePhase phase) => phase
        is UpgradePhase.BackingUp or UpgradePhase.InProgress or UpgradePhase.InstallingFirst or UpgradePhase.CheckingFirst or UpgradePhase.HandingOver
        or UpgradePhase.InstallingSecond or UpgradePhase.CheckingSecond or UpgradePhase.Verifying or UpgradePhase.Halted;

    private static bool MustRun(UpgradePhase phase) => phase is UpgradePhase.Succeeded or UpgradePhase.RolledBack or UpgradePhase.Partial;
}
