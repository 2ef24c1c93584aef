namespace HAMgm.Contracts.Kernel;

/// <summary>
/// Asked by the kernel before it touches a plugin that is marked <c>critical</c>. The kernel does not know why one may not
/// stop; whoever provides this does (logic.statemachine: not while this node is PRIMARY).
/// </summary>
public interface ICriticalGuard
{
    /// <summary>Null when critical plugins may be stopped or exchanged now, else the reason, for an operator.</summary>
    string? WhyNotNow();

    /// <summary>Makes this node harmless before a faulted critical plugin is stopped and restarted. Returns when it is.</summary>
    Task StepDownAsync(string reason, CancellationToken cancellationToken);
}
