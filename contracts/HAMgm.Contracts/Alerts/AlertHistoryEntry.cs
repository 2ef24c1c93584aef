namespace HAMgm.Contracts.Alerts;

/// <summary>One line of what a node has raised (<c>alert:history:{nodeId}:{date}</c> of spec/1 section 5.2.3).</summary>
/// <param name="AlertId">Its id.</param>
/// <param name="Type">Its type.</param>
/// <param name="Severity">The worst it came to.</param>
/// <param name="Title">One line.</param>
/// <param name="Status">As it was last known.</param>
/// <param name="SourceNodeId">The node that raised it.</param>
/// <param name="CreateTime">When, UTC.</param>
/// <param name="ResolveTime">When it ended; null: it had not when it was last known.</param>
/// <param name="Occurrences">How often it was raised.</param>
/// <param name="NotificationStatus">Whether people were told.</param>
/// <param name="AcknowledgedBy">Who acknowledged it; empty: nobody.</param>
public sealed record AlertHistoryEntry(
    string AlertId, string Type, AlertSeverity Severity, string Title, AlertStatus Status, string SourceNodeId,
    DateTimeOffset CreateTime, DateTimeOffset? ResolveTime, int Occurrences, NotificationStatus NotificationStatus, string AcknowledgedBy);
