namespace HAMgm.Contracts.Sync;

/// <summary>One file of a run.</summary>
/// <param name="Path">Full path.</param>
/// <param name="Action"><c>created</c>, <c>updated</c>, <c>deleted</c>, <c>attributes</c>, <c>conflict</c> or <c>failed</c>.</param>
/// <param name="Bytes">Its size at the source.</param>
/// <param name="Error">Why it failed, or where the copy of what was overwritten lies; empty otherwise.</param>
public sealed record SyncedFile(string Path, string Action, long Bytes, string Error);
