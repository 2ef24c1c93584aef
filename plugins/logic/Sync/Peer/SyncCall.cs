using System.Text.Json.Serialization;
using HAMgm.Contracts.Sync;

namespace HAMgm.Logic.Sync.Peer;

/// <summary>What one node asks of the other (docs/protocol.md, synchronising). Fields that an operation has no use for stay out.</summary>
internal sealed record SyncCall
{
    /// <summary>The STANDBY begins to fetch a set: answered with manifest and access to rsync.</summary>
    public const string Begin = "begin";

    /// <summary>The STANDBY asks, before staged files are put in place, whether the term still stands.</summary>
    public const string Confirm = "confirm";

    /// <summary>The STANDBY tells how the run ended.</summary>
    public const string Done = "done";

    /// <summary>From here on this connection carries rsync's own bytes.</summary>
    public const string Tunnel = "tunnel";

    /// <summary>The PRIMARY tells that files of a set have changed.</summary>
    public const string Changed = "changed";

    /// <summary>An order, for the STANDBY to carry out.</summary>
    public const string Pull = "pull";

    /// <summary>The other node's status.</summary>
    public const string Status = "status";

    /// <summary>Pause for a reason.</summary>
    public const string Pause = "pause";

    /// <summary>Lift a reason.</summary>
    public const string Resume = "resume";

    /// <summary>A status record, for the other node's copy of the records.</summary>
    public const string Record = "record";

    /// <summary>The manifest of a set; nothing is fetched.</summary>
    public const string Manifest = "manifest";

    public required string Op { get; init; }

    /// <summary>Name of a set.</summary>
    public string? Set { get; init; }

    /// <summary>What the asking node means by that name.</summary>
    public string? Fingerprint { get; init; }

    /// <summary>Highest term that the asking node knows; with confirm the term of begin's answer.</summary>
    public long Term { get; init; }

    public SyncOrder? Order { get; init; }

    public SyncRun? Run { get; init; }

    /// <summary>Paths that still differ after a run; null: it broke off before they were known, so nothing more is common than before.</summary>
    public IReadOnlyList<string>? Differing { get; init; }

    /// <summary>Checksum of the manifest that the run compared with; null: from a version that does not say.</summary>
    public string? Compared { get; init; }

    public SyncPauseReason Reason { get; init; }

    public Guid? RecordId { get; init; }

    [JsonPropertyName("status")]
    public SyncServiceStatus? ServiceStatus { get; init; }
}
