namespace HAMgm.Contracts.Upgrades;

/// <summary>
/// Coordinates an upgrade of the pair (spec/3): rsync is paused and the configuration locked and backed up while it runs, and nothing old
/// lands on something new afterwards. logic.upgrade provides it. Either node is asked; the one that began coordinates.
/// </summary>
public interface IUpgradeCoordinator
{
    /// <summary>Begins; returns when that is on the disks of both nodes, the work goes on by itself.</summary>
    /// <exception cref="Errors.HamgmException">Cluster/400: the order makes no sense; /409: another one is not over, the pair is not complete, no hook is configured; ServiceUnavailable/503: the peer cannot be reached, or the disk refuses.</exception>
    Task<UpgradeReport> StartAsync(UpgradeOrder order, CancellationToken cancellationToken);

    /// <summary>The newest upgrade.</summary>
    UpgradeReport GetStatus();

    /// <summary>Both nodes are upgraded; or goes on where it stopped.</summary>
    /// <param name="force">True: also without the coordinating node, and past a conflict: the PRIMARY's files stand, a copy of the others is kept.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="Errors.HamgmException">Cluster/409: there is nothing to complete now; ServiceUnavailable/503: the node that coordinates cannot be reached.</exception>
    Task<UpgradeReport> CompleteAsync(bool force, CancellationToken cancellationToken);

    /// <summary>Puts the configuration back that was in force before, on both nodes, and copies nothing over it.</summary>
    /// <param name="force">True: also without the coordinating node, and on this node alone when the other cannot be reached.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="Errors.HamgmException">Cluster/409: it is over, or a package is just being installed; ServiceUnavailable/503: the node that coordinates cannot be reached.</exception>
    Task<UpgradeReport> RollBackAsync(bool force, CancellationToken cancellationToken);

    /// <summary>The last upgrades, newest first, with their steps.</summary>
    /// <param name="limit">1 … 1000.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    /// <exception cref="Errors.HamgmException">ServiceUnavailable/503: the records cannot be read.</exception>
    Task<IReadOnlyList<UpgradeRecord>> GetHistoryAsync(int limit, CancellationToken cancellationToken);

    /// <summary>Why settings may not be changed now, and what to do; null when they may. Returns at once.</summary>
    string? ConfigurationLock { get; }

    /// <summary>Sets how the pair is reached; null: not any more, and nothing of the last one's plugin is held on to.</summary>
    void Connect(IUpgradePlatform? platform);

    /// <summary>Answers the peer's coordinator.</summary>
    /// <exception cref="Errors.HamgmException">A refusal, for the peer.</exception>
    Task<byte[]> AnswerPeerAsync(byte[] body, CancellationToken cancellationToken);
}
