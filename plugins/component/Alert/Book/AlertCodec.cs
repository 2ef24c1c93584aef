using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using HAMgm.Component.Alert.Settings;
using HAMgm.Contracts.Alerts;

namespace HAMgm.Component.Alert.Book;

/// <summary>Alerts as JSON: the fields of spec/1 section 5.2.1, then HAMgm's own. Times are RFC 3339 in UTC.</summary>
internal static class AlertCodec
{
    private const string Never = "9999-12-31T23:59:59Z";

    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonDocumentOptions Shallow = new() { MaxDepth = 8 };
    private static readonly string[] Statuses = ["active", "resolved", "suppressed", "acknowledged"];
    private static readonly string[] Notifications = ["pending", "sent", "failed", "retrying", "none"];

    public static string NameOf(AlertStatus status) => Statuses[(int)status];

    public static string NameOf(NotificationStatus status) => Notifications[(int)status];

    public static AlertStatus ParseStatus(string? text) => (AlertStatus)Math.Max(0, Array.IndexOf(Statuses, text));

    public static NotificationStatus ParseNotification(string? text) => (NotificationStatus)Math.Max(0, Array.IndexOf(Notifications, text));

    public static string Text(Action<Utf8JsonWriter> write) => Encoding.UTF8.GetString(Bytes(write).Span);

