using System.Net;

namespace HAMgm.Contracts.Peer;

/// <summary>One path to the peer (peer.links; by default the one from node.ip to peer.ip).</summary>
/// <param name="Local">This node's address on it.</param>
/// <param name="Remote">The peer's address on it.</param>
/// <param name="Port">heartbeat.port, TCP and UDP.</param>
public sealed record PeerEndpoint(IPAddress Local, IPAddress Remote, int Port);
