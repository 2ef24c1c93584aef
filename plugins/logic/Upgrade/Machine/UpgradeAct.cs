namespace HAMgm.Logic.Upgrade.Machine;

/// <summary>What an executor is to do. Each may be interrupted anywhere and repeated.</summary>
internal enum UpgradeAct
{
    /// <summary>Nothing: the phase waits or is over.</summary>
    None,

    PauseSync,
    BackUp,
    InstallFirst,
    CheckFirst,
    HandOver,
    InstallSecond,
    CheckSecond,
    Verify,
    FindConflicts,
    ResumeSync,
    RunSync,
    Compare,
    Restore,
}
