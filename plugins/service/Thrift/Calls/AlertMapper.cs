using HAMgm.Contracts.Alerts;
using Idl = HAMgm.Thrift;

namespace HAMgm.Service.Thrift.Calls;

/// <summary>Alerts of Contracts as those of the IDL.</summary>
internal static class AlertMapper
{
    public static AlertSeverity FromIdl(Idl.AlertSeverity severity) =>
        Enum.IsDefined(severity) ? (AlertSeverity)severity : AlertSeverity.Info;

    public static Idl.Alert ToIdl(AlertRecord alert)
    {
        var idl = new Idl.Alert(
            alert.AlertId, alert.Type, (Idl.AlertSeverity)alert.Severity, Name(alert.Status), alert.Title, alert.Message, alert.SourceNodeId, alert.SourceModule,
            Stamp(alert.CreateTime), Stamp(alert.UpdateTime), alert.Occurrences, Name(alert.NotificationStatus), alert.NotificationAttempts)
        {
            Deliveries = [.. alert.Deliveries.Select(ToIdl)],
        };
        if (alert.ResolveTime is { } resolved)
        {
            idl.ResolveTime = Stamp(resolved);
        }

        if (alert.LastNotificationTime is { } notified)
        {
            idl.LastNotificationTime = Stamp(notified);
        }

        if (alert.ExpiryTime is { } expiry)
        {
            idl.ExpiryTime = Stamp(expiry);
        }

        if (alert.AcknowledgeTime is { } acknowledged)
        {
            idl.AcknowledgeTime = Stamp(acknowledged);
            idl.AcknowledgedBy = alert.AcknowledgedBy;
            idl.AcknowledgeComment = alert.AcknowledgeComment;
        }

        if (alert.SuppressedBy.Length > 0)
        {
            idl.SuppressedBy = alert.SuppressedBy;
        }

        if (alert.Details.Count > 0)
        {
            idl.Details = alert.Details.ToDictionary(pair => pair.Key, pair => pair.Value);
        }

        return idl;
    }

    public static Idl.AlertSilence ToIdl(AlertSilence silence)
    {
        var idl = new Idl.AlertSilence(silence.Id, (Idl.AlertSeverity)silence.MostSeverity)
        {
            FromTime = Stamp(silence.From),
            UntilTime = Stamp(silence.Until),
            CreatedBy = silence.CreatedBy,
            Comment = silence.Comment,
        };
        if (silence.Type.Length > 0)
        {
            idl.AlertType = silence.Type;
        }

        if (silence.NodeId.Length > 0)
        {
            idl.NodeId = silence.NodeId;
        }

        return idl;
    }

    public static Idl.AlertHistoryEntry ToIdl(AlertHistoryEntry entry)
    {
        var idl = new Idl.AlertHistoryEntry(
            entry.AlertId, entry.Type, (Idl.AlertSeverity)entry.Severity, entry.Title, Name(entry.Status), entry.SourceNodeId, Stamp(entry.CreateTime),
            entry.Occurrences, Name(entry.NotificationStatus));
        if (entry.ResolveTime is { } resolved)
        {
            idl.ResolveTime = Stamp(resolved);
        }

        if (entry.AcknowledgedBy.Length > 0)
        {
            idl.AcknowledgedBy = entry.AcknowledgedBy;
        }

        return idl;
    }

    private static Idl.AlertDelivery ToIdl(AlertDelivery delivery)
    {
        var idl = new Idl.AlertDelivery(delivery.Id, delivery.Channel, delivery.Kind, Name(delivery.Status), delivery.Attempts);
        if (delivery.LastAttemptTime is { } tried)
        {
            idl.Answer = delivery.Answer;
            idl.LastAttemptTime = Stamp(tried);
            idl.TriedBy = delivery.TriedBy;
        }

        return idl;
    }

    private static string Name<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();

    private static long Stamp(DateTimeOffset time) => time.ToUnixTimeMilliseconds();
}
