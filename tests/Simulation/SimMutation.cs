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

    /// <summary>The guard deletes and tells before it kills (R12).</summary>
    GuardTellsFirst,

    /// <summary>A refresh does not look at the lease, nor at whether the gate has shut (R11, R16).</summary>
    RefreshUnchecked,
}
