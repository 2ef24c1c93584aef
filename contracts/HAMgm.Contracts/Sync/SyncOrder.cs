using HAMgm.Contracts.Management;

namespace HAMgm.Contracts.Sync;

/// <summary>What is to be synchronised, on demand.</summary>
/// <param name="Kind">Which sets; All for every one.</param>
/// <param name="TargetNodeId">Whose files are brought in step; null or empty: the STANDBY's, which is the only one that can be.</param>
/// <param name="Force">True: also what has changed on both sides; a copy of what is overwritten is kept.</param>
/// <param name="Files">Only these, by full path; empty for all.</param>
/// <param name="UpgradeId">The upgrade that it belongs to; null for none.</param>
public sealed record SyncOrder(SyncKind Kind, string? TargetNodeId, bool Force, IReadOnlyList<string> Files, Guid? UpgradeId = null);
