namespace HAMgm.Contracts.Fencing;

/// <summary>
/// Makes sure that the peer cannot serve before this node takes over from it unasked (design.md section 6, "Before B takes over
/// unasked", 4). Optional: a plugin that provides it is asked before a silent take-over and before one on the peer's release, never
/// before a consent or a hand-over. logic.statemachine calls it, off the loop that keeps the leases.
/// </summary>
public interface IFence
{
    /// <summary>Whether there is anything to run. Asked at each decision's change of policy; returns at once.</summary>
    bool IsConfigured { get; }

    /// <summary>Raised when <see cref="IsConfigured"/> has changed.</summary>
    event Action? Changed;

    /// <summary>
    /// Fences the peer off. May be called again for the same term: it must be idempotent. A caller that gives up cancels; what was begun
    /// may then end as it likes, for its outcome is not used.
    /// </summary>
    /// <param name="request">Whom, and with which term as fencing token: whatever the fence reaches must refuse lower terms from then on.</param>
    /// <param name="cancellationToken">Ends it: the peer is heard again, or time is up.</param>
    /// <returns>Whether the peer is known not to serve.</returns>
    Task<FenceOutcome> FenceAsync(FenceRequest request, CancellationToken cancellationToken);
}
