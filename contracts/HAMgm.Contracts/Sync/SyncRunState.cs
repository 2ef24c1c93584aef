namespace HAMgm.Contracts.Sync;

/// <summary>How a run ended (spec/3, sync_status).</summary>
public enum SyncRunState
{
    /// <summary>Both nodes have the same files.</summary>
    Success = 0,

    /// <summary>Nothing was put in place.</summary>
    Failed = 1,

    /// <summary>Some files are in place, some are not: which ones stands in <see cref="SyncRun.Files"/>.</summary>
    Partial = 2,

    /// <summary>It was not done in time.</summary>
    Timeout = 3,
}
