using HAMgm.Contracts.Cluster;

namespace HAMgm.Contracts.StateMachine;

/// <summary>
/// The node's state and the operations that change it (spec/1 section 2.3.1, StateMachine). logic.statemachine provides it;
/// it runs the decision core.
/// </summary>
public interface IStateMachine
{
    /// <summary>This node's state.</summary>
    NodeState GetCurrentState();

    /// <summary>Everything an operator asks of it, taken at one moment.</summary>
    NodeStatus GetNodeStatus();

    /// <summary>The last transitions, oldest first, at most 100 (spec/1 section 5.1.2).</summary>
    IReadOnlyList<StateTransition> GetHistory();

    /// <summary>Whether the specification's state machine has this edge.</summary>
    bool ValidateTransition(NodeState from, NodeState to);

    /// <summary>Hands over to the peer. Called on the PRIMARY.</summary>
    /// <param name="force">True: even when the peer says that it is unhealthy or behind. The safety rules hold all the same.</param>
    /// <param name="cancellationToken">Stops waiting, not the hand-over.</param>
    /// <exception cref="Errors.HamgmException">Cluster/409: not PRIMARY, no fit peer; /504: no READY in time, nothing happened.</exception>
    Task<SwitchOutcome> SwitchAsync(bool force, CancellationToken cancellationToken);

    /// <summary>Hands over if the peer is fit, else releases; then never takes over again in this life. Returns when released.</summary>
    Task LeaveAsync(string reason, CancellationToken cancellationToken);

    /// <summary>Says whether this node can serve; an unhealthy PRIMARY hands over to a healthy peer.</summary>
    void SetHealth(bool isHealthy, int weight, string reason);
}
