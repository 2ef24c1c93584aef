using HAMgm.Contracts.Time;
using HAMgm.Logic.Core.State;

namespace HAMgm.Logic.Core.Messages;

/// <summary>Small steps that several rules share.</summary>
internal static class SwitchOver
{
    /// <summary>No hand-over is wanted any more.</summary>
    public static void Forget(ref DecisionState s)
    {
        s.SwitchWanted = false;
        s.SwitchForced = false;
        s.SwitchOperation = 0;
        s.ReadyAccepted = 0;
    }

    /// <summary>A bid is given up: nothing was bound, and the claim becomes a REL (R6).</summary>
    public static void Abandon(ref DecisionState s, MonotonicTime now, TimeSpan backOff)
    {
        s.Phase = Phase.Idle;
        s.PhaseSince = now;
        s.LeaseUntil = MonotonicTime.Never;
        s.NoBidBefore = MonotonicTime.Max(s.NoBidBefore, now + backOff);
    }
}
