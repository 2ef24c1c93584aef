using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.StateMachine;

namespace HAMgm.Logic.Sync.Tests;

/// <summary>The roles that a test gives, but CANDIDATE from the moment on that something is so: a run is fenced right there.</summary>
internal sealed class BiddingStateMachine(IStateMachine inner, Func<bool> isBidding) : IStateMachine
{
    public NodeState GetCurrentState() => GetNodeStatus().State;

    public NodeStatus GetNodeStatus() => isBidding() ? inner.GetNodeStatus() with { State = NodeState.Candidate } : inner.GetNodeStatus();

    public IReadOnlyList<StateTransition> GetHistory() => inner.GetHistory();

    public bool ValidateTransition(NodeState from, NodeState to) => inner.ValidateTransition(from, to);

    public Task<SwitchOutcome> SwitchAsync(bool force, CancellationToken cancellationToken) => inner.SwitchAsync(force, cancellationToken);

    public Task LeaveAsync(string reason, CancellationToken cancellationToken) => inner.LeaveAsync(reason, cancellationToken);

    public Task SetMaintenanceAsync(bool on, bool force, CancellationToken cancellationToken) => inner.SetMaintenanceAsync(on, force, cancellationToken);

    public Task SetFrozenAsync(bool frozen, bool force, CancellationToken cancellationToken) => inner.SetFrozenAsync(frozen, force, cancellationToken);

    public void SetHealth(bool isHealthy, int weight, string reason) => inner.SetHealth(isHealthy, weight, reason);
}
