using HAMgm.Contracts.Upgrades;

namespace HAMgm.Logic.Upgrade.Machine;

/// <summary>What an operator is told of a state: how it stands, and the one command that goes on.</summary>
internal static class UpgradeTexts
{
    private const string Complete = "hamgm-cli upgrade complete";
    private const string RollBack = "hamgm-cli upgrade rollback";

    /// <summary>A state as it is shown.</summary>
    public static UpgradeReport Report(UpgradeRecord? upgrade) => upgrade switch
    {
        null => new UpgradeReport(null, "There was no upgrade.", ""),
        { Phase: UpgradePhase.InProgress } => Of(upgrade,
            $"rsync is paused{(upgrade.PauseFailed ? " as far as that was possible" : "")}, the configuration is locked and backed up: put version {upgrade.ToVersion} onto both nodes, "
            + "the STANDBY first, then complete.", Complete),
        { Phase: UpgradePhase.Halted } when upgrade.HaltedIn is { } halted => Of(upgrade,
            $"It stopped at '{PhaseTable.Find(halted)?.Step}': {upgrade.Problem} rsync stays paused and the configuration locked until it goes on or is rolled back.",
            PhaseTable.IsRollBack(halted) ? RollBack : Complete),
        { Phase: UpgradePhase.Manual } => Of(upgrade, $"Both nodes are upgraded; the configuration needs somebody: {upgrade.Problem}", Complete),
        { Phase: UpgradePhase.Partial } => Of(upgrade, $"Both nodes are upgraded; rsync could not be started again: {upgrade.Problem}", Complete),
        { Phase: UpgradePhase.Succeeded } => Of(upgrade, $"Both nodes have version {upgrade.ToVersion}, and the same configuration.", ""),
        { Phase: UpgradePhase.RolledBack } => Of(upgrade,
            "The configuration of before the upgrade is in force, and nothing was copied over it. Programs that were replaced stay replaced: put the old package back where one was.", ""),
        _ => Of(upgrade, $"It goes on by itself: '{PhaseTable.Find(upgrade.Phase)?.Step}' on {Where(upgrade)}.", ""),
    };

    /// <summary>Why settings may not be changed; null: they may.</summary>
    public static string? LockOf(UpgradeRecord? upgrade) => upgrade is not { LocksConfiguration: true }
        ? null
        : $"The configuration is locked: an upgrade to version {upgrade.ToVersion} (started by {upgrade.StartedBy}, coordinated by '{upgrade.OwnerNodeId}') is not over. "
            + "See 'hamgm-cli upgrade status'; finish it with 'hamgm-cli upgrade complete' or 'hamgm-cli upgrade rollback'.";

    private static UpgradeReport Of(UpgradeRecord upgrade, string explanation, string command) => new(upgrade, explanation, command);

    private static string Where(UpgradeRecord upgrade) => upgrade.Steps is [.., { NodeId.Length: > 0 } step] ? $"'{step.NodeId}'" : "both nodes";
}
