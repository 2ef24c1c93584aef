using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.Kernel;

namespace HAMgm.Contracts.StateMachine;

/// <summary>What this node knows of its peer changed.</summary>
/// <param name="PeerNodeId">The peer.</param>
/// <param name="IsHeard">Whether it is heard.</param>
/// <param name="State">The state it last told; Unknown when it never did.</param>
/// <param name="Term">The term it last told.</param>
public sealed record PeerChangedEvent(string PeerNodeId, bool IsHeard, NodeState State, Epoch Term) : IEvent;
