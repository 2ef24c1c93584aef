using HAMgm.Contracts.Cluster;

namespace HAMgm.Contracts.Management;

/// <summary>One node, as the asked node knows it (NodeInfo of the IDL, and what it has no room for).</summary>
public sealed record NodeView
{
    /// <summary>Its id.</summary>
    public required string NodeId { get; init; }

    /// <summary>Its address (node.ip).</summary>
    public required string IpAddress { get; init; }

    /// <summary>Its Thrift port.</summary>
    public required int Port { get; init; }

    /// <summary>Its state; Unknown when it is not reachable and its last word is older than the time-out.</summary>
    public required NodeState State { get; init; }

    /// <summary>When it was last heard, Unix time in milliseconds; now for the asked node itself; 0 for never.</summary>
    public required long LastHeartbeatUnixMs { get; init; }

    /// <summary>CPU use of the host in percent, 0 … 100; null when not known.</summary>
    public required double? CpuUsage { get; init; }

    /// <summary>Memory use of the host in percent, 0 … 100; null when not known.</summary>
    public required double? MemoryUsage { get; init; }

    /// <summary>Use of the file system that data_dir lies on in percent, 0 … 100; null when not known.</summary>
    public double? DiskUsage { get; init; }

    /// <summary>Reachable, and its health checks say that it can serve.</summary>
    public required bool IsHealthy { get; init; }

    /// <summary>Why, for an operator.</summary>
    public required string HealthDetails { get; init; }

    /// <summary>Its HAMgm version; empty when not known.</summary>
    public required string Version { get; init; }

    /// <summary>Its newest term.</summary>
    public required Epoch Term { get; init; }

    /// <summary>Whether it has the address bound.</summary>
    public required bool HoldsVip { get; init; }

    /// <summary>Version of its shared configuration.</summary>
    public required long ConfigVersion { get; init; }

    /// <summary>Hash of its shared configuration.</summary>
    public required ulong ConfigHash { get; init; }

    /// <summary>Its VIP interface.</summary>
    public required string VipInterface { get; init; }

    /// <summary>State of the VIP on it.</summary>
    public required VipState VipState { get; init; }

    /// <summary>When that last changed, Unix time in milliseconds.</summary>
    public required long VipUpdateUnixMs { get; init; }

    /// <summary>The last rule of its decision core.</summary>
    public required string LastRuleId { get; init; }

    /// <summary>Weak choices and things to look at.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>Whether the pair's role decisions are frozen, as far as it knows.</summary>
    public bool IsFrozen { get; init; }

    /// <summary>How old this knowledge is; zero for the asked node itself.</summary>
    public required TimeSpan Age { get; init; }

    /// <summary>Digest of its history of shared settings; the same on both nodes when those are. Empty when not known.</summary>
    public string ConfigHistory { get; init; } = "";
}
