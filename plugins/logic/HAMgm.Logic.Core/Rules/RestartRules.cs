using HAMgm.Contracts.Time;
using HAMgm.Logic.Core.Actions;
using HAMgm.Logic.Core.Policy;
using HAMgm.Logic.Core.State;

namespace HAMgm.Logic.Core.Rules;

/// <summary>The rules of a restart in place (R14): one process leaves the address bound, the next takes it up.</summary>
internal static class RestartRules
{
    /// <summary>Before all others: a life that has something to take up does not begin as STANDBY.</summary>
    public static readonly Rule[] First =
    [
        new("ADOPT", PhaseSet.Starting, "the process before this one left the address bound, and its lease lasts", Phase.Adopting, "This process goes on with what its predecessor left bound (R14).")
        {
            Matches = static (in s, in f) => s.IsBound && f.LeaseLive,
            Apply = Adopt,
        },
    ];

    /// <summary>Behind what makes a PRIMARY let go.</summary>
    public static readonly Rule[] Rows =
    [
        new("ADOPT-FAILED", PhaseSet.Adopting, "the address is gone, or its lease was over", Phase.Idle, "What the predecessor left bound cannot be taken up any more (R14).")
        {
            Matches = static (in s, in f) => !s.IsBound,
            Apply = Effects.Released,
        },
        new("ADOPT-DONE", PhaseSet.Adopting, "the address is taken up", Phase.Holding, "The address has stayed on this node.")
        {
            Matches = static (in s, in f) => s.IsAdopted,
            Apply = Effects.Hold,
        },
        new("PARK-LOST", PhaseSet.Parking, "the address is gone, or the lease that was announced for has run out", Phase.Releasing, "This process was to be restarted, and has not ended in time (R14).")
        {
            Matches = static (in s, in f) => !s.IsBound || f.Now >= s.AwayUntil,
            Apply = Effects.ReleaseAndTell,
        },
        new("PARK-REFUSED", PhaseSet.Parking, "the executor refused", Phase.Holding, "The address cannot be left to another process: this one goes on.")
        {
            Matches = static (in s, in f) => s.IsParkRefused,
            Apply = GoOn,
        },
        new("HOLD-PARK", PhaseSet.Holding, "a restart is announced, and the peer holds off", Phase.Parking, "The peer holds off while this process is exchanged (R14).")
        {
            Matches = static (in s, in f) => s.RestartOperation != 0 && s.IsBound && !s.SwitchWanted && !s.IsLeaving
                && s.AwayUntil - f.Now >= FailoverPolicy.LongestParking,
            Apply = Park,
        },
    ];

    private static void Adopt(ref DecisionState s, in Facts f, in DecisionContext context)
    {
        s.Phase = Phase.Adopting;
        s.PhaseSince = context.Now;
        s.LastGrantSentAt = context.Now;
        ref var action = ref context.Out.Add(ActionKind.Adopt);
        action.Term = s.Term;
        action.Until = s.LeaseUntil;
    }

    private static void Park(ref DecisionState s, in Facts f, in DecisionContext context)
    {
        s.Phase = Phase.Parking;
        s.PhaseSince = context.Now;
        s.IsParkRefused = false;
        ref var action = ref context.Out.Add(ActionKind.Park);
        action.Term = s.Term;
        action.Until = s.AwayUntil;
    }

    private static void GoOn(ref DecisionState s, in Facts f, in DecisionContext context)
    {
        s.Phase = Phase.Holding;
        s.PhaseSince = context.Now;
        s.NextRefreshAt = context.Now;
        s.AwayUntil = MonotonicTime.Never;
    }
}
