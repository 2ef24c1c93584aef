using HAMgm.Contracts.Management;

namespace HAMgm.Logic.Sync.Settings;

/// <summary>One named set of files (sync.sets).</summary>
internal sealed record SyncSet
{
    public required string Name { get; init; }

    public required SyncKind Kind { get; init; }

    /// <summary>Full paths of directories and files, the same on both nodes; none lies below another.</summary>
    public required IReadOnlyList<string> Paths { get; init; }

    /// <summary>sync.root: what stands before every path on this node; empty where the node sees its host's files as they are.</summary>
    public string Root { get; init; } = "";

    /// <summary>Patterns of what is left out (<see cref="PathFilter"/>).</summary>
    public IReadOnlyList<string> Exclude { get; init; } = [];

    /// <summary>Whether what is gone on the PRIMARY goes on the STANDBY, too.</summary>
    public bool Delete { get; init; }

    /// <summary>user:group of what is put in place; empty: as on the PRIMARY.</summary>
    public string Owner { get; init; } = "";

    /// <summary>Permission bits of files put in place; null: as on the PRIMARY.</summary>
    public int? Mode { get; init; }

    /// <summary>Period of the schedule.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Whether a change on the PRIMARY is brought over at once.</summary>
    public bool OnChange { get; init; } = true;

    /// <summary>Run by /bin/sh on the STANDBY after something of the set has changed there; empty: nothing is.</summary>
    public string After { get; init; } = "";

    /// <summary>Longest time of <see cref="After"/>.</summary>
    public TimeSpan AfterTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether it may cross the wire without TLS; never true of certificates.</summary>
    public bool Insecure { get; init; }

    /// <summary>Whether an order for that kind is for this set.</summary>
    public bool IsOf(SyncKind kind) => kind == SyncKind.All || kind == Kind;

    /// <summary>Where a path of the set lies on this node.</summary>
    public string PlaceOf(string path) => Root + path;

    /// <summary>Equal text for equal settings: both nodes must mean the same by a name.</summary>
    public string Fingerprint => string.Join('\n', [Name, Kind.ToString(), .. Paths, "-", .. Exclude]);
}
