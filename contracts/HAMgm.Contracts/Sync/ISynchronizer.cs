using HAMgm.Contracts.Management;

namespace HAMgm.Contracts.Sync;

/// <summary>
/// The operations of SyncModule in spec/1 section 2.3.1, and what spec/3 asks beside them. logic.sync provides it. Any node answers:
/// files always go from the PRIMARY to the STANDBY, which fetches them.
/// </summary>
public interface ISynchronizer
{
    /// <summary>Brings the STANDBY's configuration files in step.</summary>
    /// <exception cref="SyncFailedException">What failed, by name.</exception>
    Task<SyncStatus> SyncConfigurationAsync(CancellationToken cancellationToken);

    /// <summary>Brings the STANDBY's certificates in step.</summary>
    /// <exception cref="SyncFailedException">What failed, by name.</exception>
    Task<SyncStatus> SyncCertificatesAsync(CancellationToken cancellationToken);

    /// <summary>Brings one kind, or some files of it, in step.</summary>
    /// <param name="kind">What.</param>
    /// <param name="files">Only these; empty for all.</param>
    /// <param name="force">True: also what has changed on both sides.</param>
    /// <param name="cancellationToken">Stops between two files.</param>
    /// <exception cref="SyncFailedException">What failed, by name.</exception>
    Task<SyncStatus> SyncDataAsync(SyncKind kind, IReadOnlyList<string> files, bool force, CancellationToken cancellationToken);

    /// <summary>The last run of each kind, as this node knows it.</summary>
    IReadOnlyList<SyncStatus> GetSyncStatus();

    /// <summary>Carries an order out, on whichever node it must be, and waits for its end.</summary>
    /// <returns>What was done; conflicts and files that failed are in it when others are in step.</returns>
    /// <exception cref="SyncFailedException">Nothing is in step: /404 no such set or file; /409 paused, or this pair has no PRIMARY and STANDBY; /503 not reachable; /504 not in time.</exception>
    Task<SyncOutcome> RunAsync(SyncOrder order, CancellationToken cancellationToken);

    /// <summary>
    /// Stops rsync, on both nodes: the PRIMARY's daemon and the STANDBY's schedule, a run that is under way with them. On the disk,
    /// and verified to have stopped, when this returns. A peer that is not reachable is told when it is.
    /// </summary>
    /// <param name="reason">One reason.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The nodes' status afterwards; one that could not be asked has <see cref="RsyncServiceState.Unknown"/> and says why.</returns>
    Task<IReadOnlyList<SyncServiceStatus>> PauseAsync(SyncPauseReason reason, CancellationToken cancellationToken);

    /// <summary>
    /// Lifts a reason, on both nodes; where none is left rsync runs again, verified, when this returns. What MANUAL held up is fetched at
    /// once; after UPGRADE the schedule begins with a whole period: whether anything is copied before that, its coordinator says.
    /// </summary>
    /// <param name="reason">One reason.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The nodes' status afterwards.</returns>
    Task<IReadOnlyList<SyncServiceStatus>> ResumeAsync(SyncPauseReason reason, CancellationToken cancellationToken);

    /// <summary>rsync on this node, found out now.</summary>
    SyncServiceStatus GetServiceStatus();

    /// <summary>rsync on both nodes; one that cannot be asked has <see cref="RsyncServiceState.Unknown"/> and says why.</summary>
    Task<IReadOnlyList<SyncServiceStatus>> GetServiceStatusesAsync(CancellationToken cancellationToken);

    /// <summary>The last runs, newest first.</summary>
    /// <param name="limit">1 … 1000; spec/3 shows ten.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    Task<IReadOnlyList<SyncRun>> GetRunsAsync(int limit, CancellationToken cancellationToken);

    /// <summary>Hashes each set on both nodes and compares; copies nothing. Works while paused.</summary>
    /// <exception cref="SyncFailedException">/503: the peer is not reachable, or this pair has no PRIMARY.</exception>
    Task<IReadOnlyList<SyncComparison>> CompareAsync(CancellationToken cancellationToken) => CompareAsync(SyncKind.All, cancellationToken);

    /// <summary>The same for the sets of one kind.</summary>
    /// <inheritdoc cref="CompareAsync(CancellationToken)"/>
    Task<IReadOnlyList<SyncComparison>> CompareAsync(SyncKind kind, CancellationToken cancellationToken);

    /// <summary>The files and links of some sets on this node, hashed now. Works while paused.</summary>
    /// <param name="kinds">Of which kinds.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="SyncFailedException">/404: there are no sets; /503: the settings make no sense.</exception>
    Task<IReadOnlyList<SyncSetFile>> ListFilesAsync(IReadOnlyCollection<SyncKind> kinds, CancellationToken cancellationToken);
}
