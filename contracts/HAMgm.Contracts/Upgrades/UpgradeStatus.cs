namespace HAMgm.Contracts.Upgrades;

/// <summary>How an upgrade stands, in one word (upgrade_history.upgrade_status).</summary>
public enum UpgradeStatus
{
    /// <summary>It is under way, or waits for an operator who upgrades the nodes.</summary>
    Running = 0,

    /// <summary>Both nodes are upgraded, and their configuration is the same.</summary>
    Success = 1,

    /// <summary>Both nodes are upgraded; rsync could not be started again.</summary>
    Partial = 2,

    /// <summary>Stopped by a failure; complete or rollback mends it.</summary>
    Failed = 3,

    /// <summary>The configuration is the one of before.</summary>
    RolledBack = 4,

    /// <summary>Both nodes are upgraded; somebody has to look at the configuration.</summary>
    Manual = 5,
}
