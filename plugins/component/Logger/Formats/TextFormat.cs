using System.Globalization;
using System.Text;

namespace HAMgm.Component.Logger.Formats;

/// <summary>
/// One line a message: <c>ts=2025-01-01T00:00:00.000Z level=info source=logic.vipcontrol msg="address bound" vip=10.0.0.100</c>.
/// What a peer or an operator wrote cannot forge a line: control characters are escaped. Bounded in length.
/// </summary>
internal static class TextFormat
{
    /// <summary>Longest line, in characters.</summary>
    public const int MaxLine = 8192;

    /// <summary>Longest value, in characters.</summary>
    public const int MaxValue = 2048;

    public static string Format(LogRecord record)
    {
        var line = new StringBuilder(160);
        line.Append("ts=").Append(record.Time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
        line.Append(" level=").Append(LogRecord.Name(record.Level)).Append(" source=");
        AppendValue(line, record.Source);
        line.Append(" msg=");
        AppendQuoted(line, record.Message);
        AppendFields(line, record);
        return Cut(line);
    }

    /// <summary>The message as it is, and its fields, for those who have time, level and source in places of their own.</summary>
    public static string FormatMessage(LogRecord record)
    {
        var line = new StringBuilder(120);
        AppendEscaped(line, record.Message, quotes: false);
        AppendFields(line, record);
        return Cut(line);
    }

    private static string Cut(StringBuilder line)
    {
        if (line.Length > MaxLine)
        {
            line.Length = MaxLine;
            line.Append('…');
        }

        return line.ToString();
    }

    private static void AppendFields(StringBuilder line, LogRecord record)
    {
        foreach (var field in record.Fields)
        {
            line.Append(' ');
            foreach (var c in field.Name)
            {
                line.Append(char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '-' ? c : '_');
            }

            line.Append('=');
            AppendValue(line, field.Text);
        }
    }

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
        AppendEscaped(line, text, quotes: true);
        line.Append('"');
    }

    private static void AppendEscaped(StringBuilder line, string text, bool quotes)
    {
        foreach (var c in text.AsSpan(0, Math.Min(text.Length, MaxValue)))
        {
            _ = c switch
            {
                '"' when quotes => line.Append("\\\""),
                '\\' when quotes => line.Append("\\\\"),
                '\n' => line.Append("\\n"),
                '\r' => line.Append("\\r"),
                '\t' => line.Append("\\t"),
                // The two Unicode line ends break lines in some viewers.
                _ when char.IsControl(c) || c is '\u2028' or '\u2029' => line.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => line.Append(c),
            };
        }

        if (text.Length > MaxValue)
        {
            line.Append('…');
        }
    }
}
