using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.Sync;

namespace HAMgm.Management.Cluster;

/// <summary>The cluster's state as both nodes remember it (spec/1 section 5.5.1).</summary>
internal sealed record ClusterState
{
    public required string ClusterId { get; init; }

    /// <summary>Rises with every change; whoever writes goes one beyond what it knows.</summary>
    public required long Version { get; init; }

    public required long LastUpdateUnixMs { get; init; }

    /// <summary>Who wrote it.</summary>
    public required string AuthorNodeId { get; init; }

    /// <summary>One or two.</summary>
    public required IReadOnlyList<NodeDetail> Nodes { get; init; }

    /// <summary>Empty when there is none.</summary>
    public required string PrimaryNodeId { get; init; }

    public required VipDetail Vip { get; init; }

    public required long ElectionTerm { get; init; }

    public required bool ElectionInProgress { get; init; }

    public required long ConfigVersion { get; init; }

    public required bool AutoSwitchEnabled { get; init; }

    /// <summary>The last run of each kind.</summary>
    public required IReadOnlyList<SyncStatus> Sync { get; init; }

    /// <summary>FNV-1a (64 bits) over everything else, in hexadecimal digits.</summary>
    public string Checksum { get; init; } = "";

    /// <summary>One node (NodeStateDetail of section 5.5.2).</summary>
    internal sealed record NodeDetail(
        string NodeId, NodeState State, string IpAddress, int Port, bool IsHealthy, long LastHeartbeatUnixMs, TimeSpan HeartbeatLatency,
        double? CpuUsage, double? MemoryUsage, double? DiskUsage, string Version, long ConfigVersion, long StateChangeUnixMs, long LastUpdateUnixMs);

    /// <summary>The VIP (VIPStatusDetail of section 5.5.2).</summary>
    internal sealed record VipDetail(
        string Address, VipState State, string BoundNodeId, string InterfaceName, IReadOnlyList<BindRecord> BindHistory, long LastBindUnixMs, long LastUpdateUnixMs);

    /// <summary>One holding of the VIP (VIPBindRecord of section 5.5.2).</summary>
    /// <param name="NodeId">Who.</param>
    /// <param name="BindUnixMs">Since when.</param>
    /// <param name="UnbindUnixMs">Until when; null while it lasts.</param>
    /// <param name="Reason">The rule that brought it, and the term.</param>
    internal sealed record BindRecord(string NodeId, long BindUnixMs, long? UnbindUnixMs, string Reason);
}
