namespace HAMgm.Contracts.Sync;

/// <summary>rsync on one node, as spec/3 asks for it (rsync_status_record, and the query of its requirement 4).</summary>
/// <param name="NodeId">Whose.</param>
/// <param name="NodeIp">Its node.ip.</param>
/// <param name="IsPrimary">True: it is the source now (node_type MASTER); false: BACKUP.</param>
/// <param name="State">Whether rsync runs there.</param>
/// <param name="Paused">Why nothing is synchronised; None: it is not paused.</param>
/// <param name="LastSyncUnixMs">When files were last in step, Unix time in milliseconds; 0 for never.</param>
/// <param name="Interval">The period of the schedule.</param>
/// <param name="PausedAtUnixMs">When it was paused, Unix time in milliseconds; 0 for never.</param>
/// <param name="ResumedAtUnixMs">When it was resumed, Unix time in milliseconds; 0 for never.</param>
/// <param name="CheckedAtUnixMs">When this was found out.</param>
/// <param name="Sets">Each set of the settings, as it stands there.</param>
/// <param name="Problem">What keeps it from running, for an operator; empty when nothing does.</param>
public sealed record SyncServiceStatus(
    string NodeId,
    string NodeIp,
    bool IsPrimary,
    RsyncServiceState State,
    SyncPauseReason Paused,
    long LastSyncUnixMs,
    TimeSpan Interval,
    long PausedAtUnixMs,
    long ResumedAtUnixMs,
    long CheckedAtUnixMs,
    IReadOnlyList<SyncSetStatus> Sets,
    string Problem);
