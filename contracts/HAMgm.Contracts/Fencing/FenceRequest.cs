using HAMgm.Contracts.Cluster;

namespace HAMgm.Contracts.Fencing;

/// <summary>Whom to fence off.</summary>
/// <param name="NodeId">This node, which is about to take over.</param>
/// <param name="PeerNodeId">The node to be fenced off.</param>
/// <param name="Term">The term under which this node is about to bid: the fencing token.</param>
/// <param name="Timeout">How long the core waits.</param>
public sealed record FenceRequest(string NodeId, string PeerNodeId, Epoch Term, TimeSpan Timeout);
