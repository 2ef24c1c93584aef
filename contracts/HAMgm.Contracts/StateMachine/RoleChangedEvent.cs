using HAMgm.Contracts.Kernel;

namespace HAMgm.Contracts.StateMachine;

/// <summary>This node's state changed.</summary>
/// <param name="NodeId">This node.</param>
/// <param name="Transition">From where to where, and why.</param>
public sealed record RoleChangedEvent(string NodeId, StateTransition Transition) : IEvent;
