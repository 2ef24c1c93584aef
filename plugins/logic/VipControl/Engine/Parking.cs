using HAMgm.Contracts.Time;

namespace HAMgm.Logic.VipControl.Engine;

/// <summary>The lengths of a restart in place (safety-rules.md R14).</summary>
internal static class Parking
{
    /// <summary>L_r: valid_lft of an address that waits for the next process. A process starts within 1 s on a quiet host, 3.6 s on one that is overloaded four times (ADR 0012).</summary>
    internal const int LifetimeSeconds = 4;

    /// <summary>Kmax(L_r): the longest that the kernel was seen to keep it (R11).</summary>
    internal static readonly TimeSpan LongestLifetime = TimeSpan.FromSeconds(LifetimeSeconds + 1.25);

    /// <summary>Rounded down, so that the gate never outlives the peer's word; at least 1.</summary>
    internal static int GateMilliseconds(MonotonicTime until, MonotonicTime now) =>
        (int)Math.Clamp((until - now).Ticks / TimeSpan.TicksPerMillisecond, 1, 60_000);
}
