using System.Buffers;
using System.Text.Json;
using HAMgm.Contracts.Scripts;

namespace HAMgm.Scripts;

/// <summary>What one run gave, as a worker says it. Built step by step, and used again for the next run.</summary>
internal sealed class RunReply
{
    /// <summary>No more figures than these.</summary>
    public const int MaxMetrics = 64;

    /// <summary>No message is longer, in characters.</summary>
    public const int MaxMessage = 1024;

    private const int MaxName = 64;

    public ScriptVerdict Verdict { get; set; }

    public ScriptFailure Failure { get; set; }

    public string Message { get; set; } = "";

    /// <summary>The worker should be replaced: something in it may not be as it was.</summary>
    public bool IsSpent { get; set; }

    public Dictionary<string, double> Metrics { get; private set; } = new(StringComparer.Ordinal);

    /// <summary>A run that gave no verdict.</summary>
    public static RunReply Failed(ScriptFailure failure, string message, bool isSpent = false) =>
        new() { Verdict = ScriptVerdict.Unhealthy, Failure = failure, Message = message, IsSpent = isSpent };

    /// <summary>Takes a figure; false when there are too many, or it is none.</summary>
    public bool TryAddMetric(string name, double value) =>
        name.Length is > 0 and <= MaxName && double.IsFinite(value) && (Metrics.Count < MaxMetrics || Metrics.ContainsKey(name)) && Set(name, value);

    /// <summary>One line, without control characters, not longer than it may be.</summary>
    public static string OneLine(string text)
    {
        ReadOnlySpan<char> trimmed = text.AsSpan().Trim();
        string line = trimmed.Length > MaxMessage ? string.Concat(trimmed[..(MaxMessage - 1)], "…") : trimmed.ToString();
        return line.AsSpan().IndexOfAnyInRange('\0', '\u001f') < 0
            ? line
            : string.Create(line.Length, line, static (target, source) =>
            {
                for (int index = 0; index < target.Length; index++)
                {
                    target[index] = char.IsControl(source[index]) ? ' ' : source[index];
                }
            });
    }

    /// <summary>Appends a frame.</summary>
    public void Encode(ArrayBufferWriter<byte> buffer, Utf8JsonWriter writer, TimeSpan duration)
    {
        buffer.GetSpan(Frames.HeaderBytes);
        buffer.Advance(Frames.HeaderBytes);
        writer.Reset(buffer);
        writer.WriteStartObject();
        writer.WriteNumber("v", (int)Verdict);
        writer.WriteNumber("f", (int)Failure);
        writer.WriteString("m", OneLine(Message));
        writer.WriteNumber("us", (long)duration.TotalMicroseconds);
        writer.WriteBoolean("spent", IsSpent);
        writer.WriteStartObject("x");
        foreach ((string name, double value) in Metrics)
        {
            writer.WriteNumber(name, value);
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.Flush();
    }

    /// <summary>Appends a frame with a line of the script's log.</summary>
    public static void EncodeLog(ArrayBufferWriter<byte> buffer, Utf8JsonWriter writer, string level, string text)
    {
        buffer.GetSpan(Frames.HeaderBytes);
        buffer.Advance(Frames.HeaderBytes);
        writer.Reset(buffer);
        writer.WriteStartObject();
        writer.WriteString("log", level);
        writer.WriteString("text", OneLine(text));
        writer.WriteEndObject();
        writer.Flush();
    }

    /// <summary>From a frame's payload: an outcome, or a line of the log.</summary>
    /// <exception cref="JsonException">It is neither.</exception>
    public static ReplyFrame Decode(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        ScriptVerdict verdict = ScriptVerdict.Unhealthy;
        ScriptFailure failure = ScriptFailure.Faulted;
        string message = "";
        string? log = null;
        TimeSpan duration = default;
        bool isSpent = false;
        IReadOnlyDictionary<string, double> metrics = NoMetrics;
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string name = reader.GetString()!;
            reader.Read();
            switch (name)
            {
                case "v":
                    verdict = (ScriptVerdict)Math.Clamp(reader.GetInt32(), 0, (int)ScriptVerdict.Unhealthy);
                    break;
                case "f":
                    failure = (ScriptFailure)Math.Clamp(reader.GetInt32(), 0, (int)ScriptFailure.Cancelled);
                    break;
                case "m" or "text":
                    message = OneLine(reader.GetString()!);
                    break;
                case "log":
                    log = reader.GetString();
                    break;
                case "us":
                    duration = TimeSpan.FromMicroseconds(reader.GetInt64());
                    break;
                case "spent":
                    isSpent = reader.GetBoolean();
                    break;
                case "x":
                    metrics = Figures(ref reader);
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return new ReplyFrame(log, new ScriptOutcome(verdict, failure, message, metrics, duration), isSpent);
    }

    /// <summary>None.</summary>
    public static IReadOnlyDictionary<string, double> NoMetrics { get; } = new Dictionary<string, double>();

    private static IReadOnlyDictionary<string, double> Figures(ref Utf8JsonReader reader)
    {
        Dictionary<string, double>? figures = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string name = reader.GetString()!;
            reader.Read();
            figures ??= new(StringComparer.Ordinal);
            if (figures.Count < MaxMetrics)
            {
                figures[name] = reader.GetDouble();
            }
        }

        return figures ?? NoMetrics;
    }

    private bool Set(string name, double value)
    {
        Metrics[name] = value;
        return true;
    }
}
