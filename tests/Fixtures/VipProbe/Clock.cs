namespace HAMgm.VipProbe;

/// <summary>Conversions for the reports.</summary>
internal static class Clock
{
    /// <summary>Nanoseconds as milliseconds with two decimals.</summary>
    public static double Milliseconds(long nanoseconds) => Math.Round(nanoseconds / 1e6, 2);
}
