namespace HAMgm.Contracts.Upgrades;

/// <summary>Who puts the new program onto the nodes.</summary>
public enum UpgradeMode
{
    /// <summary>An operator, on both; then says so (<see cref="IUpgradeCoordinator.CompleteAsync"/>).</summary>
    Manual = 0,

    /// <summary>The coordinator, through the hook: the STANDBY, hand-over, the other.</summary>
    Rolling = 1,
}
