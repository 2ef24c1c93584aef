using System.Diagnostics;

namespace HAMgm.SystemTests;

/// <summary>Waits for what must become true.</summary>
internal static class Wait
{
    /// <summary>Asks every 20 ms; too late is an error that names what was waited for.</summary>
    public static void Until(Func<bool> condition, TimeSpan limit, string what) => Until(condition, limit, () => what);

    /// <summary>Asks every 20 ms; too late is an error with the text made at that time.</summary>
    public static void Until(Func<bool> condition, TimeSpan limit, Func<string> what)
    {
        long start = Stopwatch.GetTimestamp();
        while (!condition())
        {
            if (Stopwatch.GetElapsedTime(start) > limit)
            {
                throw new TimeoutException($"not within {limit.TotalSeconds} s: {what()}");
            }

            Thread.Sleep(20);
        }
    }
}
