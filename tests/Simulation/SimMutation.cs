namespace HAMgm.Simulation.Tests;

/// <summary>
/// Bugs that are seeded on purpose, each outside the product: in the simulated executor, guard or disk, or as a policy. The
/// simulator has to find every one of them; else its silence about the real core proves nothing.
/// </summary>
public enum SimMutation
{
    /// <summary>The product as it is.</summary>
    None,

    /// <summary>A lease lasts as long as the promise that backs it (R1).</summary>
    NoLeaseMargin,

    /// <summary>The disk says that a vote is durable before it is (R4).</summary>
    VoteNotPersisted,

    /// <summary>Nobody listens to what the wire answers (R5).</summary>
    WireCheckSkipped,

    /// <summary>The executor says "released" before it is (R13).</summary>
    ReleaseNotAwaited,

    /// <summary>The taker takes its own READY for the hand-over, and does not wait for the PRIMARY's word (R13).</summary>
    HandOverWithoutAck,

    /// <summary>The guard deletes and tells before it kills (R12).</summary>
    GuardTellsFirst,

    /// <summary>A refresh does not look at the lease, nor at whether the gate has shut (R11, R16).</summary>
    RefreshUnchecked,

    /// <summary>A loop that stood still goes on as if it had not (R15).</summary>
    StallIgnored,

    /// <summary>The clock is not read after a system call (R11), and the gate opens whatever the time is.</summary>
    LateCallKept,

    /// <summary>A new process takes up what its predecessor left, whatever is left of the lease (R14).</summary>
    AdoptUnchecked,

    /// <summary>A restart in place begins before the peer has said that it holds off (R14).</summary>
    RestartUnacknowledged,
}
