using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using HAMgm.Component.Alert.Sending;
using HAMgm.Component.Alert.Settings;
using HAMgm.Component.Alert.Text;

namespace HAMgm.Component.Alert.Email;

/// <summary>Notices as a mail: plain text in UTF-8 (RFC 5322, RFC 2047, RFC 2045).</summary>
internal static class MailMessage
{
    private const int MaxBodyBytes = 64 * 1024;

    /// <summary>The message with its header, lines ended by CR LF.</summary>
    public static byte[] Write(AlertSettings settings, string from, IReadOnlyList<string> to, IReadOnlyList<Notice> notices, DateTimeOffset now)
    {
        var text = new StringBuilder();
        Header(text, "From", $"HAMgm <{from}>");
        Header(text, "To", string.Join(",\r\n ", to));
        Header(text, "Subject", Encoded(NoticeText.Subject(settings, notices)));
        Header(text, "Date", now.ToString("ddd, dd MMM yyyy HH:mm:ss '+0000'", CultureInfo.InvariantCulture));
        Header(text, "Message-ID", $"<{IdOf(notices)}@{from[(from.IndexOf('@', StringComparison.Ordinal) + 1)..]}>");
        Header(text, "Auto-Submitted", "auto-generated");
        if (notices.All(notice => notice.Kind != "resolved") && notices.Any(notice => notice.Alert.Severity == Contracts.Alerts.AlertSeverity.Critical))
        {
            Header(text, "Importance", "high");
        }

        // So that a program that reads mail can drop a double.
        Header(text, "X-HAMgm-Delivery", string.Join(",\r\n ", notices.Select(notice => Ascii(notice.DeliveryId))));
        Header(text, "MIME-Version", "1.0");
        Header(text, "Content-Type", "text/plain; charset=utf-8");
        Header(text, "Content-Transfer-Encoding", "base64");
        text.Append("\r\n");
        var body = NoticeText.CutBytes(NoticeText.Plain(settings, notices), MaxBodyBytes).Replace("\n", "\r\n", StringComparison.Ordinal);
        text.Append(Convert.ToBase64String(Encoding.UTF8.GetBytes(body), Base64FormattingOptions.InsertLineBreaks)).Append("\r\n");
        return Encoding.ASCII.GetBytes(text.ToString());
    }

    /// <summary>The same for the same notices: a message that is sent again has the same id.</summary>
    public static string IdOf(IReadOnlyList<Notice> notices) => Convert.ToHexStringLower(
        SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', notices.Select(notice => notice.DeliveryId)))).AsSpan(0, 16));

    private static void Header(StringBuilder text, string name, string value) => text.Append(name).Append(": ").Append(value).Append("\r\n");

    private static string Ascii(string text) => string.Concat(text.Select(c => c is > ' ' and < '\u007f' ? c : '_'));

    // Encoded words of at most 75 characters, none of which parts a character (RFC 2047 section 5).
    private static string Encoded(string text)
    {
        var clean = string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));
        if (clean.All(char.IsAscii) && clean.Length < 900)
        {
            return clean.Length <= 66 ? clean : Fold(clean);
        }

        var words = new List<string>();
        var word = new List<byte>();
        var bytes = new byte[4];
        foreach (var rune in clean.EnumerateRunes())
        {
            var count = rune.EncodeToUtf8(bytes);
            if (word.Count + count > 45)
            {
                words.Add(Convert.ToBase64String([.. word]));
                word.Clear();
            }

            word.AddRange(bytes[..count]);
        }

        words.Add(Convert.ToBase64String([.. word]));
        return string.Join("\r\n ", words.Select(encoded => $"=?utf-8?B?{encoded}?="));
    }

    private static string Fold(string text)
    {
        var folded = new StringBuilder();
        var length = 9;
        foreach (var word in text.Split(' '))
        {
            if (folded.Length > 0)
            {
                var breaks = length + word.Length > 75;
                folded.Append(breaks ? "\r\n " : " ");
                length = breaks ? 1 : length + 1;
            }

            folded.Append(word);
            length += word.Length;
        }

        return folded.ToString();
    }
}
