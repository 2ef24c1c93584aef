namespace HAMgm.Contracts.Time;

/// <summary>
/// An instant of CLOCK_BOOTTIME (it counts the time a host is suspended), in ticks of 100 ns since boot.
/// Only instants of one boot of one host compare; wall-clock time never enters a decision (design.md section 6).
/// </summary>
/// <param name="Ticks">Ticks of 100 ns since boot, the unit of <see cref="TimeSpan"/>.</param>
public readonly record struct MonotonicTime(long Ticks) : IComparable<MonotonicTime>
{
    /// <summary>Before every other instant: "never happened", or a deadline long past.</summary>
    public static MonotonicTime Never => default;

    /// <summary>After every other instant: a deadline that does not come.</summary>
    public static MonotonicTime Forever => new(long.MaxValue);

    /// <summary>The later of two instants.</summary>
    public static MonotonicTime Max(MonotonicTime left, MonotonicTime right) => left.Ticks >= right.Ticks ? left : right;

    /// <summary>The earlier of two instants.</summary>
    public static MonotonicTime Min(MonotonicTime left, MonotonicTime right) => left.Ticks <= right.Ticks ? left : right;

    /// <summary>Moves an instant; <see cref="Forever"/> stays where it is.</summary>
    public static MonotonicTime operator +(MonotonicTime time, TimeSpan span) =>
        time.Ticks == long.MaxValue ? time : new(time.Ticks + span.Ticks);

    /// <summary>Moves an instant back; <see cref="Forever"/> stays where it is.</summary>
    public static MonotonicTime operator -(MonotonicTime time, TimeSpan span) =>
        time.Ticks == long.MaxValue ? time : new(time.Ticks - span.Ticks);

    /// <summary>The time from <paramref name="right"/> to <paramref name="left"/>.</summary>
    public static TimeSpan operator -(MonotonicTime left, MonotonicTime right) => new(left.Ticks - right.Ticks);

    /// <summary>Earlier.</summary>
    public static bool operator <(MonotonicTime left, MonotonicTime right) => left.Ticks < right.Ticks;

    /// <summary>Later.</summary>
    public static bool operator >(MonotonicTime left, MonotonicTime right) => left.Ticks > right.Ticks;

    /// <summary>Not later.</summary>
    public static bool operator <=(MonotonicTime left, MonotonicTime right) => left.Ticks <= right.Ticks;

    /// <summary>Not earlier.</summary>
    public static bool operator >=(MonotonicTime left, MonotonicTime right) => left.Ticks >= right.Ticks;

    /// <inheritdoc/>
    public int CompareTo(MonotonicTime other) => Ticks.CompareTo(other.Ticks);
}
