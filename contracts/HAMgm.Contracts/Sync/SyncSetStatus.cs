using HAMgm.Contracts.Management;

namespace HAMgm.Contracts.Sync;

/// <summary>One set of files, as it stands on one node.</summary>
/// <param name="Name">Its name in the settings.</param>
/// <param name="Kind">config, cert or data.</param>
/// <param name="Phase"><c>idle</c>, <c>comparing</c>, <c>copying</c>, <c>checking</c>, <c>placing</c>.</param>
/// <param name="TotalFiles">Files that the run has to bring over; of the last run when none runs.</param>
/// <param name="DoneFiles">Those of them that are there.</param>
/// <param name="Checksum">SHA-256 over the set as it was last known, 64 hex digits; empty for never.</param>
/// <param name="Conflicts">Files that changed on both sides, and wait for a decision.</param>
/// <param name="LastSyncUnixMs">When it was last in step, Unix time in milliseconds; 0 for never.</param>
/// <param name="LastError">Why the last run failed; empty when it did not.</param>
public sealed record SyncSetStatus(
    string Name,
    SyncKind Kind,
    string Phase,
    int TotalFiles,
    int DoneFiles,
    string Checksum,
    IReadOnlyList<string> Conflicts,
    long LastSyncUnixMs,
    string LastError);
