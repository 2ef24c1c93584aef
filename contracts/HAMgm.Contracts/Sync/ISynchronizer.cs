using HAMgm.Contracts.Management;

namespace HAMgm.Contracts.Sync;

/// <summary>The operations of SyncModule in spec/1 section 2.3.1. logic.sync is to provide it; until it does, SyncData answers 503.</summary>
public interface ISynchronizer
{
    /// <summary>Brings the peer's configuration files in step.</summary>
    /// <exception cref="Errors.HamgmException">Sync: what failed, by name.</exception>
    Task<SyncStatus> SyncConfigurationAsync(CancellationToken cancellationToken);

    /// <summary>Brings the peer's certificates in step.</summary>
    /// <exception cref="Errors.HamgmException">Sync: what failed, by name.</exception>
    Task<SyncStatus> SyncCertificatesAsync(CancellationToken cancellationToken);

    /// <summary>Brings one kind, or some files of it, in step.</summary>
    /// <param name="kind">What.</param>
    /// <param name="files">Only these; empty for all.</param>
    /// <param name="force">True: also what has changed on both sides.</param>
    /// <param name="cancellationToken">Stops between two files.</param>
    /// <exception cref="Errors.HamgmException">Sync: what failed, by name.</exception>
    Task<SyncStatus> SyncDataAsync(SyncKind kind, IReadOnlyList<string> files, bool force, CancellationToken cancellationToken);

    /// <summary>The last run of each kind.</summary>
    IReadOnlyList<SyncStatus> GetSyncStatus();
}
