using System.Globalization;
using System.Text;
using HAMgm.Contracts.Logging;

namespace HAMgm.Component.Logger;

/// <summary>
/// One line a message: <c>ts=2025-01-01T00:00:00.000Z level=info source=logic.vipcontrol msg="address bound" vip=10.0.0.100</c>.
/// What a peer or an operator wrote cannot forge a line: control characters are escaped. Bounded in length.
/// </summary>
internal static class LineFormat
{
    private const int MaxLine = 8192;
    private const int MaxValue = 2048;

    public static string Format(
        DateTimeOffset time, LogLevel level, string source, string message, ReadOnlySpan<LogField> context, ReadOnlySpan<LogField> fields)
    {
        var line = new StringBuilder(160);
        line.Append("ts=").Append(time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
        line.Append(" level=").Append(Name(level)).Append(" source=");
        AppendValue(line, source);
        line.Append(" msg=");
        AppendQuoted(line, message);
        AppendFields(line, context);
        AppendFields(line, fields);
        if (line.Length > MaxLine)
        {
            line.Length = MaxLine;
            line.Append('…');
        }

        return line.ToString();
    }

    public static string Name(LogLevel level) => level switch
    {
        LogLevel.Debug => "debug",
        LogLevel.Info => "info",
        LogLevel.Warn => "warn",
        LogLevel.Error => "error",
        _ => "fatal",
    };

    private static void AppendFields(StringBuilder line, ReadOnlySpan<LogField> fields)
    {
        foreach (var (name, value) in fields)
        {
            line.Append(' ');
            foreach (var c in string.IsNullOrEmpty(name) ? "field" : name)
            {
                line.Append(char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '-' ? c : '_');
            }

            line.Append('=');
            AppendValue(line, Text(value));
        }
    }

    private static string Text(object? value) => value switch
    {
        null => "null",
        string text => text,
        bool flag => flag ? "true" : "false",
        TimeSpan span => string.Create(CultureInfo.InvariantCulture, $"{span.TotalMilliseconds:0.###}ms"),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "null",
    };

    private static void AppendValue(StringBuilder line, string value)
    {
        if (value.Length > 0 && value.Length <= MaxValue && value.All(c => c > ' ' && c is not ('"' or '=' or '\\') && !char.IsControl(c)))
        {
            line.Append(value);
        }
        else
        {
            AppendQuoted(line, value);
        }
    }

    private static void AppendQuoted(StringBuilder line, string text)
    {
        line.Append('"');
        foreach (var c in text.AsSpan(0, Math.Min(text.Length, MaxValue)))
        {
            _ = c switch
            {
                '"' => line.Append("\\\""),
                '\\' => line.Append("\\\\"),
                '\n' => line.Append("\\n"),
                '\r' => line.Append("\\r"),
                '\t' => line.Append("\\t"),
                // The two Unicode line ends break lines in some viewers.
                _ when char.IsControl(c) || c is '\u2028' or '\u2029' => line.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => line.Append(c),
            };
        }

        line.Append(text.Length > MaxValue ? "…\"" : "\"");
    }
}
