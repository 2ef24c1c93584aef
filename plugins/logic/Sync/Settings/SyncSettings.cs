using System.Net;
using HAMgm.Tls;

namespace HAMgm.Logic.Sync.Settings;

/// <summary>Everything that logic.sync takes from the configuration.</summary>
internal sealed record SyncSettings
{
    public required string ClusterId { get; init; }

    public required string NodeId { get; init; }

    public required string NodeIp { get; init; }

    /// <summary>Empty: the node is single, and nothing is synchronised.</summary>
    public required string PeerId { get; init; }

    public required string PeerIp { get; init; }

    /// <summary>cluster.secret; proves who is who where there are no certificates.</summary>
    public required string Secret { get; init; }

    /// <summary>Certificates; null: none.</summary>
    public required TlsFiles? Tls { get; init; }

    /// <summary>Addresses of this node at which the peer connects.</summary>
    public required IReadOnlyList<IPAddress> Local { get; init; }

    /// <summary>The peer's, in the order in which they are tried.</summary>
    public required IReadOnlyList<IPAddress> Remote { get; init; }

    /// <summary>TCP port between the nodes.</summary>
    public required int PeerPort { get; init; }

    /// <summary>Loopback port of rsync's daemon.</summary>
    public required int RsyncPort { get; init; }

    /// <summary>KiB a second; 0 for no limit.</summary>
    public required int BandwidthLimit { get; init; }

    /// <summary>Longest run of one set.</summary>
    public required TimeSpan Timeout { get; init; }

    /// <summary>How often what rsync does is looked at, beside every change.</summary>
    public required TimeSpan MonitorInterval { get; init; }

    /// <summary>How long copies of what was overwritten are kept.</summary>
    public required TimeSpan KeepCopies { get; init; }

    /// <summary>systemd unit of the distribution's rsync; empty: the plugin runs its own.</summary>
    public required string SystemdUnit { get; init; }

    /// <summary>rsync; a name is looked for in PATH.</summary>
    public required string Program { get; init; }

    /// <summary>Where everything of this plugin lies.</summary>
    public required string Folder { get; init; }

    public required IReadOnlyList<SyncSet> Sets { get; init; }

    /// <summary>Whether there is anything to do at all.</summary>
    public bool IsIdle => PeerId.Length == 0 || Sets.Count == 0;
}
