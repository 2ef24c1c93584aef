using HAMgm.Contracts.Alerts;

namespace HAMgm.Component.Alert.Book;

/// <summary>An alert with what only this process needs: moments by the monotonic clock, so that setting the clock moves no deadline.</summary>
internal sealed class AlertEntry
{
    public required AlertRecord Record { get; set; }

    /// <summary>When it was raised, since the component's start; negative: before it.</summary>
    public required TimeSpan CreatedAt { get; set; }

    /// <summary>When it was last raised, acknowledged or resolved.</summary>
    public required TimeSpan UpdatedAt { get; set; }

    /// <summary>True: raised by this node before this process began, and not again since. Nobody will say that it is over.</summary>
    public bool IsFromBefore { get; set; }

    /// <summary>When a raise was last written down: a storm of the same is counted, not written each time.</summary>
    public TimeSpan NotedAt { get; set; }

    /// <summary>When what holds it back may be over; null: nothing does, or not by itself.</summary>
    public TimeSpan? ReconsiderAt { get; set; }

    /// <summary>The book's version after its last change.</summary>
    public long Version { get; set; }

    /// <summary>When the next notice of it that waits for others may go, by delivery id; what is not there may go now.</summary>
    public Dictionary<string, TimeSpan> NotBefore { get; } = [];

    public string AlertId => Record.AlertId;

    /// <summary>When it is forgotten; null: not yet.</summary>
    public TimeSpan? ExpiresAt => Record.ExpiryTime is { } expiry ? UpdatedAt + (expiry - Record.UpdateTime) : null;

    /// <summary>What makes two alerts one.</summary>
    public string Fingerprint => FingerprintOf(Record.SourceNodeId, Record.Key);

    public static string FingerprintOf(string nodeId, string key) => $"{nodeId}\n{key}";
}
