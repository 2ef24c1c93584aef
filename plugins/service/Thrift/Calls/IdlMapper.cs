using HAMgm.Contracts.Management;
using Idl = HAMgm.Thrift;

namespace HAMgm.Service.Thrift.Calls;

/// <summary>The contracts' records as the IDL's structures. An optional field is set where the value is known, and not otherwise.</summary>
internal static class IdlMapper
{
    public static Idl.ClusterStatus ToIdl(ClusterView view) => new(
        view.ClusterId, [.. view.Nodes.Select(ToIdl)], ToIdl(view.Vip), view.PrimaryNodeId, view.TimestampUnixMs)
    {
        AutoSwitchEnabled = view.AutoSwitchEnabled,
        TotalNodes = view.Nodes.Count,
        HealthyNodes = view.Nodes.Count(node => node.IsHealthy),
        Frozen = view.Nodes.Any(node => node.IsFrozen),
        Warnings = [.. view.Nodes.SelectMany(node => node.Warnings.Select(warning => $"{node.NodeId}: {warning}"))],
    };

    public static Idl.NodeInfo ToIdl(NodeView view)
    {
        var info = new Idl.NodeInfo(view.NodeId, view.IpAddress, view.Port, (Idl.NodeState)view.State) { IsHealthy = view.IsHealthy };
        if (view.LastHeartbeatUnixMs > 0)
        {
            info.LastHeartbeat = view.LastHeartbeatUnixMs;
        }

        if (view.CpuUsage is { } cpu)
        {
            info.CpuUsage = cpu;
        }

        if (view.MemoryUsage is { } memory)
        {
            info.MemoryUsage = memory;
        }

        if (view.Version.Length > 0)
        {
            info.Version = view.Version;
        }

        return info;
    }

    public static Idl.VIPInfo ToIdl(VipView view)
    {
        var info = new Idl.VIPInfo(view.Address, (Idl.VIPState)view.State);
        if (view.BoundNodeId.Length > 0)
        {
            info.BoundNodeId = view.BoundNodeId;
        }

        if (view.InterfaceName.Length > 0)
        {
            info.NetworkInterface = view.InterfaceName;
        }

        if (view.LastUpdateUnixMs > 0)
        {
            info.LastUpdateTime = view.LastUpdateUnixMs;
        }

        return info;
    }

    public static Idl.Event ToIdl(ClusterEvent line)
    {
        var idl = new Idl.Event(line.Id, line.AtUnixMs, line.Kind, line.NodeId, line.Message);
        if (line.RuleId.Length > 0)
        {
            idl.RuleId = line.RuleId;
        }

        if (line.Term > 0)
        {
            idl.Term = line.Term;
        }

        return idl;
    }
}
