using System.Globalization;
using System.Text;

namespace HAMgm.Component.Logger.Formats;

/// <summary>
/// A syslog message: RFC 5424 with the fields as structured data over the network, and the form that <c>/dev/log</c> has always
/// had (RFC 3164) on this host, since that is what the daemons there take.
/// </summary>
internal sealed class SyslogFormat(int facility, string hostName, string nodeId)
{
    // RFC 5424 section 7.2.2 wants a private enterprise number after the @; 32473 is the one for examples (RFC 5612), HAMgm has none.
    private const string DataId = "hamgm@32473";
    private const int MaxParameterName = 32;
    private const int MaxFields = 64;
    private static readonly string ProcessId = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);

    private readonly string _host = Word(hostName, 255);

    /// <summary>RFC 5424.</summary>
    public byte[] Format(LogRecord record)
    {
        var text = new StringBuilder(256);
        text.Append('<').Append(Priority(record)).Append(">1 ");
        text.Append(record.Time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture));
        text.Append(' ').Append(_host).Append(" hamgm ").Append(ProcessId).Append(' ').Append(Word(record.Source, 32)).Append(" [").Append(DataId);
        AppendParameter(text, "node", nodeId);
        AppendParameter(text, "source", record.Source);
        foreach (var field in record.Fields.AsSpan(0, Math.Min(record.Fields.Length, MaxFields)))
        {
            if (text.Length > TextFormat.MaxLine)
            {
                break;
            }

            AppendParameter(text, field.Name, field.Text);
        }

        // The byte order mark says that the message is UTF-8.
        text.Append("] \uFEFF").Append(TextFormat.FormatMessage(record));
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>The local form.</summary>
    public byte[] FormatLocal(LogRecord record)
    {
        var at = record.Time.ToLocalTime();
        return Encoding.UTF8.GetBytes(string.Create(
            CultureInfo.InvariantCulture,
            $"<{Priority(record)}>{at:MMM} {at.Day,2} {at:HH:mm:ss} hamgm[{ProcessId}]: {record.Source}: {TextFormat.FormatMessage(record)}"));
    }

    private int Priority(LogRecord record) => (facility * 8) + Severity.Of(record.Level);

    private static void AppendParameter(StringBuilder text, string name, string value)
    {
        text.Append(' ').Append(Word(name, MaxParameterName)).Append("=\"");
        foreach (var c in value.AsSpan(0, Math.Min(value.Length, TextFormat.MaxValue)))
        {
            if (c is '"' or '\\' or ']')
            {
                text.Append('\\');
            }

            text.Append(char.IsControl(c) ? ' ' : c);
        }

        text.Append('"');
    }

    // Printable ASCII without what ends a word or a parameter's name; "-" stands for none.
    private static string Word(string text, int most)
    {
        var word = new StringBuilder(Math.Min(text.Length, most));
        foreach (var c in text.AsSpan(0, Math.Min(text.Length, most)))
        {
            word.Append(c is > ' ' and < '\x7F' and not ('=' or ']' or '"') ? c : '_');
        }

        return word.Length == 0 ? "-" : word.ToString();
    }
}
