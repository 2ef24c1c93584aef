using System.Globalization;

namespace HAMgm.Logic.NodeDetect.Settings;

/// <summary>Durations as component.config accepts them.</summary>
internal static class DurationText
{
    public static string Format(TimeSpan duration) => duration.Ticks % TimeSpan.TicksPerMillisecond == 0
        ? string.Create(CultureInfo.InvariantCulture, $"{duration.Ticks / TimeSpan.TicksPerMillisecond}ms")
        : string.Create(CultureInfo.InvariantCulture, $"{duration.Ticks / TimeSpan.TicksPerMicrosecond}us");
}
