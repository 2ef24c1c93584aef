using HAMgm.Contracts.Upgrades;
using static HAMgm.Contracts.Upgrades.UpgradePhase;

namespace HAMgm.Logic.Upgrade.Machine;

/// <summary>The state machine of spec/3 as data: a row for each phase in which something is done.</summary>
internal static class PhaseTable
{
    // spec/3: three tries.
    private const int ResumeTries = 3;

    private static readonly PhaseRule[] Rules =
    [
        new(Pausing, "pause-rsync", UpgradeAct.PauseSync, BackingUp, BackingUp, BackingUp, 1, "an upgrade does not depend on the pause; it is tried again at the end"),
        new(BackingUp, "back-up-configuration", UpgradeAct.BackUp, InProgress, Halted, Halted, 1, "without a copy there is no way back"),
        new(InstallingFirst, "install", UpgradeAct.InstallFirst, CheckingFirst, Halted, Halted, 1, "the STANDBY first: nobody notices if it fails"),
        new(CheckingFirst, "check-health", UpgradeAct.CheckFirst, HandingOver, Halted, Halted, 1, "only a node that is well gets the VIP"),
        new(HandingOver, "hand-over", UpgradeAct.HandOver, InstallingSecond, Halted, Halted, 1, "a node is never replaced while it is PRIMARY"),
        new(InstallingSecond, "install", UpgradeAct.InstallSecond, CheckingSecond, Halted, Halted, 1, "the other node"),
        new(CheckingSecond, "check-health", UpgradeAct.CheckSecond, Verifying, Halted, Halted, 1, "the pair is to have a STANDBY again"),
        new(Verifying, "verify-nodes", UpgradeAct.Verify, CheckingConflicts, Halted, Halted, 1, "rsync runs again only when both nodes are verified"),
        new(PausingAgain, "pause-rsync-again", UpgradeAct.PauseSync, CheckingConflicts, CheckingConflicts, CheckingConflicts, 1, "after the upgrade the pause that failed is tried again"),
        new(CheckingConflicts, "check-conflicts", UpgradeAct.FindConflicts, Resuming, Halted, Manual, 1, "a new configuration is never overwritten by an old one"),
        new(Resuming, "resume-rsync", UpgradeAct.ResumeSync, Syncing, Partial, Partial, ResumeTries, "upgraded, but rsync is not back"),
        new(Syncing, "sync-configuration", UpgradeAct.RunSync, Comparing, Manual, ConflictPausing, 1, "one synchronisation, within two minutes"),
        new(Comparing, "compare-checksums", UpgradeAct.Compare, Succeeded, Manual, Manual, 1, "verified by checksums"),
        new(ConflictPausing, "pause-rsync", UpgradeAct.PauseSync, Manual, Manual, Manual, 1, "on a conflict rsync is paused until somebody has solved it"),
        new(RollBackPausing, "pause-rsync", UpgradeAct.PauseSync, Restoring, Restoring, Restoring, 1, "nothing may be copied while the configuration is put back"),
        new(Restoring, "restore-configuration", UpgradeAct.Restore, RollBackResuming, Halted, Halted, 1, "both nodes, so that what rsync copies is the old configuration"),
        new(RollBackResuming, "resume-rsync", UpgradeAct.ResumeSync, RolledBack, Halted, Halted, ResumeTries, "without a synchronisation over what was put back"),
    ];

    private static readonly Dictionary<UpgradePhase, PhaseRule> ByPhase = Rules.ToDictionary(rule => rule.Phase);

    /// <summary>All rows, in their order.</summary>
    public static IReadOnlyList<PhaseRule> All => Rules;

    /// <summary>The row of a phase; null: it waits, or is over.</summary>
    public static PhaseRule? Find(UpgradePhase phase) => ByPhase.GetValueOrDefault(phase);

    /// <summary>Whether a phase belongs to a roll-back.</summary>
    public static bool IsRollBack(UpgradePhase phase) => phase is RollBackPausing or Restoring or RollBackResuming;

    /// <summary>Whether a phase replaces a program: it cannot be called off.</summary>
    public static bool IsInstalling(UpgradePhase phase) => phase is InstallingFirst or InstallingSecond;
}
