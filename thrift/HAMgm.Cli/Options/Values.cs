using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using HAMgm.Cli.Output;
using HAMgm.Cli.Text;

namespace HAMgm.Cli.Options;

/// <summary>
/// Reads values that were typed; each throws a <see cref="CliFailure"/> that names the option. (The
/// parser's own conversions would complain in English alone.)
/// </summary>
internal static class Values
{
    public static int Port(string name, string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is >= 1 and <= 65535
            ? port
            : throw CliFailure.Usage(Messages.NotAPort.With(name, text));

    public static TimeSpan Timeout(string name, string text) =>
        Duration.Parse(text) ?? throw CliFailure.Usage(Messages.NotADuration.With(name, text));

    public static OutputFormat Format(string name, string text) =>
        OneOf<OutputFormat>(name, text, ("json", OutputFormat.Json), ("table", OutputFormat.Table), ("yaml", OutputFormat.Yaml));

    public static Language Lang(string name, string text) =>
        Languages.Parse(text) ?? throw CliFailure.Usage(Messages.NotOneOf.With(name, text, "en, zh"));

    /// <summary>One of a few words, upper or lower case.</summary>
    public static T OneOf<T>(string name, string text, params ReadOnlySpan<(string Word, T Value)> choices)
    {
        var words = new List<string>();
        foreach (var (word, value) in choices)
        {
            if (string.Equals(word, text, StringComparison.OrdinalIgnoreCase))
            {
                return value;
            }

            words.Add(word);
        }

        throw CliFailure.Usage(Messages.NotOneOf.With(name, text, string.Join(", ", words)));
    }

    /// <summary>An address in full; 1.2 or 010.0.0.1, which some programs read as others do not, is none.</summary>
    public static string Address(string name, string text) =>
        IPAddress.TryParse(text, out var address)
        && (address.AddressFamily == AddressFamily.InterNetworkV6 ? !text.Contains('[') : address.ToString() == text)
            ? text
            : throw CliFailure.Usage(Messages.NotAnAddress.With(name, text));

    /// <summary>The id of a new node (design section 5: it must fit into the heartbeat frame).</summary>
    public static string NewNodeId(string name, string text) =>
        text.Length > 0 && Encoding.UTF8.GetByteCount(text) <= 16 && !text.Any(c => char.IsWhiteSpace(c) || char.IsControl(c))
            ? text
            : throw CliFailure.Usage(Messages.NotANodeId.With(name, text));

    /// <summary>A small number of things.</summary>
    public static int Count(string name, string text, int most) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count >= 1 && count <= most
            ? count
            : throw CliFailure.Usage(Messages.NotACount.With(name, text, most));

    /// <summary>A moment: so long before now, or ISO 8601 (UTC unless it says otherwise).</summary>
    public static DateTimeOffset Moment(string name, string text, DateTimeOffset now)
    {
        if (Duration.Parse(text) is { } ago)
        {
            return now - ago;
        }

        return text.Length >= 10 && text[4] == '-' && DateTimeOffset.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment)
            ? moment
            : throw CliFailure.Usage(Messages.NotATime.With(name, text));
    }

    public static long Cursor(string name, string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var cursor) && cursor >= -1
            ? cursor
            : throw CliFailure.Usage(Messages.NotACursor.With(name, text));

    /// <summary>A version of the shared settings.</summary>
    public static long ConfigVersion(string name, string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            ? version
            : throw CliFailure.Usage(Messages.NotAVersion.With(name, text));

    public static string NotEmpty(string name, string text) =>
        text.Length > 0 ? text : throw CliFailure.Usage(Messages.Empty.With(name));
}
