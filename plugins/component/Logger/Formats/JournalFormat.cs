using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace HAMgm.Component.Logger.Formats;

/// <summary>
/// A datagram of journald's native protocol: <c>NAME=value</c> lines, those with a line end in them with their length before them.
/// Fields of a line become <c>HAMGM_…</c> (<c>peerAge</c> is <c>HAMGM_PEER_AGE</c>), so <c>journalctl HAMGM_SOURCE=logic.election</c>
/// finds them. The text of the fields is in MESSAGE, too, for those who read it without.
/// </summary>
internal static class JournalFormat
{
    private const int MaxName = 64;
    private const int MaxFields = 64;

    public static byte[] Format(LogRecord record, string nodeId)
    {
        var datagram = new ArrayBufferWriter<byte>(512);
        Add(datagram, "MESSAGE", TextFormat.FormatMessage(record));
        Add(datagram, "PRIORITY", Severity.Of(record.Level).ToString(CultureInfo.InvariantCulture));
        Add(datagram, "SYSLOG_IDENTIFIER", "hamgm");
        Add(datagram, "SYSLOG_PID", Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        Add(datagram, "SYSLOG_TIMESTAMP", record.Time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
        Add(datagram, "HAMGM_NODE", nodeId);
        Add(datagram, "HAMGM_SOURCE", record.Source);
        Add(datagram, "HAMGM_LEVEL", LogRecord.Name(record.Level));
        foreach (var field in record.Fields.AsSpan(0, Math.Min(record.Fields.Length, MaxFields)))
        {
            Add(datagram, Name(field.Name), field.Text);
        }

        return datagram.WrittenSpan.ToArray();
    }

    /// <summary>The journal's form of a field's name: upper case, digits and underscores, at most 64.</summary>
    internal static string Name(string name)
    {
        var text = new StringBuilder("HAMGM_", MaxName);
        for (var i = 0; i < name.Length && text.Length < MaxName - 1; i++)
        {
            var c = name[i];
            if (char.IsAsciiLetterUpper(c) && i > 0 && (char.IsAsciiLetterLower(name[i - 1]) || char.IsAsciiDigit(name[i - 1])))
            {
                text.Append('_');
            }

            text.Append(char.IsAsciiLetterOrDigit(c) ? char.ToUpperInvariant(c) : '_');
        }

        return text.ToString();
    }

    private static void Add(ArrayBufferWriter<byte> datagram, string name, string value)
    {
        var text = value.Length <= TextFormat.MaxLine + 1 ? value : value[..TextFormat.MaxLine];
        Encoding.UTF8.GetBytes(name, datagram);
        if (text.Contains('\n', StringComparison.Ordinal))
        {
            datagram.Write("\n"u8);
            BinaryPrimitives.WriteUInt64LittleEndian(datagram.GetSpan(8), (ulong)Encoding.UTF8.GetByteCount(text));
            datagram.Advance(8);
        }
        else
        {
            datagram.Write("="u8);
        }

        Encoding.UTF8.GetBytes(text, datagram);
        datagram.Write("\n"u8);
    }
}
