using HAMgm.Contracts.Upgrades;

namespace HAMgm.Contracts.Management;

/// <summary>
/// Upgrades for operators: audited, whichever node is asked. management.cluster provides it over <see cref="IUpgradeCoordinator"/>. Every
/// call fails with ServiceUnavailable/503 where logic.upgrade does not run; changing calls refuse a caller that is not admin.
/// </summary>
public interface IUpgradeDesk
{
    /// <inheritdoc cref="IUpgradeCoordinator.StartAsync"/>
    Task<UpgradeReport> StartAsync(string toVersion, string packagePath, CallerIdentity caller, CancellationToken cancellationToken);

    /// <inheritdoc cref="IUpgradeCoordinator.GetStatus"/>
    UpgradeReport GetStatus();

    /// <inheritdoc cref="IUpgradeCoordinator.CompleteAsync"/>
    Task<UpgradeReport> CompleteAsync(bool force, CallerIdentity caller, CancellationToken cancellationToken);

    /// <inheritdoc cref="IUpgradeCoordinator.RollBackAsync"/>
    Task<UpgradeReport> RollBackAsync(bool force, CallerIdentity caller, CancellationToken cancellationToken);

    /// <inheritdoc cref="IUpgradeCoordinator.GetHistoryAsync"/>
    Task<IReadOnlyList<UpgradeRecord>> GetHistoryAsync(int limit, CancellationToken cancellationToken);
}
