using HAMgm.Contracts.Management;

namespace HAMgm.Management.Cluster;

/// <summary>What the readiness rests on, collected before it is judged.</summary>
internal sealed record ReadinessFacts
{
    /// <summary>The asked node.</summary>
    public required NodeView Self { get; init; }

    /// <summary>The other one; null in a single cluster.</summary>
    public required NodeView? Peer { get; init; }

    /// <summary>The asked node from the inside.</summary>
    public required NodeDetail SelfDetail { get; init; }

    /// <summary>The other one from the inside; null when it did not tell.</summary>
    public required NodeDetail? PeerDetail { get; init; }

    /// <summary>Why it did not; empty when it did.</summary>
    public required string PeerDetailMissing { get; init; }

    /// <summary>cluster.auto_switch.</summary>
    public required bool AutoSwitch { get; init; }

    /// <summary>T: cluster.heartbeat_timeout.</summary>
    public required TimeSpan Timeout { get; init; }

    /// <summary>I: cluster.heartbeat_interval.</summary>
    public required TimeSpan Interval { get; init; }
}
