using HAMgm.Contracts.Management;

namespace HAMgm.Contracts.Upgrades;

/// <summary>What the coordinator needs of the pair. management.cluster provides it, since it has the connection and the roles.</summary>
public interface IUpgradePlatform
{
    /// <summary>The pair, as this node knows it.</summary>
    ClusterView GetCluster();

    /// <summary>Asks the peer's coordinator.</summary>
    /// <param name="body">For its <see cref="IUpgradeCoordinator.AnswerPeerAsync"/>.</param>
    /// <param name="timeout">After this it fails; what became of it is unknown.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="Errors.HamgmException">ServiceUnavailable: not reachable, or no answer in time; the peer's own error as it was.</exception>
    Task<byte[]> AskPeerAsync(byte[] body, TimeSpan timeout, CancellationToken cancellationToken);

    /// <summary>Hands over, wherever the PRIMARY is, as <see cref="IClusterManager.SwitchAsync"/> does.</summary>
    /// <param name="orderedBy">Who ordered the upgrade, for the audit log.</param>
    /// <param name="cancellationToken">Stops waiting, not the hand-over.</param>
    /// <exception cref="Errors.HamgmException">As there.</exception>
    Task SwitchAsync(string orderedBy, CancellationToken cancellationToken);
}
