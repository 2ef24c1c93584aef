namespace HAMgm.Contracts.Hooks;

/// <summary>
/// Runs the hooks of a point in their order. component.plugin provides it; logic.statemachine calls it, off the loop that keeps the leases.
/// Requests are run one after the other in the order of the calls, so that an after-demote never overtakes the after-promote before it.
/// </summary>
public interface IHooks
{
    /// <summary>Whether there is anything to run at that point. Returns at once.</summary>
    bool IsConfigured(HookPoint point);

    /// <summary>The time that all hooks of that point may take together; zero when there is none.</summary>
    TimeSpan GetTimeout(HookPoint point);

    /// <summary>Raised when the hooks have changed.</summary>
    event Action? Changed;

    /// <summary>Runs them. May be called again for the same term: hooks must be idempotent.</summary>
    /// <param name="request">Which change.</param>
    /// <param name="cancellationToken">Kills the one that runs, and those after it do not run.</param>
    Task<HookOutcome> RunAsync(HookRequest request, CancellationToken cancellationToken);
}
