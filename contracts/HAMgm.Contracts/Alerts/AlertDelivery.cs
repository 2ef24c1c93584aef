namespace HAMgm.Contracts.Alerts;

/// <summary>One notice of an alert over one channel.</summary>
/// <param name="Id"><c>alert-20240115-001/raised/email</c>: the same on both nodes and in every attempt, so that a receiver can drop a double.</param>
/// <param name="Channel">A channel's name, or a mail address.</param>
/// <param name="Kind"><c>raised</c>, <c>worse</c>, <c>escalated</c> or <c>resolved</c>.</param>
/// <param name="Status">Where it is; never goes back from sent or failed.</param>
/// <param name="QueuedTime">When it was put into the queue.</param>
public sealed record AlertDelivery(string Id, string Channel, string Kind, NotificationStatus Status, DateTimeOffset QueuedTime)
{
    /// <summary>How often it was tried.</summary>
    public int Attempts { get; init; }

    /// <summary>When it was tried last; null: not yet.</summary>
    public DateTimeOffset? LastAttemptTime { get; init; }

    /// <summary>What went wrong at last, in the server's words where it had some; after success what it answered. At most 500 characters, no secrets.</summary>
    public string Answer { get; init; } = "";

    /// <summary>The node that tried last; empty: none yet.</summary>
    public string TriedBy { get; init; } = "";
}
