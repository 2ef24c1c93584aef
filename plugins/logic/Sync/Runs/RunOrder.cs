using HAMgm.Logic.Sync.Settings;

namespace HAMgm.Logic.Sync.Runs;

/// <summary>One run of one set on the STANDBY.</summary>
/// <param name="Set">What.</param>
/// <param name="Trigger"><c>schedule</c>, <c>change</c>, <c>order</c>, <c>role</c> or <c>resume</c>.</param>
/// <param name="Force">Whether conflicts are overwritten.</param>
/// <param name="Files">Only these; none for all.</param>
/// <param name="UpgradeId">The upgrade that it belongs to.</param>
internal sealed record RunOrder(SyncSet Set, string Trigger, bool Force, IReadOnlyList<string> Files, Guid? UpgradeId);
