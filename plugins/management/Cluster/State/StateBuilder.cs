using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.Management;
using HAMgm.Contracts.Peer;
using HAMgm.Contracts.Sync;

namespace HAMgm.Management.Cluster;

/// <summary>Makes the next state out of what this node sees now and the state before. Pure.</summary>
internal static class StateBuilder
{
    private const int MaxBinds = 20;

    /// <summary>The state as it is now, one version on.</summary>
    public static ClusterState Next(
        ClusterView view, ConnectionStatus connection, long configVersion, IReadOnlyList<SyncStatus> sync, string authorNodeId, ClusterState? before)
    {
        var now = view.TimestampUnixMs;
        return StateCodec.Seal(new ClusterState
        {
            ClusterId = view.ClusterId,
            Version = (before?.Version ?? 0) + 1,
            LastUpdateUnixMs = now,
            AuthorNodeId = authorNodeId,
            Nodes = [.. view.Nodes.Select(node => Detail(node, connection, authorNodeId, now, before?.Nodes.FirstOrDefault(known => known.NodeId == node.NodeId)))],
            PrimaryNodeId = view.PrimaryNodeId,
            Vip = Vip(view, before?.Vip, now),
            ElectionTerm = Math.Max(Term(view), before?.ElectionTerm ?? 0),
            ElectionInProgress = view.Nodes.Any(node => node.State == NodeState.Candidate),
            ConfigVersion = configVersion,
            AutoSwitchEnabled = view.AutoSwitchEnabled,
            Sync = sync,
        });
    }

    /// <summary>Whether something has changed that is more than load and the passing of time.</summary>
    public static bool Differs(ClusterView view, long configVersion, IReadOnlyList<SyncStatus> sync, ClusterState state) =>
        view.ClusterId != state.ClusterId
        || view.PrimaryNodeId != state.PrimaryNodeId
        || Term(view) > state.ElectionTerm
        || configVersion != state.ConfigVersion
        || view.AutoSwitchEnabled != state.AutoSwitchEnabled
        || view.Vip.State != state.Vip.State
        || view.Vip.BoundNodeId != state.Vip.BoundNodeId
        || view.Vip.Address != state.Vip.Address
        || view.Vip.InterfaceName != state.Vip.InterfaceName
        || view.Nodes.Any(node => node.State == NodeState.Candidate) != state.ElectionInProgress
        || view.Nodes.Count != state.Nodes.Count
        || view.Nodes.Any(node => Differs(node, state))
        || Differs(sync, state.Sync);

    private static bool Differs(IReadOnlyList<SyncStatus> now, IReadOnlyList<SyncStatus> before)
    {
        for (var i = 0; i < now.Count && now.Count == before.Count; i++)
        {
            if (now[i].Status != before[i].Status || now[i].EndUnixMs != before[i].EndUnixMs)
            {
                return true;
            }
        }

        return now.Count != before.Count;
    }

    private static bool Differs(NodeView node, ClusterState state)
    {
        foreach (var known in state.Nodes)
        {
            if (known.NodeId == node.NodeId)
            {
                return known.State != node.State || known.IsHealthy != node.IsHealthy || known.IpAddress != node.IpAddress
                    || known.Port != node.Port || known.Version != node.Version || known.ConfigVersion != node.ConfigVersion;
            }
        }

        return true;
    }

    private static long Term(ClusterView view)
    {
        var term = 0L;
        foreach (var node in view.Nodes)
        {
            term = Math.Max(term, node.Term.Value);
        }

        return term;
    }

    private static ClusterState.NodeDetail Detail(NodeView node, ConnectionStatus connection, string self, long now, ClusterState.NodeDetail? before) => new(
        node.NodeId,
        node.State,
        node.IpAddress,
        node.Port,
        node.IsHealthy,
        node.LastHeartbeatUnixMs,
        node.NodeId == self || connection.Links.Count == 0 ? TimeSpan.Zero : connection.Links.Min(link => link.Latency),
        node.CpuUsage,
        node.MemoryUsage,
        node.DiskUsage,
        node.Version,
        node.ConfigVersion,
        before is not null && before.State == node.State ? before.StateChangeUnixMs : now,
        now);

    private static ClusterState.VipDetail Vip(ClusterView view, ClusterState.VipDetail? before, long now)
    {
        var vip = view.Vip;
        var history = new List<ClusterState.BindRecord>(before?.BindHistory ?? []);
        var lastBind = before?.LastBindUnixMs ?? 0;
        var holder = vip.State == VipState.Bound ? vip.BoundNodeId : "";
        if (history.Count > 0 && history[^1] is { UnbindUnixMs: null } open && open.NodeId != holder)
        {
            history[^1] = open with { UnbindUnixMs = now };
        }

        if (holder.Length > 0 && (history.Count == 0 || history[^1].UnbindUnixMs is not null))
        {
            var node = view.Nodes.First(known => known.NodeId == holder);
            history.Add(new ClusterState.BindRecord(holder, now, null, $"{node.LastRuleId} (term {node.Term})"));
            lastBind = now;
        }

        return new ClusterState.VipDetail(vip.Address, vip.State, vip.BoundNodeId, vip.InterfaceName, [.. history.TakeLast(MaxBinds)], lastBind, now);
    }
}
