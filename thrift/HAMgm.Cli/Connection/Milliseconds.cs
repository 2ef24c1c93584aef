using System.Diagnostics;
using System.Globalization;

namespace HAMgm.Cli.Connection;

/// <summary>Time that has passed, for people.</summary>
internal static class Milliseconds
{
    /// <summary>Milliseconds since a time stamp of <see cref="Stopwatch"/>, to a tenth.</summary>
    public static string Since(long timestamp) =>
        Stopwatch.GetElapsedTime(timestamp).TotalMilliseconds.ToString("0.0", CultureInfo.InvariantCulture);
}
