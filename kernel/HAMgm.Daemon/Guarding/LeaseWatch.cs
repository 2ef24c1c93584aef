using HAMgm.Linux.Memory;

namespace HAMgm.Daemon.Guarding;

/// <summary>
/// Judges the pulse of the service (safety rule R12). No clock, no file: times are handed in, nanoseconds of the boot
/// clock. Allocates nothing.
/// </summary>
internal sealed class LeaseWatch
{
    /// <summary>The guard never acts on less silence than this: a shorter pause of the scheduler is no fault.</summary>
    public const long LeastSilenceNs = 200_000_000;

    /// <summary>A longer T is not believed: no record may put the guard to sleep for ever.</summary>
    public const long LongestTimeoutNs = 3_600_000_000_000;

    private const long ShortestLookNs = 1_000_000;
    private long windowStartNs;
    private long lastAliveAtNs;
    private long lastAliveSeenNs;

    /// <summary>Begins anew: for a new service, or because the guard itself was late and cannot tell who slept.</summary>
    public void Restart(long nowNs)
    {
        windowStartNs = nowNs;
        lastAliveAtNs = 0;
        lastAliveSeenNs = nowNs;
    }

    /// <summary>T_g = max(T, 200 ms).</summary>
    public static long SilenceLimitNs(in GuardPulse pulse) => Math.Max(TimeoutNs(pulse), LeastSilenceNs);

    /// <summary>T of the record, within what is believed.</summary>
    public static long TimeoutNs(in GuardPulse pulse) => Math.Clamp(pulse.TimeoutNs, 0, LongestTimeoutNs);

    /// <summary>Judges a pulse.</summary>
    /// <param name="pulse">The newest one of the right process.</param>
    /// <param name="nowNs">The time, taken before the record was read.</param>
    /// <param name="isStopping">The service is on its way out: its loop may have ended, and only holding still matters.</param>
    public LeaseVerdict Judge(in GuardPulse pulse, long nowNs, bool isStopping)
    {
        Note(pulse, nowNs);
        if ((!isStopping || pulse.Holding) && nowNs - LastSignNs > SilenceLimitNs(pulse))
        {
            return LeaseVerdict.Silent;
        }

        return MustEnd(pulse) && nowNs - Math.Max(pulse.DeadlineNs, windowStartNs) > TimeoutNs(pulse) ? LeaseVerdict.Overdue : LeaseVerdict.Good;
    }

    /// <summary>After how long to look again: when there could be something to do, and at least twice within T_g.</summary>
    public long NextLookNs(in GuardPulse pulse, long nowNs)
    {
        long limit = SilenceLimitNs(pulse);
        long wait = Math.Min(LastSignNs + limit - nowNs, limit / 2);
        if (MustEnd(pulse))
        {
            wait = Math.Min(wait, Math.Max(pulse.DeadlineNs, windowStartNs) + TimeoutNs(pulse) - nowNs);
        }

        return Math.Max(wait, ShortestLookNs);
    }

    private static bool MustEnd(in GuardPulse pulse) => pulse.Holding && pulse.DeadlineNs > 0;

    private long LastSignNs => Math.Max(Math.Min(lastAliveAtNs, lastAliveSeenNs), windowStartNs);

    private void Note(in GuardPulse pulse, long nowNs)
    {
        // A time from the future would be alive for ever; it counts from when it was first seen.
        if (pulse.AliveAtNs != lastAliveAtNs)
        {
            lastAliveAtNs = pulse.AliveAtNs;
            lastAliveSeenNs = nowNs;
        }
    }
}
