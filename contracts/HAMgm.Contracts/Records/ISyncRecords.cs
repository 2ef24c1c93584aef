using HAMgm.Contracts.Sync;

namespace HAMgm.Contracts.Records;

/// <summary>
/// The tables rsync_status_record and config_sync_record of spec/3, and the files of a sync beside them. component.records provides
/// it, in SQLite or PostgreSQL. A record that is there already (by its UUID) is left as it is, so writing twice does no harm.
/// </summary>
public interface ISyncRecords
{
    /// <summary>Notes what was found out about rsync on a node.</summary>
    /// <param name="id">The same on both nodes.</param>
    /// <param name="status">What was found out.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <exception cref="Errors.HamgmException">ServiceUnavailable/503: the database cannot be written.</exception>
    Task AddStatusAsync(Guid id, SyncServiceStatus status, CancellationToken cancellationToken);

    /// <summary>The last record of a node; null for none. Without sets, which have no table.</summary>
    /// <exception cref="Errors.HamgmException">ServiceUnavailable/503.</exception>
    Task<SyncServiceStatus?> GetLastStatusAsync(string nodeIp, CancellationToken cancellationToken);

    /// <summary>Notes a run with its files: all of it or nothing.</summary>
    /// <exception cref="Errors.HamgmException">ServiceUnavailable/503.</exception>
    Task AddRunAsync(SyncRun run, CancellationToken cancellationToken);

    /// <summary>The last runs, newest first, with their files.</summary>
    /// <param name="limit">1 … 1000.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <exception cref="Errors.HamgmException">ServiceUnavailable/503.</exception>
    Task<IReadOnlyList<SyncRun>> GetRunsAsync(int limit, CancellationToken cancellationToken);

    /// <summary>The last run of a set that ended in step; null for none.</summary>
    /// <exception cref="Errors.HamgmException">ServiceUnavailable/503.</exception>
    Task<SyncRun?> GetLastSuccessAsync(string set, CancellationToken cancellationToken);
}
