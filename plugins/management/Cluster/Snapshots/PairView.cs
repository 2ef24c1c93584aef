using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.Management;
using HAMgm.Contracts.Vip;

namespace HAMgm.Management.Cluster;

/// <summary>Puts two nodes together into one answer. Pure: what is old has been marked so before it comes here.</summary>
internal static class PairView
{
    /// <summary>
    /// The PRIMARY among them, or null. When both claim it the higher term wins: that is the one that stays (safety-rules.md R10).
    /// </summary>
    public static NodeView? FindPrimary(NodeView self, NodeView? peer)
    {
        var selfIs = self.State == NodeState.Primary;
        var peerIs = peer?.State == NodeState.Primary;
        return (selfIs, peerIs) switch
        {
            (true, true) => self.Term >= peer!.Term ? self : peer,
            (true, false) => self,
            (false, true) => peer,
            _ => null,
        };
    }

    /// <summary>The pair's answer.</summary>
    /// <param name="clusterId">cluster.id.</param>
    /// <param name="self">The asked node.</param>
    /// <param name="peer">The other one; null in a single cluster.</param>
    /// <param name="vip">The asked node's VIP.</param>
    /// <param name="nowUnixMs">Unix time in milliseconds.</param>
    /// <param name="autoSwitch">cluster.auto_switch.</param>
    public static ClusterView Compose(string clusterId, NodeView self, NodeView? peer, VipStatus vip, long nowUnixMs, bool autoSwitch)
    {
        NodeView[] nodes = peer is null ? [self] : [.. new[] { self, peer }.OrderBy(node => node.NodeId, StringComparer.Ordinal)];
        return new ClusterView(
            clusterId, nodes, ComposeVip(self, peer, vip, nowUnixMs), FindPrimary(self, peer)?.NodeId ?? "", nowUnixMs, autoSwitch);
    }

    private static VipView ComposeVip(NodeView self, NodeView? peer, VipStatus vip, long nowUnixMs)
    {
        var address = vip.Addresses.Count > 0 ? WithoutPrefix(vip.Addresses[0]) : "";
        var selfHas = Has(self);
        var peerHas = peer is not null && Has(peer);
        if (!selfHas && !peerHas)
        {
            var updated = Math.Max(self.VipUpdateUnixMs, peer?.VipUpdateUnixMs ?? 0);
            var state = self.VipState == VipState.Error ? VipState.Error : VipState.Unbound;
            return new VipView(address, state, "", self.VipInterface, updated);
        }

        if (selfHas && peerHas)
        {
            // The peer's word may be from before this node bound; only a claim that is younger than that is a conflict.
            var winner = self.Term >= peer!.Term ? self : peer;
            var peerSaidAt = nowUnixMs - (long)peer.Age.TotalMilliseconds;
            var state = peerSaidAt > self.VipUpdateUnixMs ? VipState.Error : winner.VipState;
            return Of(winner, address, state, self);
        }

        var holder = selfHas ? self : peer!;
        return Of(holder, address, holder.VipState, self);
    }

    private static bool Has(NodeView node) => node.HoldsVip || node.VipState is VipState.Bound or VipState.Binding or VipState.Releasing;

    private static VipView Of(NodeView holder, string address, VipState state, NodeView self) =>
        new(address, state, holder.NodeId, holder.VipInterface.Length > 0 ? holder.VipInterface : self.VipInterface, holder.VipUpdateUnixMs);

    private static string WithoutPrefix(string address) => address.Split('/', 2)[0];
}
