using HAMgm.Contracts.Time;

namespace HAMgm.Logic.VipControl.Engine;

/// <summary>The clock of leases (CLOCK_BOOTTIME), exchangeable for tests.</summary>
internal interface IVipClock
{
    MonotonicTime Now { get; }
}
