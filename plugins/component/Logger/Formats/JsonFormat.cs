using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace HAMgm.Component.Logger.Formats;

/// <summary>
/// One JSON object a line: <c>{"ts":"…","level":"info","source":"logic.vipcontrol","msg":"address bound","vip":"10.0.0.100"}</c>.
/// Fields lie beside the four; one that bears a name of theirs gets an underscore. Bounded in length.
/// </summary>
internal static class JsonFormat
{
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Format(LogRecord record)
    {
        var bytes = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(bytes, Readable))
        {
            json.WriteStartObject();
            json.WriteString("ts", record.Time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
            json.WriteString("level", LogRecord.Name(record.Level));
            json.WriteString("source", Bound(record.Source));
            json.WriteString("msg", Bound(record.Message));
            for (var i = 0; i < record.Fields.Length; i++)
            {
                if (json.BytesCommitted + json.BytesPending > TextFormat.MaxLine)
                {
                    json.WriteBoolean("truncated", true);
                    break;
                }

                Write(json, record.Fields, i);
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter json, RecordField[] fields, int at)
    {
        var field = fields[at];
        var name = field.Name is "ts" or "level" or "source" or "msg" or "truncated" ? "_" + field.Name : Bound(field.Name);
        for (var i = 0; i < at; i++)
        {
            // ILogger.With and the line itself may say the same name; a name that comes twice is no JSON that everybody reads alike.
            name = fields[i].Name == field.Name ? name + "_" : name;
        }

        if (field.IsBare)
        {
            json.WritePropertyName(name);
            json.WriteRawValue(field.Text);
        }
        else
        {
            json.WriteString(name, Bound(field.Text));
        }
    }

    private static string Bound(string text) => text.Length <= TextFormat.MaxValue ? text : string.Concat(text.AsSpan(0, TextFormat.MaxValue), "…");
}
