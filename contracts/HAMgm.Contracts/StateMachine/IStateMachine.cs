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

    /// <summary>
    /// The last transitions, oldest first, at most 100 (spec/1 section 5.1.2), with what the core knew (<see cref="StateTransition.Inputs"/>).
    /// A rule that moved no role (a hand-over begun, a higher term taken) is among them, with the same state before and after.
    /// </summary>
    IReadOnlyList<StateTransition> GetHistory();

    /// <summary>Whether the specification's state machine has this edge.</summary>
    bool ValidateTransition(NodeState from, NodeState to);

    /// <summary>Hands over to the peer. Called on the PRIMARY.</summary>
    /// <param name="force">
    /// True: even when the peer says that it is unhealthy or behind. The safety rules, maintenance and a freeze hold all the same.
    /// </param>
    /// <param name="cancellationToken">Stops waiting, not the hand-over.</param>
    /// <exception cref="Errors.HamgmException">Cluster/409: not PRIMARY, no fit peer, frozen; /504: no READY in time, nothing happened.</exception>
    Task<SwitchOutcome> SwitchAsync(bool force, CancellationToken cancellationToken);

    /// <summary>Hands over if the peer is fit, else releases; then never takes over again in this life. Returns when released.</summary>
    Task LeaveAsync(string reason, CancellationToken cancellationToken);

    /// <summary>
    /// Takes this node into maintenance, or back through STANDBY (safety-rules.md R20). In maintenance it takes the VIP in no case,
    /// and still promises; the mode survives a restart. A PRIMARY hands over first. Returns when the mode is on the disk.
    /// </summary>
    /// <param name="on">Into maintenance, or out of it.</param>
    /// <param name="force">True: a PRIMARY without a fit peer releases the VIP all the same, and nobody has it.</param>
    /// <param name="cancellationToken">Stops waiting, not the change.</param>
    /// <exception cref="Errors.HamgmException">
    /// Cluster/409: PRIMARY without a fit peer, or frozen; ServiceUnavailable/503: the disk refuses; Cluster/504: the peer did not answer.
    /// </exception>
    Task SetMaintenanceAsync(bool on, bool force, CancellationToken cancellationToken);

    /// <inheritdoc cref="SetMaintenanceAsync(bool, bool, CancellationToken)"/>
    Task SetMaintenanceAsync(bool on, CancellationToken cancellationToken) => SetMaintenanceAsync(on, force: false, cancellationToken);

    /// <summary>
    /// Freezes the pair's role decisions, or lets them go on (safety-rules.md R20). While frozen nothing moves by itself and no
    /// hand-over is begun; releases for safety happen, and the last holder may resume. Returns when it is on the disks of both.
    /// </summary>
    /// <param name="frozen">Freeze, or unfreeze.</param>
    /// <param name="force">True: this node alone is enough; the peer follows as soon as it is heard.</param>
    /// <param name="cancellationToken">Stops waiting, not the change.</param>
    /// <exception cref="Errors.HamgmException">
    /// Cluster/409: the peer is not heard; /504: it did not acknowledge in time, and the change was taken back; ServiceUnavailable/503: the disk refuses.
    /// </exception>
    Task SetFrozenAsync(bool frozen, bool force, CancellationToken cancellationToken);

    /// <summary>
    /// The change of roles that the peer is about to ask for follows from this call (<see cref="Logging.Correlation"/>): within
    /// the next seconds decisions and actions bear its number. 0 is ignored. Decides nothing.
    /// </summary>
    void NoteCause(ulong correlation)
    {
    }

    /// <summary>Says whether this node can serve; an unhealthy PRIMARY hands over to a healthy peer.</summary>
    void SetHealth(bool isHealthy, int weight, string reason);
}
