using HAMgm.Contracts.Hooks;
using HAMgm.Contracts.Time;
using HAMgm.Logic.Core.Actions;
using HAMgm.Logic.Core.State;

namespace HAMgm.Logic.Core.Messages;

/// <summary>Small steps that several rules share.</summary>
internal static class SwitchOver
{
    /// <summary>A hand-over has ended: whoever asked for it is told.</summary>
    public static void End(ref DecisionState s, in DecisionContext context, OperationResult result)
    {
        context.Complete(s.SwitchOperation, result);
        s.SwitchResult = result;
        Forget(ref s);
    }

    /// <summary>This node lets go for another reason, or begins to hold: a hand-over that was still wanted does not come about.</summary>
    public static void EndUntaken(ref DecisionState s, in DecisionContext context)
    {
        if (s.SwitchWanted)
        {
            End(ref s, context, OperationResult.NotTaken);
        }

        Forget(ref s);
    }

    /// <summary>
    /// A hand-over that was wanted does not come about, and this PRIMARY stays: what before-demote has stopped is started again.
    /// </summary>
    public static void CallOff(ref DecisionState s, in DecisionContext context, OperationResult result)
    {
        var isToBeUndone = s.Hooks.IsDemoteOrdered && !s.IsLeaving && !(s.MaintenanceWanted && s.MaintenanceForced);
        End(ref s, context, result);
        if (isToBeUndone)
        {
            ref var action = ref context.Out.Add(ActionKind.RunHooks);
            action.Point = HookPoint.AfterPromote;
            action.Term = s.Term;
            action.Yes = true;
        }
    }

    /// <summary>No hand-over is wanted any more.</summary>
    public static void Forget(ref DecisionState s)
    {
        s.SwitchWanted = false;
        s.SwitchForced = false;
        s.SwitchOperation = 0;
        s.ReadyAccepted = 0;
        s.Hooks.IsDemoteOrdered = false;
        s.Hooks.HasDemoteStood = false;
        s.Hooks.PrepareSince = MonotonicTime.Never;
        s.Hooks.PeerPreparingAt = MonotonicTime.Never;
    }

    /// <summary>Whether PREPARE is asked: a hand-over is wanted, and no hook of this node stands in its way.</summary>
    public static bool IsAsking(in DecisionState s, Policy.FailoverPolicy policy) =>
        s.Phase == Phase.Holding && s.SwitchWanted && (s.Hooks.HasDemoteStood || policy.DemoteHookTimeout == TimeSpan.Zero);

    /// <summary>T for one who promises: the larger of both nodes' (design.md section 6).</summary>
    public static TimeSpan LongerTimeout(in DecisionState s, in DecisionContext context) =>
        s.Peer.PromiseLength > context.Policy.Timeout ? s.Peer.PromiseLength : context.Policy.Timeout;

    /// <summary>A bid that cannot wait for the rules to end it: before this node grants (R2), or when what it knew is void (R15).</summary>
    public static void GiveUp(ref DecisionState s, MonotonicTime now, TimeSpan backOff)
    {
        Abandon(ref s, now, backOff);
        s.BidOff = true;
    }

    /// <summary>A bid is given up: nothing was bound, and the claim becomes a REL (R6).</summary>
    public static void Abandon(ref DecisionState s, MonotonicTime now, TimeSpan backOff)
    {
        // Where health or maintenance send it from here, the rules say.
        s.Phase = Phase.Idle;
        s.PhaseSince = now;
        s.LeaseUntil = MonotonicTime.Never;
        s.HoldsUntilGranted = false;
        s.Durable.PutByOperator = false;
        s.NoBidBefore = MonotonicTime.Max(s.NoBidBefore, now + backOff);
    }
}
