using System.Runtime.InteropServices;
using HAMgm.Contracts.Time;

namespace HAMgm.Logic.Heartbeat;

/// <summary>Tells the time of CLOCK_BOOTTIME. A delegate, so that tests bring their own.</summary>
internal delegate MonotonicTime Clock();

/// <summary>
/// The real clock. CLOCK_BOOTTIME and not Stopwatch's CLOCK_MONOTONIC: a suspended host must find that its leases have run out.
/// </summary>
internal static partial class BootTimeClock
{
    private const int ClockBootTime = 7;

    /// <summary>Now, to 100 ns. Allocates nothing.</summary>
    public static unsafe MonotonicTime Now()
    {
        TimeSpec time;
        _ = ClockGetTime(ClockBootTime, &time);
        return new MonotonicTime((time.Seconds * TimeSpan.TicksPerSecond) + (time.Nanoseconds / TimeSpan.NanosecondsPerTick));
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static unsafe partial int ClockGetTime(int clock, TimeSpec* time);

    private struct TimeSpec
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
