namespace HAMgm.Contracts.Upgrades;

/// <summary>
/// What an upgrade is at (the state machine of spec/3). Each phase but those that wait and those that end has exactly one act, which may be
/// repeated. Numbers lie on the disk and go over the link: never used for something else.
/// </summary>
public enum UpgradePhase
{
    /// <summary>Stops rsync on both nodes.</summary>
    Pausing = 1,

    /// <summary>Copies the configuration of both nodes aside.</summary>
    BackingUp = 2,

    /// <summary>Waits: an operator upgrades both nodes.</summary>
    InProgress = 3,

    /// <summary>Installs on the node that was STANDBY.</summary>
    InstallingFirst = 4,

    /// <summary>Waits until it is well.</summary>
    CheckingFirst = 5,

    /// <summary>Hands the VIP over to it.</summary>
    HandingOver = 6,

    /// <summary>Installs on the other node.</summary>
    InstallingSecond = 7,

    /// <summary>Waits until that one is well.</summary>
    CheckingSecond = 8,

    /// <summary>Both must be well and of the new version.</summary>
    Verifying = 9,

    /// <summary>Stops rsync once more, where it could not be stopped before.</summary>
    PausingAgain = 10,

    /// <summary>Looks for files of which an old state would land on a new one.</summary>
    CheckingConflicts = 11,

    /// <summary>Starts rsync again; three tries.</summary>
    Resuming = 12,

    /// <summary>Copies the configuration once.</summary>
    Syncing = 13,

    /// <summary>Compares the checksums of both nodes.</summary>
    Comparing = 14,

    /// <summary>Stops rsync because of a conflict.</summary>
    ConflictPausing = 15,

    /// <summary>Roll-back: stops rsync, which may run again already.</summary>
    RollBackPausing = 20,

    /// <summary>Roll-back: puts the configuration of both nodes back.</summary>
    Restoring = 21,

    /// <summary>Roll-back: starts rsync again, and copies nothing.</summary>
    RollBackResuming = 22,

    /// <summary>Stopped by a failure; waits for complete (go on) or rollback.</summary>
    Halted = 30,

    /// <summary>Both nodes are upgraded; somebody has to look at the configuration. Waits for complete or rollback.</summary>
    Manual = 31,

    /// <summary>Both nodes are upgraded; rsync could not be started again. Waits for complete or rollback.</summary>
    Partial = 32,

    /// <summary>Over: done.</summary>
    Succeeded = 40,

    /// <summary>Over: the configuration is the one of before.</summary>
    RolledBack = 41,
}
