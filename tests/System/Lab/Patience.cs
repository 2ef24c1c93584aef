using System.Globalization;

namespace HAMgm.SystemTests;

/// <summary>How long things that are not measured may take: HAMGM_PATIENCE makes that so many times longer, for a machine that does other work.</summary>
internal static class Patience
{
    private static readonly double Factor =
        double.TryParse(Environment.GetEnvironmentVariable("HAMGM_PATIENCE"), CultureInfo.InvariantCulture, out double factor) ? Math.Max(1, factor) : 1;

    /// <summary>Seconds on a quiet machine.</summary>
    public static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds) * Factor;
}
