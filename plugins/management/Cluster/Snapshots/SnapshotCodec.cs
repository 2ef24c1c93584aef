using System.Globalization;
using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.Management;
using HAMgm.Thrift.Peer;

namespace HAMgm.Management.Cluster;

/// <summary>A node's view of itself as it goes over the peer link (NodeSnapshot of peer.thrift), and back.</summary>
internal static class SnapshotCodec
{
    private const int MaxWarnings = 32;

    public static NodeSnapshot ToWire(NodeView view, long startedAtUnixMs)
    {
        var snapshot = new NodeSnapshot(view.NodeId, view.IpAddress, view.Port, (int)view.State, view.Term.Value, view.HoldsVip)
        {
            IsHealthy = view.IsHealthy,
            HealthDetails = view.HealthDetails,
            Version = view.Version,
            ConfigVersion = view.ConfigVersion,
            ConfigHash = FormatHash(view.ConfigHash),
            ConfigHistory = view.ConfigHistory,
            StartedAt = startedAtUnixMs,
            TakenAt = view.LastHeartbeatUnixMs,
            LastRuleId = view.LastRuleId,
            VipState = (int)view.VipState,
            VipInterface = view.VipInterface,
            Warnings = [.. view.Warnings.Take(MaxWarnings)],
            Frozen = view.IsFrozen,
        };
        if (view.CpuUsage is { } cpu)
        {
            snapshot.CpuUsage = cpu;
        }

        if (view.MemoryUsage is { } memory)
        {
            snapshot.MemoryUsage = memory;
        }

        if (view.DiskUsage is { } disk)
        {
            snapshot.DiskUsage = disk;
        }

        return snapshot;
    }

    /// <summary>As the peer told it; age, reachability and the like are the receiver's to add.</summary>
    public static NodeView ToView(NodeSnapshot snapshot) => new()
    {
        NodeId = snapshot.NodeId,
        IpAddress = snapshot.Ip,
        Port = snapshot.ThriftPort,
        State = Known((NodeState)snapshot.State, NodeState.Unknown),
        LastHeartbeatUnixMs = 0,
        CpuUsage = snapshot.__isset.cpuUsage ? snapshot.CpuUsage : null,
        MemoryUsage = snapshot.__isset.memoryUsage ? snapshot.MemoryUsage : null,
        DiskUsage = snapshot.__isset.diskUsage ? snapshot.DiskUsage : null,
        IsHealthy = snapshot.IsHealthy,
        HealthDetails = snapshot.HealthDetails ?? "",
        Version = snapshot.Version ?? "",
        Term = new Epoch(snapshot.Term),
        HoldsVip = snapshot.HoldsVip,
        ConfigVersion = snapshot.ConfigVersion,
        ConfigHash = ParseHash(snapshot.ConfigHash),
        ConfigHistory = snapshot.ConfigHistory ?? "",
        VipInterface = snapshot.VipInterface ?? "",
        VipState = Known((VipState)snapshot.VipState, VipState.Unbound),
        VipUpdateUnixMs = 0,
        LastRuleId = snapshot.LastRuleId ?? "",
        Warnings = [.. (snapshot.Warnings ?? []).Take(MaxWarnings)],
        IsFrozen = snapshot is { __isset.frozen: true, Frozen: true },
        Age = TimeSpan.Zero,
    };

    public static string FormatHash(ulong hash) => hash.ToString("x16", CultureInfo.InvariantCulture);

    /// <summary>0, which no real configuration has, for what is no hash.</summary>
    public static ulong ParseHash(string? text) =>
        ulong.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var hash) ? hash : 0;

    // A newer peer may have states that this version does not know.
    private static T Known<T>(T value, T otherwise)
        where T : struct, Enum => Enum.IsDefined(value) ? value : otherwise;
}
