using HAMgm.Contracts.Kernel;

namespace HAMgm.Contracts.Sync;

/// <summary>Synchronising was paused or resumed on this node.</summary>
/// <param name="Status">As it is now.</param>
public sealed record SyncPauseChangedEvent(SyncServiceStatus Status) : IEvent;
