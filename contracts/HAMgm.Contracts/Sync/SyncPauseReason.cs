namespace HAMgm.Contracts.Sync;

/// <summary>Why nothing is synchronised (spec/3, paused_reason). Several may hold at once: each is lifted by whoever set it.</summary>
[Flags]
public enum SyncPauseReason
{
    /// <summary>It is not paused.</summary>
    None = 0,

    /// <summary>An operator paused it.</summary>
    Manual = 1,

    /// <summary>An upgrade runs.</summary>
    Upgrade = 2,
}
