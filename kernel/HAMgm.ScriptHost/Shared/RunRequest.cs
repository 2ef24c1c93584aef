using System.Buffers;
using System.Text.Json;

namespace HAMgm.Scripts;

/// <summary>One run, as a worker is told of it.</summary>
/// <param name="Path">Full path of the file.</param>
/// <param name="IsJavaScript">Whether the worker itself runs it; else it is a program.</param>
/// <param name="User">The user that a program runs as; empty for the worker's own.</param>
/// <param name="Timeout">How long it may run.</param>
/// <param name="Facts">What it is told, a JSON object.</param>
internal sealed record RunRequest(string Path, bool IsJavaScript, string User, TimeSpan Timeout, ReadOnlyMemory<byte> Facts)
{
    /// <summary>Appends a frame.</summary>
    public void Encode(ArrayBufferWriter<byte> buffer, Utf8JsonWriter writer)
    {
        buffer.GetSpan(Frames.HeaderBytes);
        buffer.Advance(Frames.HeaderBytes);
        writer.Reset(buffer);
        writer.WriteStartObject();
        writer.WriteString("path", Path);
        writer.WriteBoolean("js", IsJavaScript);
        writer.WriteString("user", User);
        writer.WriteNumber("timeoutMs", (long)Timeout.TotalMilliseconds);
        writer.WritePropertyName("facts");
        writer.WriteRawValue(Facts.Span, skipInputValidation: true);
        writer.WriteEndObject();
        writer.Flush();
    }

    /// <summary>From a frame's payload.</summary>
    public static RunRequest Decode(ReadOnlyMemory<byte> json)
    {
        var reader = new Utf8JsonReader(json.Span);
        string path = "", user = "";
        bool isJavaScript = false;
        TimeSpan timeout = default;
        ReadOnlyMemory<byte> facts = default;
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string name = reader.GetString()!;
            reader.Read();
            switch (name)
            {
                case "path":
                    path = reader.GetString()!;
                    break;
                case "user":
                    user = reader.GetString()!;
                    break;
                case "js":
                    isJavaScript = reader.GetBoolean();
                    break;
                case "timeoutMs":
                    timeout = TimeSpan.FromMilliseconds(reader.GetInt64());
                    break;
                default:
                    int begin = (int)reader.TokenStartIndex;
                    reader.Skip();
                    facts = json[begin..(int)reader.BytesConsumed];
                    break;
            }
        }

        return new RunRequest(path, isJavaScript, user, timeout, facts);
    }
}
