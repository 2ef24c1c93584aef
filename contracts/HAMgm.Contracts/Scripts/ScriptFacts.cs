using HAMgm.Contracts.Cluster;

namespace HAMgm.Contracts.Scripts;

/// <summary>What a script is told. Its own parameters are added to it.</summary>
/// <param name="NodeId">This node.</param>
/// <param name="Role">This node's state.</param>
/// <param name="Term">The term the state is of; for a hook the fencing token of the change.</param>
/// <param name="HoldsVip">Whether the VIP is bound here.</param>
/// <param name="Vips">All virtual addresses with their prefix lengths.</param>
/// <param name="VipInterface">The interface of the first.</param>
/// <param name="PeerNodeId">The other node; empty without one.</param>
/// <param name="PeerState">Its state as last heard; Unknown when it is not heard.</param>
/// <param name="PeerHeard">Whether it is heard just now.</param>
public sealed record ScriptFacts(
    string NodeId,
    NodeState Role,
    Epoch Term,
    bool HoldsVip,
    IReadOnlyList<string> Vips,
    string VipInterface,
    string PeerNodeId,
    NodeState PeerState,
    bool PeerHeard);
