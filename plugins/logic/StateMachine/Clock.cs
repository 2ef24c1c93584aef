using HAMgm.Contracts.Time;
using HAMgm.Linux.Time;

namespace HAMgm.Logic.StateMachine;

/// <summary>CLOCK_BOOTTIME as the contracts count it.</summary>
internal static class Clock
{
    public static MonotonicTime Now => new(BootClock.Now / TimeSpan.NanosecondsPerTick);

    public static long ToNanoseconds(MonotonicTime time) =>
        time == MonotonicTime.Forever ? long.MaxValue : time.Ticks * TimeSpan.NanosecondsPerTick;

    public static long UnixMs => TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
}
