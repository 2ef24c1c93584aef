using System.Globalization;

namespace HAMgm.Logic.NodeDetect.Running;

/// <summary>Figures as operators read them.</summary>
internal static class Texts
{
    /// <summary>A duration in the unit that suits it: <c>250 ms</c>, <c>1.5 s</c>.</summary>
    public static string Duration(TimeSpan duration) => duration < TimeSpan.FromSeconds(1)
        ? string.Create(CultureInfo.InvariantCulture, $"{duration.TotalMilliseconds:0.##} ms")
        : string.Create(CultureInfo.InvariantCulture, $"{duration.TotalSeconds:0.##} s");

    /// <summary>A share, as <c>91.2 %</c>.</summary>
    public static string Percent(double percent) => string.Create(CultureInfo.InvariantCulture, $"{percent:0.0} %");
}
