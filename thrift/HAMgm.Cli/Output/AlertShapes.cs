using HAMgm.Thrift;

namespace HAMgm.Cli.Output;

/// <summary>Alerts as fields; what a table has room for, and with detail all of them.</summary>
internal static class AlertShapes
{
    public static Fields Of(Alert alert, bool withDetail)
    {
        var fields = new Fields
        {
            { "alertId", alert.AlertId },
            { "severity", Word(alert.Severity) },
            { "alertType", alert.AlertType },
            { "sourceNodeId", alert.SourceNodeId },
            { "status", alert.Status },
            { "notificationStatus", alert.NotificationStatus },
            { "createTime", alert.CreateTime },
            { "occurrences", alert.Occurrences },
            { "title", alert.Title },
        };
        if (!withDetail)
        {
            return fields;
        }

        fields.Add("message", alert.Message);
        fields.Add("sourceModule", alert.SourceModule);
        fields.Add("updateTime", alert.UpdateTime);
        fields.Add("resolveTime", alert.ResolveTime, alert.__isset.resolveTime);
        fields.Add("expiryTime", alert.ExpiryTime, alert.__isset.expiryTime);
        fields.Add("acknowledgedBy", alert.AcknowledgedBy, alert.__isset.acknowledgedBy);
        fields.Add("acknowledgeTime", alert.AcknowledgeTime, alert.__isset.acknowledgeTime);
        fields.Add("acknowledgeComment", alert.AcknowledgeComment, alert.__isset.acknowledgeComment);
        fields.Add("suppressedBy", alert.SuppressedBy, alert.__isset.suppressedBy);
        fields.Add("notificationAttempts", alert.NotificationAttempts);
        fields.Add("lastNotificationTime", alert.LastNotificationTime, alert.__isset.lastNotificationTime);
        fields.Add("details", alert.Details?.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={pair.Value}").ToList(), alert.__isset.details);
        fields.Add("notices", alert.Deliveries?.Select(Line).ToList(), alert.__isset.deliveries);
        return fields;
    }

    public static Fields Of(AlertSilence silence) => new()
    {
        { "silenceId", silence.SilenceId },
        { "alertType", silence.AlertType, silence.__isset.alertType },
        { "nodeId", silence.NodeId, silence.__isset.nodeId },
        { "mostSeverity", Word(silence.MostSeverity) },
        { "untilTime", silence.UntilTime, silence.__isset.untilTime },
        { "createdBy", silence.CreatedBy, silence.__isset.createdBy },
        { "comment", silence.Comment, silence is { __isset.comment: true, Comment.Length: > 0 } },
    };

    public static Fields Of(AlertHistoryEntry entry) => new()
    {
        { "alertId", entry.AlertId },
        { "severity", Word(entry.Severity) },
        { "alertType", entry.AlertType },
        { "sourceNodeId", entry.SourceNodeId },
        { "status", entry.Status },
        { "notificationStatus", entry.NotificationStatus },
        { "createTime", entry.CreateTime },
        { "resolveTime", entry.ResolveTime, entry.__isset.resolveTime },
        { "occurrences", entry.Occurrences },
        { "acknowledgedBy", entry.AcknowledgedBy, entry.__isset.acknowledgedBy },
        { "title", entry.Title },
    };

    private static string Line(AlertDelivery delivery) =>
        $"{delivery.Kind} → {delivery.Channel}: {delivery.Status}{(delivery.__isset.triedBy ? $", {delivery.TriedBy}: {delivery.Answer}" : string.Empty)}";

    private static string Word(AlertSeverity severity) => severity.ToString().ToLowerInvariant();
}
