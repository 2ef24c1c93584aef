using HAMgm.Contracts.Management;

namespace HAMgm.Contracts.Sync;

/// <summary>One run of a synchronisation (spec/1 section 5.5.2, SyncStatusDetail).</summary>
/// <param name="Kind">What.</param>
/// <param name="Status"><c>idle</c>, <c>syncing</c>, <c>completed</c> or <c>failed</c>.</param>
/// <param name="TotalFiles">Files that belong to it.</param>
/// <param name="SyncedFiles">Files that are in step.</param>
/// <param name="FailedFiles">Those that are not.</param>
/// <param name="StartUnixMs">Unix time in milliseconds; 0 before the first run.</param>
/// <param name="EndUnixMs">Unix time in milliseconds; 0 while it runs.</param>
/// <param name="ErrorMessage">Why it failed; empty when it did not.</param>
public sealed record SyncStatus(
    SyncKind Kind,
    string Status,
    int TotalFiles,
    int SyncedFiles,
    IReadOnlyList<string> FailedFiles,
    long StartUnixMs,
    long EndUnixMs,
    string ErrorMessage);
