using System.Globalization;
using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.Management;
using HAMgm.Contracts.Peer;
using HAMgm.Contracts.Vip;
using Idl = HAMgm.Thrift;

namespace HAMgm.Service.Thrift.Calls;

/// <summary>A node's inside as the IDL's structures. An optional field is set where the value is known, and not otherwise.</summary>
internal static class NodeStatusMapper
{
    /// <param name="view">What the asked node shows of it: warnings, age.</param>
    /// <param name="detail">What it says of itself.</param>
    public static Idl.NodeStatus ToIdl(NodeView view, NodeDetail detail)
    {
        var status = detail.Status;
        var idl = new Idl.NodeStatus(view.NodeId, (Idl.NodeState)status.State, Epoch.Max(status.Term, status.PeerTerm).Value, status.HoldsVip)
        {
            OwnTerm = status.Term.Value,
            Witness = status.Witness,
            ConfigVersion = view.ConfigVersion,
            ConfigHash = view.ConfigHash.ToString("x16", CultureInfo.InvariantCulture),
            LastRuleId = status.LastRuleId,
            Reason = status.NotEligibleBecause.Length > 0 ? $"{status.Reason} Could not be PRIMARY now: {status.NotEligibleBecause}." : status.Reason,
            NotEligibleBecause = status.NotEligibleBecause,
            Warnings = [.. view.Warnings],
            Version = view.Version,
            NetworkInterface = detail.Vip.InterfaceName,
            Gate = GateOf(detail),
            Frozen = status.IsFrozen,
            FrozenBecause = status.FrozenBecause,
            Maintenance = status.IsMaintenance,
            LoopJitterMs = status.LoopJitter.TotalMilliseconds,
            PeerAuthentication = detail.Connection.Authentication,
            StartedAt = detail.StartedAtUnixMs,
            Links = ToIdl(detail.Connection),
        };
        AddDurations(idl, detail);
        if (view.Age < TimeSpan.MaxValue)
        {
            // The inside was asked for just now; the age is that of the rest, which came with the last snapshot.
            idl.DataAgeMs = (long)view.Age.TotalMilliseconds;
        }

        if (status.EffectivePriority > 0 || status.Priority > 0)
        {
            idl.Priority = status.EffectivePriority;
        }

        return idl;
    }

    public static List<Idl.LinkStatus> ToIdl(ConnectionStatus connection) => [.. connection.Links.Select(link => ToIdl(link, connection))];

    /// <summary>The newest beat that a node sent, over whichever link; null before the first, or when the node did not tell.</summary>
    public static Idl.HeartbeatInfo? ToHeartbeat(ConnectionStatus? connection, string fromId, string toId)
    {
        if (connection?.Links.MaxBy(link => link.LastSentUnixMs) is not { LastSentUnixMs: > 0 } link)
        {
            return null;
        }

        var info = new Idl.HeartbeatInfo(fromId, toId, unchecked((long)link.LastSequence), link.LastSentUnixMs, unchecked((int)link.LastCrc32));
        if (link.Latency > TimeSpan.Zero)
        {
            info.Latency = link.Latency.TotalMilliseconds;
        }

        return info;
    }

    private static void AddDurations(Idl.NodeStatus idl, NodeDetail detail)
    {
        var status = detail.Status;
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

        // Each refresh, every quarter of a second at least, sets it to this again.
        if (detail.Vip is { State: VipState.Bound, Provider: "netlink", KernelLease: var lease } && lease > TimeSpan.Zero)
        {
            idl.KernelLeaseRemainingMs = (long)lease.TotalMilliseconds;
        }
    }

    private static string GateOf(NodeDetail detail) => detail.Vip.Gate switch
    {
        "nftables" => detail.Status.HoldsVip ? "open" : "shut",
        "off" => "off",
        _ => "unavailable",
    };

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

        if (link.MaxLatency > TimeSpan.Zero)
        {
            idl.MaxLatencyMs = link.MaxLatency.TotalMilliseconds;
        }

        // A peer of an earlier version does not tell them.
        if (link.Sent > 0 || link.Received > 0)
        {
            idl.Sent = link.Sent;
            idl.Received = link.Received;
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
