using HAMgm.Contracts.Time;
using HAMgm.Linux.Time;

namespace HAMgm.Logic.VipControl.Engine;

/// <summary>The kernel's CLOCK_BOOTTIME; the same for all processes of one boot.</summary>
internal sealed class BootTimeClock : IVipClock
{
    public MonotonicTime Now => new(BootClock.Now / TimeSpan.NanosecondsPerTick);
}
