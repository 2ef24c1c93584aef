using HAMgm.Contracts.Time;

namespace HAMgm.Logic.VipControl.Engine;

/// <summary>
/// When to announce again after a bind: 100 ms, 500 ms and 2 s after it, because a switch that just learnt a new topology
/// may lose the first ones, and then every <c>vip.announce_refresh</c>, because caches forget.
/// </summary>
internal struct AnnouncementSchedule
{
    private static readonly TimeSpan[] Repeats = [TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(2)];
    private MonotonicTime start;
    private int next;

    /// <summary>When the next one is due; never again when there is no period.</summary>
    internal MonotonicTime Due { get; private set; }

    /// <summary>Begins anew; the announcement at 0 has just been made.</summary>
    internal void Start(MonotonicTime now)
    {
        start = now;
        next = 0;
        Due = start + Repeats[0];
    }

    /// <summary>One has been made.</summary>
    /// <param name="now">When.</param>
    /// <param name="period">Between two of the later ones; zero: none.</param>
    internal void Advance(MonotonicTime now, TimeSpan period)
    {
        next++;
        Due = next < Repeats.Length ? start + Repeats[next] : period > TimeSpan.Zero ? now + period : MonotonicTime.Forever;
    }
}
