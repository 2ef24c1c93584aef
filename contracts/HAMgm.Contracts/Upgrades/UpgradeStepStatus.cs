namespace HAMgm.Contracts.Upgrades;

/// <summary>How a step ended (upgrade_progress.step_status).</summary>
public enum UpgradeStepStatus
{
    /// <summary>It runs.</summary>
    Running = 0,

    /// <summary>Done.</summary>
    Success = 1,

    /// <summary>Not done; why stands in its detail.</summary>
    Failed = 2,

    /// <summary>There was nothing to do.</summary>
    Skipped = 3,
}
