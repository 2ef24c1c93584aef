using System.Globalization;
using System.Net;
using System.Text;
using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.Configuration;
using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Management;

namespace HAMgm.Management.Cluster;

/// <summary>Adds the second node and removes it again (peer.id and peer.ip of this node's file).</summary>
internal sealed class MemberCommands(
    ClusterSettings settings,
    IConfigManager config,
    LocalNode self,
    PeerNode peerNode,
    PeerClient peer,
    Forwarder forwarder,
    EventLog events,
    DurableCounter operationIds)
{
    private const int MaxNodeIdBytes = 16;

    /// <summary>Throws while settings may not be changed; told what is to be.</summary>
    public required Action<string> RequireUnlocked { get; init; }

    /// <summary>Adds the second node.</summary>
    /// <returns>Operation id, and what was done.</returns>
    public MemberOutcome Register(string nodeId, string ipAddress, int port)
    {
        RequireUnlocked(nodeId);
        if (nodeId.Length is 0 || Encoding.UTF8.GetByteCount(nodeId) > MaxNodeIdBytes)
        {
            throw ClusterErrors.BadRequest(nodeId, $"A node's id has 1 to {MaxNodeIdBytes} bytes of UTF-8.");
        }

        if (!IPAddress.TryParse(ipAddress, out var address))
        {
            throw ClusterErrors.BadRequest(nodeId, $"'{ClusterErrors.Bound(ipAddress)}' is no IPv4 or IPv6 address.");
        }

        if (port is < 0 or > 65535)
        {
            throw ClusterErrors.BadRequest(nodeId, string.Create(CultureInfo.InvariantCulture, $"{port} is no port."));
        }

        var known = IsKnown(nodeId, address);
        var id = NextOperationId();
        if (known)
        {
            return Finish(id, $"'{nodeId}' is a node of this cluster already; nothing was changed");
        }

        WritePeer(nodeId, address.ToString());
        return Finish(id, $"'{nodeId}' at {address} is registered; restart node '{settings.NodeId}' for it to take effect. "
            + $"The configuration of '{nodeId}' needs '{settings.NodeId}' at {settings.NodeIp} as its peer, and the same cluster.id and cluster.secret");
    }

    /// <summary>Removes the peer of this node, or has the peer remove this node.</summary>
    /// <returns>Operation id, and what was done.</returns>
    public async Task<MemberOutcome> UnregisterAsync(string nodeId, bool force, CallerIdentity caller, CancellationToken cancellationToken)
    {
        RequireUnlocked(nodeId);
        if (nodeId != settings.NodeId && (!settings.HasPeer || nodeId != settings.PeerId))
        {
            throw ClusterErrors.UnknownNode(nodeId, settings.DescribeNodes());
        }

        var here = self.GetView();
        var there = peerNode.GetView();
        if (PairView.FindPrimary(here, there)?.NodeId == nodeId)
        {
            throw ClusterErrors.Conflict(nodeId, settings.HasPeer
                ? $"'{nodeId}' is PRIMARY and cannot be removed. Hand over first: hamgm-cli switch force --confirm."
                : $"'{nodeId}' is PRIMARY and the only node; it cannot be removed. Stop hamgm on it instead.");
        }

        if (nodeId == settings.NodeId)
        {
            return await AskPeerToRemoveThisNodeAsync(force, caller, cancellationToken);
        }

        return peer.IsReachable
            ? await RemoveReachableAsync(nodeId, cancellationToken)
            : RemoveUnreachable(nodeId, force, here);
    }

    private async Task<MemberOutcome> AskPeerToRemoveThisNodeAsync(bool force, CallerIdentity caller, CancellationToken cancellationToken)
    {
        if (!peer.IsReachable)
        {
            throw ClusterErrors.Unavailable(
                settings.PeerId.Length > 0 ? settings.PeerId : settings.NodeId,
                $"A node is removed by the one that stays, and that one cannot be reached from '{settings.NodeId}'. Ask it itself, with --host.");
        }

        var body = PeerJson.Write(new RemoveCall(settings.NodeId, force, caller.Remote), PeerJson.Default.RemoveCall);
        return peer.Read(await forwarder.ToPeerAsync(PeerMethods.Remove, body, caller, cancellationToken), PeerJson.Default.MemberOutcome);
    }

    // It releases and swears off the VIP before this node forgets it: never the other way round.
    private async Task<MemberOutcome> RemoveReachableAsync(string nodeId, CancellationToken cancellationToken)
    {
        // Refused here it must be before the peer has left for nothing.
        config.ValidateAll(Peer("", ""));
        var id = NextOperationId();
        var body = PeerJson.Write(new LeaveCall($"removed from the cluster by '{settings.NodeId}'"), PeerJson.Default.LeaveCall);
        await peer.CallAsync(PeerMethods.Leave, body, cancellationToken);
        try
        {
            WritePeer("", "");
        }
        catch (HamgmException unwritten)
        {
            throw new HamgmException(
                unwritten.Kind, unwritten.Code, unwritten.Subject,
                $"'{nodeId}' has left, but is still the peer in the configuration of '{settings.NodeId}': {unwritten.Message} Repeat the removal when that is mended, or start '{nodeId}' again to keep it.",
                unwritten);
        }

        return Finish(id, $"'{nodeId}' holds no VIP, has left, and will not take the VIP until it is started again: stop hamgm on it now. "
            + SingleAfterRestart());
    }

    private MemberOutcome RemoveUnreachable(string nodeId, bool force, NodeView here)
    {
        if (!force)
        {
            throw ClusterErrors.Conflict(nodeId,
                $"'{nodeId}' is not reachable, so it cannot be told to release the VIP. Make it reachable, or switch it off and remove it with --force.");
        }

        // To be PRIMARY while the peer is silent takes its expired promise, the witness and a silent wire: that is the
        // proof that nobody else answers for the VIP. A node that could not become PRIMARY has no such proof.
        if (here.State != NodeState.Primary)
        {
            throw ClusterErrors.Conflict(nodeId,
                $"'{settings.NodeId}' is {here.State.ToString().ToUpperInvariant()}, not PRIMARY, so nothing proves that '{nodeId}' does not hold the VIP. "
                + $"Wait until '{settings.NodeId}' has taken over; or, when '{nodeId}' is switched off for certain, take peer.id and peer.ip out of {config.Path} and restart.");
        }

        var id = NextOperationId();
        WritePeer("", "");
        return Finish(id, $"'{nodeId}' was removed by force while it could not be reached, and knows nothing of it: make sure that hamgm is not running on it and is not started again with its old configuration. "
            + SingleAfterRestart());
    }

    // The other modules have read the peer at their start. A promise that this node would be alone at once would be false.
    private string SingleAfterRestart() =>
        $"'{settings.NodeId}' runs on with the old peer, and is a single cluster after its next restart; the VIP is down while it restarts";

    /// <exception cref="HamgmException">Cluster/409: a third node, or a known one at another address.</exception>
    private bool IsKnown(string nodeId, IPAddress address)
    {
        var known = nodeId == settings.NodeId ? settings.NodeIp : nodeId == settings.PeerId ? settings.PeerIp : null;
        if (known is null)
        {
            return settings.HasPeer
                ? throw ClusterErrors.Conflict(nodeId, $"A cluster has two nodes, and this one has {settings.DescribeNodes()}. Remove one of them before you add '{nodeId}'.")
                : false;
        }

        return IPAddress.TryParse(known, out var knownAddress) && knownAddress.Equals(address)
            ? true
            : throw ClusterErrors.Conflict(nodeId, $"'{nodeId}' is a node of this cluster already, at {known}, not {address}. Remove it first, or correct the address.");
    }

    // One change: either key without the other is refused, and half a peer in the file would keep the node from starting.
    private void WritePeer(string nodeId, string ipAddress) => config.SetAll(Peer(nodeId, ipAddress));

    private static Dictionary<string, string> Peer(string nodeId, string ipAddress)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal) { ["peer.id"] = nodeId, ["peer.ip"] = ipAddress };
        if (nodeId.Length == 0)
        {
            // Links lead to the peer, and are refused without one.
            values["peer.links"] = "";
        }

        return values;
    }

    // Taken before anything is changed: a disk that takes no number takes no change of peer.* either.
    private string NextOperationId() => string.Create(CultureInfo.InvariantCulture, $"{settings.NodeId}-{operationIds.Next()}");

    private MemberOutcome Finish(string id, string message)
    {
        var text = $"{message} (operation {id}).";
        events.Add("peer", text);
        return new MemberOutcome(id, text);
    }
}
