using HAMgm.Contracts.Time;
using HAMgm.Linux.Time;

namespace HAMgm.Logic.Heartbeat;

/// <summary>Tells the time of CLOCK_BOOTTIME. A delegate, so that tests bring their own.</summary>
internal delegate MonotonicTime Clock();

/// <summary>
/// The real clock. CLOCK_BOOTTIME and not Stopwatch's CLOCK_MONOTONIC: a suspended host must find that its leases have run out.
/// </summary>
internal static class BootTimeClock
{
    /// <summary>Now, to 100 ns. Allocates nothing.</summary>
    public static MonotonicTime Now() => new(BootClock.Now / TimeSpan.NanosecondsPerTick);
}
