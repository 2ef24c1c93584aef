using System.Text.Json.Serialization;
using HAMgm.Contracts.Sync;
using HAMgm.Logic.Sync.Manifests;

namespace HAMgm.Logic.Sync.Peer;

/// <summary>The answer to a <see cref="SyncCall"/>.</summary>
internal sealed record SyncReply
{
    /// <summary>A code of ErrorCodes; 0: it was done.</summary>
    public int ErrorCode { get; init; }

    public string? Error { get; init; }

    public IReadOnlyList<string>? FailedItems { get; init; }

    /// <summary>The answering PRIMARY's term.</summary>
    public long Term { get; init; }

    public IReadOnlyList<ManifestEntry>? Entries { get; init; }

    /// <summary>Modules of rsync's daemon, one for each path of the set.</summary>
    public IReadOnlyList<string>? Modules { get; init; }

    /// <summary>Password of the daemon; where the wire is not encrypted, hidden by the connection's key.</summary>
    public string? Password { get; init; }

    public IReadOnlyList<SyncRun>? Runs { get; init; }

    [JsonPropertyName("status")]
    public SyncServiceStatus? ServiceStatus { get; init; }
}
