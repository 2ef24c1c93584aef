using System.Globalization;

namespace HAMgm.Component.Config.Values;

/// <summary>Durations as the file writes them: <c>100ms</c>, <c>5s</c>, <c>1.5s</c>, <c>2m</c>, <c>1m30s</c>, <c>12h</c>, <c>7d</c>.</summary>
internal static class DurationText
{
    private static readonly (string Unit, long Ticks)[] Units =
    [
        ("d", TimeSpan.TicksPerDay),
        ("h", TimeSpan.TicksPerHour),
        ("m", TimeSpan.TicksPerMinute),
        ("s", TimeSpan.TicksPerSecond),
        ("ms", TimeSpan.TicksPerMillisecond),
        ("us", TimeSpan.TicksPerMicrosecond),
    ];

    /// <summary>Reads a duration of 0 … 10 years.</summary>
    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = default;
        if (text.Length is 0 or > 64)
        {
            return false;
        }

        var total = 0m;
        for (var at = 0; at < text.Length;)
        {
            var digits = Span(text, at, c => char.IsAsciiDigit(c) || c == '.');
            var unit = Span(text, at + digits, char.IsAsciiLetter);
            var unitText = text.Substring(at + digits, unit);
            var match = Array.FindIndex(Units, u => u.Unit == unitText);
            if (match < 0
                || digits > 16
                || !decimal.TryParse(text.AsSpan(at, digits), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
            {
                return false;
            }

            total += number * Units[match].Ticks;
            at += digits + unit;
        }

        if (total > TimeSpan.TicksPerDay * 3650m || total != decimal.Truncate(total))
        {
            return false;
        }

        duration = new TimeSpan((long)total);
        return true;
    }

    /// <summary>Writes a duration with the largest unit that divides it.</summary>
    public static string Format(TimeSpan duration)
    {
        foreach (var (unit, ticks) in Units)
        {
            if (duration.Ticks != 0 && duration.Ticks % ticks == 0)
            {
                return string.Create(CultureInfo.InvariantCulture, $"{duration.Ticks / ticks}{unit}");
            }
        }

        return duration.Ticks == 0 ? "0s" : string.Create(CultureInfo.InvariantCulture, $"{duration.TotalMicroseconds}us");
    }

    private static int Span(string text, int start, Func<char, bool> accept)
    {
        var end = start;
        while (end < text.Length && accept(text[end]))
        {
            end++;
        }

        return end - start;
    }
}
