using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace HAMgm.Cli.Output;

/// <summary>Fields as JSON.</summary>
internal static class JsonOutput
{
    /// <summary>The text, over several lines or on one, without a line end behind it.</summary>
    public static string Write(Fields fields, bool indented)
    {
        var options = new JsonWriterOptions
        {
            Indented = indented,
            NewLine = "\n",

            // Chinese stays legible; control characters are escaped all the same.
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        };
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, options))
        {
            WriteObject(writer, fields);
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    private static void WriteObject(Utf8JsonWriter writer, Fields fields)
    {
        writer.WriteStartObject();
        foreach (var (name, value) in fields)
        {
            writer.WritePropertyName(name);
            WriteValue(writer, value);
        }

        writer.WriteEndObject();
    }

    private static void WriteValue(Utf8JsonWriter writer, object? value)
    {
        switch (value)
        {
            case null:
                writer.WriteNullValue();
                break;
            case string text:
                writer.WriteStringValue(text);
                break;
            case bool flag:
                writer.WriteBooleanValue(flag);
                break;
            case int number:
                writer.WriteNumberValue(number);
                break;
            case long number:
                writer.WriteNumberValue(number);
                break;
            case double number when double.IsFinite(number):
                writer.WriteNumberValue(number);
                break;
            case double:
                // JSON has neither infinity nor not-a-number.
                writer.WriteNullValue();
                break;
            case Fields fields:
                WriteObject(writer, fields);
                break;
            case IReadOnlyList<Fields> list:
                writer.WriteStartArray();
                foreach (var item in list)
                {
                    WriteObject(writer, item);
                }

                writer.WriteEndArray();
                break;
            case IReadOnlyList<string> list:
                writer.WriteStartArray();
                foreach (var item in list)
                {
                    writer.WriteStringValue(item);
                }

                writer.WriteEndArray();
                break;
            default:
                throw new InvalidOperationException($"No JSON for {value.GetType()}.");
        }
    }
}
