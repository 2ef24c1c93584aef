using System.Text.Json;
using HAMgm.Component.Alert.Settings;
using HAMgm.Contracts.Alerts;

namespace HAMgm.Component.Alert.Book;

/// <summary>Silences as JSON.</summary>
internal static class SilenceCodec
{
    public static void Write(Utf8JsonWriter json, IEnumerable<AlertSilence> silences)
    {
        json.WriteStartArray();
        foreach (var silence in silences)
        {
            json.WriteStartObject();
            json.WriteString("silence_id", silence.Id);
            AlertCodec.WriteText(json, "alert_type", silence.Type);
            AlertCodec.WriteText(json, "node_id", silence.NodeId);
            json.WriteString("most_severity", SeverityNames.Of(silence.MostSeverity));
            AlertCodec.WriteTime(json, "from", silence.From);
            AlertCodec.WriteTime(json, "until", silence.Until);
            json.WriteString("created_by", silence.CreatedBy);
            AlertCodec.WriteText(json, "comment", silence.Comment);
            AlertCodec.WriteText(json, "ended_by", silence.EndedBy);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <exception cref="JsonException">They are none.</exception>
    public static IReadOnlyList<AlertSilence> Read(JsonElement array) => AlertCodec.Guard<IReadOnlyList<AlertSilence>>(
        () => [.. array.EnumerateArray().Take(Bounds.Silences).Select(ReadOne)]);

    private static AlertSilence ReadOne(JsonElement root) => new(
        AlertCodec.Required(root, "silence_id", 64),
        AlertCodec.Optional(root, "alert_type", Bounds.Name),
        AlertCodec.Optional(root, "node_id", Bounds.Name),
        SeverityNames.Parse(AlertCodec.Optional(root, "most_severity", 16), AlertSeverity.Critical),
        AlertCodec.ReadTime(root, "from") ?? throw new JsonException("from is missing"),
        AlertCodec.ReadTime(root, "until") ?? throw new JsonException("until is missing"),
        AlertCodec.Optional(root, "created_by", Bounds.Name),
        AlertCodec.Optional(root, "comment", Bounds.Value))
    {
        EndedBy = AlertCodec.Optional(root, "ended_by", Bounds.Name),
    };
}
