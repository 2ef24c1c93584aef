using HAMgm.Contracts.Configuration;

namespace HAMgm.Management.Cluster;

/// <summary>
/// The settings that this plugin reads, always the current ones. Who the peer is at work is fixed at the start, because
/// the other modules take a new or removed peer at their next start only.
/// </summary>
internal sealed class ClusterSettings(IConfigManager config)
{
    private static readonly string[] SecretNames = ["secret", "password", "passphrase", "token"];

    private string? _peerAtStart;

    public string ClusterId => config.GetString("cluster.id");

    public string NodeId => config.GetString("node.id");

    public string NodeIp => config.GetString("node.ip");

    /// <summary>Empty in a single cluster.</summary>
    public string PeerId => config.GetString("peer.id");

    public string PeerIp => config.GetString("peer.ip");

    public bool HasPeer => PeerId.Length > 0;

    public int ThriftPort => config.GetInt("thrift.port");

    public bool AutoSwitch => config.GetBool("cluster.auto_switch");

    /// <summary>The age from which the peer's last word counts no more.</summary>
    public TimeSpan HeartbeatTimeout => config.GetDuration("cluster.heartbeat_timeout");

    /// <summary>How often the nodes send beats.</summary>
    public TimeSpan HeartbeatInterval => config.GetDuration("cluster.heartbeat_interval");

    /// <summary>
    /// How often the nodes tell each other what only people look at: load, versions, warnings. Roles and terms come with every
    /// beat, and a changed role is told at once.
    /// </summary>
    public TimeSpan SnapshotInterval { get; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a call to the peer may take: long enough for a slow disk, short enough for somebody who waits.</summary>
    public TimeSpan PeerCallTimeout { get; } = TimeSpan.FromSeconds(5);

    /// <summary>Remembers the peer that the modules were started with.</summary>
    public void MarkStart() => _peerAtStart = PeerId;

    /// <summary>True when peer.id was changed since the start, so that the other modules do not know of it yet.</summary>
    public bool PeerChangedSinceStart => _peerAtStart is not null && _peerAtStart != PeerId;

    /// <summary>The nodes' ids for a message.</summary>
    public string DescribeNodes() => HasPeer ? $"'{NodeId}' and '{PeerId}'" : $"'{NodeId}' alone";

    /// <summary>
    /// True for what must not be shown, logged or sent to the peer. Told by the name, and generously: a value that was meant
    /// for cluster.secret and came with a misspelt key goes to the audit log, too.
    /// </summary>
    public static bool IsSecret(string key)
    {
        var name = key[(key.LastIndexOf('.') + 1)..];
        return SecretNames.Any(secret => name.Contains(secret, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>A value as it may be shown.</summary>
    public static string Show(string key, string value) => IsSecret(key) && value.Length > 0 ? "***" : value;
}
