using HAMgm.Contracts.Time;
using HAMgm.Logic.VipControl.Engine;

namespace HAMgm.Logic.VipControl.Tests.Support;

/// <summary>A clock that moves when the test says so.</summary>
internal sealed class ManualClock : IVipClock
{
    public MonotonicTime Now { get; private set; } = new(TimeSpan.FromHours(1).Ticks);

    public void Advance(int milliseconds) => Now += TimeSpan.FromMilliseconds(milliseconds);
}
