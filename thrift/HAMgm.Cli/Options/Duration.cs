using System.Globalization;

namespace HAMgm.Cli.Options;

/// <summary>Durations as design section 7 writes them: 100ms, 5s, 2m; hours too.</summary>
internal static class Duration
{
    private static readonly TimeSpan Longest = TimeSpan.FromHours(24);

    /// <summary>The duration; null: it is none, or not within 1 ms … 24 h.</summary>
    public static TimeSpan? Parse(string text)
    {
        var digits = 0;
        while (digits < text.Length && char.IsAsciiDigit(text[digits]))
        {
            digits++;
        }

        long unitMs = text[digits..] switch
        {
            "ms" => 1,
            "s" => 1_000,
            "m" => 60_000,
            "h" => 3_600_000,
            _ => 0,
        };

        // Nine digits of hours still fit into 64 bits of milliseconds.
        if (unitMs == 0 || digits is 0 or > 9)
        {
            return null;
        }

        var milliseconds = unitMs * long.Parse(text.AsSpan(0, digits), NumberStyles.None, CultureInfo.InvariantCulture);
        return milliseconds >= 1 && milliseconds <= (long)Longest.TotalMilliseconds
            ? TimeSpan.FromMilliseconds(milliseconds)
            : null;
    }

    /// <summary>The duration as <see cref="Parse"/> reads it.</summary>
    public static string Write(TimeSpan duration)
    {
        var milliseconds = (long)duration.TotalMilliseconds;
        return milliseconds switch
        {
            _ when milliseconds % 60_000 == 0 => string.Create(CultureInfo.InvariantCulture, $"{milliseconds / 60_000}m"),
            _ when milliseconds % 1_000 == 0 => string.Create(CultureInfo.InvariantCulture, $"{milliseconds / 1_000}s"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{milliseconds}ms"),
        };
    }
}
