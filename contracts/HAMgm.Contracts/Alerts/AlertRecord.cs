namespace HAMgm.Contracts.Alerts;

/// <summary>
/// A kept alert (AlertCache of spec/1 section 5.2.1). Times are UTC by the clock of the node that wrote them, for people. Both nodes hold
/// it; what differs is put together field by field, so that the order of messages between them does not matter.
/// </summary>
public sealed record AlertRecord
{
    /// <summary><c>alert-20240115-001</c>: date and counter; the two nodes' numbers are odd and even.</summary>
    public required string AlertId { get; init; }

    /// <summary>See <see cref="AlertEvent.Type"/>.</summary>
    public required string Type { get; init; }

    /// <summary>The worst that was reported.</summary>
    public required AlertSeverity Severity { get; init; }

    /// <summary>One line.</summary>
    public required string Title { get; init; }

    /// <summary>What is the matter, and what to do.</summary>
    public string Message { get; init; } = "";

    /// <summary>Values for programs.</summary>
    public IReadOnlyDictionary<string, string> Details { get; init; } = new Dictionary<string, string>();

    /// <summary>See <see cref="AlertEvent.Key"/>.</summary>
    public required string Key { get; init; }

    /// <summary>The node that raised it.</summary>
    public required string SourceNodeId { get; init; }

    /// <summary>The plugin that raised it.</summary>
    public string SourceModule { get; init; } = "";

    /// <summary>When it was raised.</summary>
    public required DateTimeOffset CreateTime { get; init; }

    /// <summary>When it was last raised again, acknowledged or resolved.</summary>
    public required DateTimeOffset UpdateTime { get; init; }

    /// <summary>How often it was raised, at least 1.</summary>
    public int Occurrences { get; init; } = 1;

    /// <summary>When it ended; null: it has not.</summary>
    public DateTimeOffset? ResolveTime { get; init; }

    /// <summary>When somebody acknowledged it; null: nobody has.</summary>
    public DateTimeOffset? AcknowledgeTime { get; init; }

    /// <summary>Who; empty: nobody.</summary>
    public string AcknowledgedBy { get; init; } = "";

    /// <summary>What they said to it.</summary>
    public string AcknowledgeComment { get; init; } = "";

    /// <summary>True once the rules have let it through: from then on no silence holds it back.</summary>
    public bool IsRouted { get; init; }

    /// <summary>What holds it back, e.g. <c>silence 3</c>, <c>window backup</c>, <c>rule noisy</c>; empty: nothing.</summary>
    public string SuppressedBy { get; init; } = "";

    /// <summary>When it is forgotten; null: not before somebody acknowledges it (critical ones, spec/1 section 5.2.2).</summary>
    public DateTimeOffset? ExpiryTime { get; init; }

    /// <summary>Its notices, in the order in which they were queued.</summary>
    public IReadOnlyList<AlertDelivery> Deliveries { get; init; } = [];

    /// <summary>Where it is in its life.</summary>
    public AlertStatus Status =>
        ResolveTime is not null ? AlertStatus.Resolved
        : AcknowledgeTime is not null ? AlertStatus.Acknowledged
        : IsRouted ? AlertStatus.Active
        : AlertStatus.Suppressed;

    /// <summary>The worst of its notices: retrying, then pending, then failed, then sent.</summary>
    public NotificationStatus NotificationStatus =>
        Deliveries.Count == 0 ? NotificationStatus.None
        : Any(NotificationStatus.Retrying) ? NotificationStatus.Retrying
        : Any(NotificationStatus.Pending) ? NotificationStatus.Pending
        : Any(NotificationStatus.Failed) ? NotificationStatus.Failed
        : NotificationStatus.Sent;

    /// <summary>Attempts of all notices.</summary>
    public int NotificationAttempts => Deliveries.Sum(static delivery => delivery.Attempts);

    /// <summary>Of them, those that were not the first of their notice.</summary>
    public int RetryCount => Deliveries.Sum(static delivery => Math.Max(0, delivery.Attempts - 1));

    /// <summary>The newest attempt; null: none.</summary>
    public DateTimeOffset? LastNotificationTime => Deliveries.Max(static delivery => delivery.LastAttemptTime);

    private bool Any(NotificationStatus status) => Deliveries.Any(delivery => delivery.Status == status);
}
