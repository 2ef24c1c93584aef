using HAMgm.Contracts.Management;
using HAMgm.Contracts.Peer;
using Contract = HAMgm.Contracts.StateMachine;
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

    public static Idl.NodeStatus ToIdl(NodeView view, Contract.NodeStatus status)
    {
        var idl = new Idl.NodeStatus(view.NodeId, (Idl.NodeState)status.State, status.Term.Value, status.HoldsVip)
        {
            Witness = status.Witness,
            ConfigVersion = view.ConfigVersion,
            ConfigHash = view.ConfigHash.ToString("x16", System.Globalization.CultureInfo.InvariantCulture),
            LastRuleId = status.LastRuleId,
            Reason = status.NotEligibleBecause.Length > 0 ? $"{status.Reason}; could not be PRIMARY now: {status.NotEligibleBecause}" : status.Reason,
            Warnings = [.. view.Warnings],
            Version = view.Version,
            NetworkInterface = view.VipInterface,
        };
        if (status.LeaseRemaining > TimeSpan.Zero)
        {
            idl.LeaseRemainingMs = (long)status.LeaseRemaining.TotalMilliseconds;
        }

        if (status.PromiseRemaining > TimeSpan.Zero)
        {
            idl.PromiseRemainingMs = (long)status.PromiseRemaining.TotalMilliseconds;
        }

        if (status.WitnessAge is { } age)
        {
            idl.WitnessAgeMs = (long)age.TotalMilliseconds;
        }

        if (view.Age < TimeSpan.MaxValue)
        {
            idl.DataAgeMs = (long)view.Age.TotalMilliseconds;
        }

        return idl;
    }

    public static List<Idl.LinkStatus> ToIdl(ConnectionStatus connection) => [.. connection.Links.Select(link => ToIdl(link, connection))];

    /// <summary>The newest beat that this node sent, over whichever link.</summary>
    public static Idl.HeartbeatInfo? ToHeartbeat(ConnectionStatus connection, string selfId, string peerId)
    {
        if (connection.Links.MaxBy(link => link.LastSentUnixMs) is not { LastSentUnixMs: > 0 } link)
        {
            return null;
        }

        var info = new Idl.HeartbeatInfo(selfId, peerId, unchecked((long)link.LastSequence), link.LastSentUnixMs, unchecked((int)link.LastCrc32));
        if (link.Latency > TimeSpan.Zero)
        {
            info.Latency = link.Latency.TotalMilliseconds;
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

    private static Idl.LinkStatus ToIdl(LinkStatus link, ConnectionStatus connection)
    {
        var idl = new Idl.LinkStatus(link.Endpoint.Local.ToString(), link.Endpoint.Remote.ToString(), link.IsConnected)
        {
            Loss = link.LossPercent / 100,
        };
        if (link.Latency > TimeSpan.Zero)
        {
            idl.LatencyMs = link.Latency.TotalMilliseconds;
        }

        if ((link.LastHeardAge ?? (connection.Links.Count == 1 ? connection.LastHeardAge : null)) is { } age)
        {
            idl.LastHeardAgeMs = (long)age.TotalMilliseconds;
        }

        // The link layer counts these for all links together; with one link they are that link's.
        if (connection.Links.Count == 1)
        {
            idl.Refused = connection.RefusedFrames;
        }

        return idl;
    }
}