    public static ReadOnlyMemory<byte> Bytes(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer, Readable))
        {
            write(json);
        }

        return buffer.WrittenMemory;
    }

    public static string Write(AlertRecord alert) => Text(json => Write(json, alert));

    public static void Write(Utf8JsonWriter json, AlertRecord alert)
    {
        json.WriteStartObject();
        WriteFields(json, alert);
        json.WriteString("key", alert.Key);
        json.WriteNumber("occurrences", alert.Occurrences);
        json.WriteBoolean("is_routed", alert.IsRouted);
        WriteText(json, "suppressed_by", alert.SuppressedBy);
        if (alert.AcknowledgeTime is { } acknowledged)
        {
            WriteTime(json, "acknowledge_time", acknowledged);
            json.WriteString("acknowledged_by", alert.AcknowledgedBy);
            WriteText(json, "acknowledge_comment", alert.AcknowledgeComment);
        }

        json.WriteStartArray("deliveries");
        foreach (var delivery in alert.Deliveries)
        {
            Write(json, delivery);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>The fields of the specification's structure.</summary>
    public static void WriteFields(Utf8JsonWriter json, AlertRecord alert)
    {
        json.WriteString("alert_id", alert.AlertId);
        json.WriteString("alert_type", alert.Type);
        json.WriteString("severity", SeverityNames.Of(alert.Severity));
        json.WriteString("title", alert.Title);
        json.WriteString("message", alert.Message);
        json.WriteStartObject("details");
        foreach (var (name, value) in alert.Details)
        {
            json.WriteString(name, value);
        }

        json.WriteEndObject();
        json.WriteString("status", NameOf(alert.Status));
        WriteTime(json, "create_time", alert.CreateTime);
        WriteTime(json, "update_time", alert.UpdateTime);
        WriteTime(json, "resolve_time", alert.ResolveTime);
        json.WriteString("source_node_id", alert.SourceNodeId);
        json.WriteString("source_module", alert.SourceModule);
        json.WriteString("notification_status", NameOf(alert.NotificationStatus));
        json.WriteNumber("notification_attempts", alert.NotificationAttempts);
        WriteTime(json, "last_notification_time", alert.LastNotificationTime);
        json.WriteString("expiry_time", alert.ExpiryTime is { } expiry ? Time(expiry) : Never);
        json.WriteNumber("retry_count", alert.RetryCount);
    }

    /// <summary>Reads what <see cref="Write(AlertRecord)"/> wrote.</summary>
    /// <exception cref="JsonException">It is no alert.</exception>
    public static AlertRecord Read(string json)
    {
        using var document = JsonDocument.Parse(json, Shallow);
        return Read(document.RootElement);
    }

    /// <exception cref="JsonException">It is no alert.</exception>
    public static AlertRecord Read(JsonElement root) => Guard(() => Lifetimes.Dated(new AlertRecord
    {
        AlertId = Required(root, "alert_id", 64),
        Type = Required(root, "alert_type", Bounds.Name),
        Severity = SeverityNames.Parse(Required(root, "severity", 16), AlertSeverity.Medium),
        Title = Optional(root, "title", Bounds.Title),
        Message = Optional(root, "message", Bounds.Message),
        Details = root.TryGetProperty("details", out var details) && details.ValueKind == JsonValueKind.Object
            ? details.EnumerateObject().Take(Bounds.Details).ToDictionary(pair => Bounds.Cut(pair.Name, Bounds.Name), pair => Bounds.Cut(pair.Value.ToString(), Bounds.Value))
            : [],
        Key = Required(root, "key", Bounds.Name),
        SourceNodeId = Required(root, "source_node_id", Bounds.Name),
        SourceModule = Optional(root, "source_module", Bounds.Name),
        CreateTime = ReadTime(root, "create_time") ?? throw new JsonException("create_time is missing"),
        UpdateTime = ReadTime(root, "update_time") ?? throw new JsonException("update_time is missing"),
        ResolveTime = ReadTime(root, "resolve_time"),
        Occurrences = Number(root, "occurrences", 1),
        IsRouted = root.TryGetProperty("is_routed", out var routed) && routed.ValueKind == JsonValueKind.True,
        SuppressedBy = Optional(root, "suppressed_by", Bounds.Name),
        AcknowledgeTime = ReadTime(root, "acknowledge_time"),
        AcknowledgedBy = Optional(root, "acknowledged_by", Bounds.Name),
        AcknowledgeComment = Optional(root, "acknowledge_comment", Bounds.Value),
        Deliveries = root.TryGetProperty("deliveries", out var list) ? [.. list.EnumerateArray().Take(Bounds.Deliveries).Select(ReadDelivery)] : [],
    }));

    public static void WriteText(Utf8JsonWriter json, string name, string value)
    {
        if (value.Length > 0)
        {
            json.WriteString(name, value);
        }
    }

    public static void WriteTime(Utf8JsonWriter json, string name, DateTimeOffset? time)
    {
        if (time is { } known)
        {
            json.WriteString(name, Time(known));
        }
    }

    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <exception cref="JsonException">It is no time.</exception>
    public static DateTimeOffset? ReadTime(JsonElement root, string name)
    {
        if (!root.TryGetProperty(name, out var value))
        {
            return null;
        }

        return DateTimeOffset.TryParse(value.GetString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : throw new JsonException($"{name} is no time");
    }

    public static string Required(JsonElement root, string name, int length) =>
        Optional(root, name, length) is { Length: > 0 } text ? text : throw new JsonException($"{name} is missing");

    public static string Optional(JsonElement root, string name, int length) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? Bounds.Cut(value.GetString(), length) : "";

    public static int Number(JsonElement root, string name, int least) =>
        root.TryGetProperty(name, out var value) && value.TryGetInt32(out var number) ? Math.Max(least, number) : least;

    public static T Guard<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception broken) when (broken is InvalidOperationException or KeyNotFoundException or FormatException or ArgumentException)
        {
            throw new JsonException(broken.Message, broken);
        }
    }

    private static void Write(Utf8JsonWriter json, AlertDelivery delivery)
    {
        json.WriteStartObject();
        json.WriteString("delivery_id", delivery.Id);
        json.WriteString("channel", delivery.Channel);
        json.WriteString("kind", delivery.Kind);
        json.WriteString("status", NameOf(delivery.Status));
        WriteTime(json, "queued_time", delivery.QueuedTime);
        json.WriteNumber("attempts", delivery.Attempts);
        WriteTime(json, "last_attempt_time", delivery.LastAttemptTime);
        WriteText(json, "answer", delivery.Answer);
        WriteText(json, "tried_by", delivery.TriedBy);
        json.WriteEndObject();
    }

    private static AlertDelivery ReadDelivery(JsonElement root) => new(
        Required(root, "delivery_id", 512), Required(root, "channel", Bounds.Name), Required(root, "kind", 32),
        ParseNotification(Required(root, "status", 16)), ReadTime(root, "queued_time") ?? throw new JsonException("queued_time is missing"))
    {
        Attempts = Number(root, "attempts", 0),
        LastAttemptTime = ReadTime(root, "last_attempt_time"),
        Answer = Optional(root, "answer", Bounds.Answer),
        TriedBy = Optional(root, "tried_by", Bounds.Name),
    };
}
