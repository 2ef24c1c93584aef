using HAMgm.Contracts.Kernel;

namespace HAMgm.Contracts.Sync;

/// <summary>A run has ended; published on both nodes.</summary>
/// <param name="Run">What it gave.</param>
public sealed record SyncRunEvent(SyncRun Run) : IEvent;
