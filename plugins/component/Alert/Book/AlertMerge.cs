using HAMgm.Contracts.Alerts;

namespace HAMgm.Component.Alert.Book;

/// <summary>
/// Puts two nodes' copies of one alert together. Every field only ever goes one way (raised more often, acknowledged, resolved, sent), so
/// that the result is the same whichever message comes first, or twice.
/// </summary>
internal static class AlertMerge
{
    public static AlertRecord Of(AlertRecord a, AlertRecord b)
    {
        var newest = Compare(a, b) >= 0 ? a : b;
        var acknowledged = Earlier(a, b);
        var isRouted = a.IsRouted || b.IsRouted;
        return Lifetimes.Dated(newest with
        {
            Severity = a.Severity > b.Severity ? a.Severity : b.Severity,
            UpdateTime = a.UpdateTime > b.UpdateTime ? a.UpdateTime : b.UpdateTime,
            ResolveTime = Least(a.ResolveTime, b.ResolveTime),
            AcknowledgeTime = acknowledged.AcknowledgeTime,
            AcknowledgedBy = acknowledged.AcknowledgedBy,
            AcknowledgeComment = acknowledged.AcknowledgeComment,
            IsRouted = isRouted,
            SuppressedBy = isRouted ? "" : string.CompareOrdinal(a.SuppressedBy, b.SuppressedBy) >= 0 ? a.SuppressedBy : b.SuppressedBy,
            Deliveries = [.. a.Deliveries.Concat(b.Deliveries)
                .GroupBy(delivery => delivery.Id, StringComparer.Ordinal)
                .Select(same => same.Aggregate(Of))
                .OrderBy(delivery => delivery.QueuedTime)
                .ThenBy(delivery => delivery.Id, StringComparer.Ordinal)
                .Take(Bounds.Deliveries)],
        });
    }

    private static AlertDelivery Of(AlertDelivery a, AlertDelivery b)
    {
        var order = Rank(a.Status).CompareTo(Rank(b.Status));
        order = order != 0 ? order : Nullable.Compare(a.LastAttemptTime, b.LastAttemptTime);
        order = order != 0 ? order : string.CompareOrdinal(a.Answer, b.Answer);
        var further = order >= 0 ? a : b;
        return further with
        {
            Attempts = Math.Max(a.Attempts, b.Attempts),
            QueuedTime = a.QueuedTime < b.QueuedTime ? a.QueuedTime : b.QueuedTime,
        };
    }

    private static int Rank(NotificationStatus status) => status switch
    {
        NotificationStatus.Sent => 3,
        NotificationStatus.Failed => 2,
        NotificationStatus.Retrying => 1,
        _ => 0,
    };

    private static int Compare(AlertRecord a, AlertRecord b)
    {
        var order = a.Occurrences.CompareTo(b.Occurrences);
        order = order != 0 ? order : a.UpdateTime.CompareTo(b.UpdateTime);
        return order != 0 ? order : string.CompareOrdinal(a.Message, b.Message);
    }

    private static AlertRecord Earlier(AlertRecord a, AlertRecord b)
    {
        if (a.AcknowledgeTime is not { } first || b.AcknowledgeTime is not { } second)
        {
            return a.AcknowledgeTime is not null ? a : b;
        }

        var order = first.CompareTo(second);
        order = order != 0 ? order : string.CompareOrdinal(a.AcknowledgedBy, b.AcknowledgedBy);
        return order <= 0 ? a : b;
    }

    private static DateTimeOffset? Least(DateTimeOffset? a, DateTimeOffset? b) => a is null ? b : b is null ? a : a < b ? a : b;
}
