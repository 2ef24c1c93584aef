using System.Text.Json;
using HAMgm.Component.Alert.Settings;
using HAMgm.Contracts.Alerts;

namespace HAMgm.Component.Alert.Book;

/// <summary>The daily histories and statistics (spec/1 section 5.2.3), as text of the store.</summary>
internal static class AlertHistory
{
    /// <summary>Lines of one day; the oldest go, and are counted.</summary>
    public const int MaxLines = 1000;

    /// <summary>A day's history with alerts as they are now.</summary>
    /// <param name="json">The history so far; null: none.</param>
    /// <param name="changed">Alerts of that node and day.</param>
    /// <returns>The new history, and the day's statistics.</returns>
    public static (string History, string Stats) Update(string? json, string nodeId, string date, IEnumerable<AlertRecord> changed)
    {
        var (lines, leftOut) = Parse(json);
        foreach (var alert in changed)
        {
            var line = LineOf(alert);
            var at = lines.FindIndex(known => known.AlertId == line.AlertId);
            if (at >= 0)
            {
                lines[at] = line;
            }
            else
            {
                lines.Add(line);
            }
        }

        var surplus = Math.Max(0, lines.Count - MaxLines);
        lines.RemoveRange(0, surplus);
        leftOut += surplus;
        return (AlertCodec.Text(writer => Write(writer, lines, leftOut)), AlertCodec.Text(writer => WriteStats(writer, nodeId, date, lines, leftOut)));
    }

    /// <summary>The lines of a day; none when it cannot be read.</summary>
    public static IReadOnlyList<AlertHistoryEntry> Read(string? json) => Parse(json).Lines;

    private static AlertHistoryEntry LineOf(AlertRecord alert) => new(
        alert.AlertId, alert.Type, alert.Severity, alert.Title, alert.Status, alert.SourceNodeId, alert.CreateTime, alert.ResolveTime, alert.Occurrences,
        alert.NotificationStatus, alert.AcknowledgedBy);

    private static (List<AlertHistoryEntry> Lines, int LeftOut) Parse(string? json)
    {
        if (json is null)
        {
            return ([], 0);
        }

        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 8 });
            var root = document.RootElement;
            return AlertCodec.Guard(() => (root.GetProperty("alerts").EnumerateArray().Take(MaxLines).Select(ReadLine).ToList(), AlertCodec.Number(root, "left_out", 0)));
        }
        catch (JsonException)
        {
            // For people only: a day that cannot be read begins anew.
            return ([], 0);
        }
    }

    private static AlertHistoryEntry ReadLine(JsonElement line) => new(
        AlertCodec.Required(line, "alert_id", 64),
        AlertCodec.Required(line, "alert_type", Bounds.Name),
        SeverityNames.Parse(AlertCodec.Required(line, "severity", 16), AlertSeverity.Medium),
        AlertCodec.Optional(line, "title", Bounds.Title),
        AlertCodec.ParseStatus(AlertCodec.Required(line, "status", 16)),
        AlertCodec.Required(line, "source_node_id", Bounds.Name),
        AlertCodec.ReadTime(line, "create_time") ?? throw new JsonException("create_time is missing"),
        AlertCodec.ReadTime(line, "resolve_time"),
        AlertCodec.Number(line, "occurrences", 1),
        AlertCodec.ParseNotification(AlertCodec.Required(line, "notification_status", 16)),
        AlertCodec.Optional(line, "acknowledged_by", Bounds.Name));

    private static void Write(Utf8JsonWriter json, List<AlertHistoryEntry> lines, int leftOut)
    {
        json.WriteStartObject();
        json.WriteNumber("left_out", leftOut);
        json.WriteStartArray("alerts");
        foreach (var line in lines)
        {
            json.WriteStartObject();
            json.WriteString("alert_id", line.AlertId);
            json.WriteString("alert_type", line.Type);
            json.WriteString("severity", SeverityNames.Of(line.Severity));
            json.WriteString("title", line.Title);
            json.WriteString("status", AlertCodec.NameOf(line.Status));
            json.WriteString("source_node_id", line.SourceNodeId);
            AlertCodec.WriteTime(json, "create_time", line.CreateTime);
            AlertCodec.WriteTime(json, "resolve_time", line.ResolveTime);
            json.WriteNumber("occurrences", line.Occurrences);
            json.WriteString("notification_status", AlertCodec.NameOf(line.NotificationStatus));
            AlertCodec.WriteText(json, "acknowledged_by", line.AcknowledgedBy);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteStats(Utf8JsonWriter json, string nodeId, string date, List<AlertHistoryEntry> lines, int leftOut)
    {
        json.WriteStartObject();
        json.WriteString("node_id", nodeId);
        json.WriteString("date", date);
        json.WriteNumber("total", lines.Count + leftOut);
        json.WriteNumber("raised", lines.Sum(line => (long)line.Occurrences) + leftOut);
        json.WriteNumber("resolved", lines.Count(line => line.Status == AlertStatus.Resolved));
        json.WriteNumber("acknowledged", lines.Count(line => line.AcknowledgedBy.Length > 0));
        json.WriteNumber("notified", lines.Count(line => line.NotificationStatus == NotificationStatus.Sent));
        json.WriteNumber("notification_failed", lines.Count(line => line.NotificationStatus == NotificationStatus.Failed));
        Count(json, "by_severity", lines.CountBy(line => SeverityNames.Of(line.Severity)));
        Count(json, "by_type", lines.CountBy(line => line.Type));
        json.WriteEndObject();
    }

    private static void Count(Utf8JsonWriter json, string name, IEnumerable<KeyValuePair<string, int>> counts)
    {
        json.WriteStartObject(name);
        foreach (var (key, count) in counts.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            json.WriteNumber(key, count);
        }

        json.WriteEndObject();
    }
}
