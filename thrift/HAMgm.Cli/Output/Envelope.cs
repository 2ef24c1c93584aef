using System.Globalization;
using HAMgm.Cli.Text;

namespace HAMgm.Cli.Output;

/// <summary>The frame around every result (specification 1, section 4.3.1).</summary>
internal static class Envelope
{
    /// <summary>Of a success.</summary>
    public static Fields Of(Outcome outcome, Language language, DateTimeOffset now) => new()
    {
        { "success", true },
        { "message", outcome.Message.In(language) },
        { "timestamp", Timestamp(outcome.TimestampMs, now) },
        { "data", outcome.Data },
        { "error", null },
    };

    /// <summary>Of a failure. As in section 4.3.3, error.message is the message in English in either language.</summary>
    public static Fields Of(CliFailure failure, Language language, DateTimeOffset now) => new()
    {
        { "success", false },
        { "message", failure.Summary.In(language) },
        { "timestamp", Timestamp(0, now) },
        { "data", null },
        {
            "error",
            new Fields
            {
                { "code", failure.Code },
                { "message", failure.Summary.En },
                { "details", failure.Details.In(language) },
            }
        },
    };

    /// <summary>ISO 8601 in UTC, to the second: when the node answered, or now if it does not say.</summary>
    private static string Timestamp(long unixMilliseconds, DateTimeOffset now)
    {
        var time = unixMilliseconds > 0 && unixMilliseconds <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
            ? DateTimeOffset.FromUnixTimeMilliseconds(unixMilliseconds)
            : now.ToUniversalTime();
        return time.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
    }
}
