using HAMgm.Contracts.Kernel;
using HAMgm.Contracts.Management;
using HAMgm.Contracts.Peer;
using HAMgm.Contracts.StateMachine;
using HAMgm.Contracts.Vip;

namespace HAMgm.Management.Cluster;

/// <summary>A node from the inside: this one, or the peer, which is asked for it.</summary>
internal sealed class NodeDetails(
    ClusterSettings settings, IStateMachine stateMachine, IVipControl vipControl, IPeerChannel channel, IHost host, PeerClient peer)
{
    /// <summary>This node.</summary>
    public NodeDetail Here() => new(
        settings.NodeId,
        stateMachine.GetNodeStatus(),
        channel.GetConnectionStatus(),
        vipControl.GetVipStatus(),
        stateMachine.GetHistory(),
        host.StartedAtUnixMs);

    /// <summary>The peer.</summary>
    /// <exception cref="Contracts.Errors.HamgmException">ServiceUnavailable: it does not answer; BadRequest: it is of an older version.</exception>
    public async Task<NodeDetail> OfPeerAsync(CancellationToken cancellationToken) =>
        peer.Read(await peer.CallAsync(PeerMethods.Detail, null, cancellationToken), PeerJson.Default.NodeDetail);

    /// <summary>Answers the peer's call.</summary>
    public byte[] Answer() => PeerJson.Write(Here(), PeerJson.Default.NodeDetail);
}
