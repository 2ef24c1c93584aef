namespace HAMgm.Contracts.Election;

/// <summary>Whether the pair's role decisions are frozen (safety-rules.md R20). The numbers are the disk's.</summary>
public enum FreezeMode
{
    /// <summary>They are not.</summary>
    None = 0,

    /// <summary>Nothing moves by itself, and no hand-over is begun.</summary>
    Frozen = 1,

    /// <summary>Not frozen here, by force; the peer is told so until it says that it is not frozen either.</summary>
    Thawing = 2,
}
