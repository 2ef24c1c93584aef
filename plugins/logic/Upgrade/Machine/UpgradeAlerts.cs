using HAMgm.Contracts.Alerts;
using HAMgm.Contracts.Upgrades;

namespace HAMgm.Logic.Upgrade.Machine;

/// <summary>Which alerts stand in a state (spec/3). Pure.</summary>
internal static class UpgradeAlerts
{
    public const string Halted = "upgrade_halted";
    public const string NotPaused = "upgrade_rsync_not_paused";
    public const string NotResumed = "upgrade_rsync_not_resumed";
    public const string Conflict = "upgrade_config_conflict";
    public const string Mismatch = "upgrade_config_mismatch";

    /// <summary>The alerts of a state.</summary>
    public static IReadOnlyList<StandingAlert> Of(UpgradeRecord upgrade)
    {
        var alerts = new List<StandingAlert>();
        var report = UpgradeTexts.Report(upgrade);
        var text = $"{report.Explanation} Then: {report.NextCommand}.";
        if (upgrade is { PauseFailed: true, IsOver: false })
        {
            var why = upgrade.Steps.LastOrDefault(step => step.Name.StartsWith("pause-rsync", StringComparison.Ordinal) && step.Status == UpgradeStepStatus.Failed)?.Detail;
            alerts.Add(new StandingAlert(
                NotPaused, AlertSeverity.Medium, "rsync could not be paused for the upgrade",
                $"{why} The upgrade goes on, and tries again at its end. Look at rsync on both nodes ('hamgm-cli sync status') and stop it: what it copies now may be old."));
        }

        if (upgrade.Phase == UpgradePhase.Halted)
        {
            alerts.Add(new StandingAlert(Halted, AlertSeverity.High, "An upgrade has stopped", text));
        }

        if (upgrade.Phase == UpgradePhase.Partial)
        {
            alerts.Add(new StandingAlert(NotResumed, AlertSeverity.High, "Upgraded, but rsync could not be started again", text));
        }

        if (upgrade.Phase == UpgradePhase.Manual)
        {
            var isConflict = upgrade.Steps.LastOrDefault(step => step.Status == UpgradeStepStatus.Failed && step.Name != "pause-rsync")?.Name is not "compare-checksums";
            alerts.Add(isConflict
                ? new StandingAlert(Conflict, AlertSeverity.High, "Configuration files are in conflict after an upgrade", text)
                : new StandingAlert(Mismatch, AlertSeverity.High, "The nodes' configuration files differ after an upgrade", text));
        }

        return alerts;
    }
}
