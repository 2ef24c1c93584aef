using HAMgm.Contracts.Time;

namespace HAMgm.Simulation.Tests;

/// <summary>A host's monotonic clock: it began some time ago, and runs a little too fast or too slow.</summary>
/// <param name="start">The simulation's start, in the world's time.</param>
/// <param name="bootedAgo">What the clock shows then.</param>
/// <param name="rate">How fast it runs; 1 is right.</param>
public sealed class SimClock(MonotonicTime start, TimeSpan bootedAgo, double rate)
{
    /// <summary>What the clock shows at an instant of the world.</summary>
    public MonotonicTime Shows(MonotonicTime world) => new(bootedAgo.Ticks + (long)((world.Ticks - start.Ticks) * rate));

    /// <summary>The first instant of the world at which the clock shows at least this.</summary>
    public MonotonicTime WhenShows(MonotonicTime local) =>
        local == MonotonicTime.Forever ? local : new(start.Ticks + 1 + (long)Math.Ceiling((local.Ticks - bootedAgo.Ticks) / rate));

    /// <summary>The same clock after time that it did not count.</summary>
    public SimClock Lost(TimeSpan length) => new(start + length, bootedAgo, rate);
}
