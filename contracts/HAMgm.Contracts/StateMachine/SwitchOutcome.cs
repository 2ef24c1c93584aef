using HAMgm.Contracts.Cluster;

namespace HAMgm.Contracts.StateMachine;

/// <summary>What a hand-over did.</summary>
/// <param name="OldPrimaryNodeId">Who had it.</param>
/// <param name="NewPrimaryNodeId">Who has it.</param>
/// <param name="Term">The new term.</param>
/// <param name="Duration">From the release here to the peer's "I hold".</param>
public sealed record SwitchOutcome(string OldPrimaryNodeId, string NewPrimaryNodeId, Epoch Term, TimeSpan Duration);
