using HAMgm.Linux.Native;

namespace HAMgm.Linux.Time;

/// <summary>
/// The clock of every lease: CLOCK_BOOTTIME, which nobody can set and which counts the time that the
/// host was suspended. The same in all processes of one boot (not of one time namespace).
/// </summary>
public static class BootClock
{
    private const int ClockBootTime = 7;

    /// <summary>Nanoseconds since the host booted. Does not allocate.</summary>
    public static unsafe long Now
    {
        get
        {
            TimeSpec time;
            _ = Libc.ClockGetTime(ClockBootTime, &time);
            return (time.Seconds * 1_000_000_000) + time.Nanoseconds;
        }
    }

    /// <summary>Time since the host booted, to 100 ns.</summary>
    public static TimeSpan Elapsed => TimeSpan.FromTicks(Now / TimeSpan.NanosecondsPerTick);
}
