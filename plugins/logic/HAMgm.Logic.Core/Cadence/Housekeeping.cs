using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.Peer;
using HAMgm.Contracts.Time;
using HAMgm.Logic.Core.Actions;
using HAMgm.Logic.Core.Messages;
using HAMgm.Logic.Core.Observations;
using HAMgm.Logic.Core.State;

namespace HAMgm.Logic.Core.Cadence;

/// <summary>What time alone changes, before the rules are asked: stalls, time-outs of hand-overs, REL that has been told.</summary>
internal static class Housekeeping
{
    /// <summary>R15: a loop later than I/2 has stalled. What it knew is void, and nothing is sent before the lease is proved.</summary>
    public static void NoteStall(ref DecisionState s, in DecisionContext context)
    {
        var late = context.Now - s.WakeAt;
        if (s.WakeAt == MonotonicTime.Never || late <= context.Policy.StallLimit)
        {
            return;
        }

        context.Alert(AlertKind.Stalled, (ulong)late.TotalMilliseconds);
        s.AckFloor = s.Sequence + 1;
        s.SilentProbes = 0;
        s.ReadySent = 0;
        s.PeerReleased = Epoch.None;
        if (s.Phase == Phase.Holding)
        {
            NoteStallOfPrimary(ref s, context);
            return;
        }

        s.GatewayEvidenceAt = MonotonicTime.Never;
        s.PromiseUntil = MonotonicTime.Max(s.PromiseUntil, context.Now + context.Policy.Timeout);
        if (s.Phase is Phase.Claiming or Phase.Consenting)
        {
            SwitchOver.Abandon(ref s, context.Now, context.Policy.Interval);
        }
    }

    public static void Run(ref DecisionState s, in Facts f, in DecisionContext context)
    {
        NotePeerSilence(ref s, f, context);
        NoteWireConflict(ref s, f);
        TimeOutPrepare(ref s, f, context);
        FinishHandOver(ref s, f, context);
        StopTellingReleased(ref s, f);
        StartTellingReleased(ref s, f);
        HandOverWhenUnhealthy(ref s, f);
        Leave(ref s, f, context);
        RestartFold.Pass(ref s, f, context);
    }

    private static void NoteStallOfPrimary(ref DecisionState s, in DecisionContext context)
    {
        var facts = new Facts(s, context);
        if (context.Now < facts.HoldUntil)
        {
            return;
        }

        if (s.LeaseUntil >= s.WakeAt)
        {
            s.StalledOut = true;
            return;
        }

        // It held alone: unbind first. It may take the address anew if the gateway still says that it is its own, but it
        // does not announce: whoever took over meanwhile is not to be fought.
        s.IsBound = false;
        s.Defences = 2;
        s.DefenceWindowAt = context.Now;
        context.Out.Add(ActionKind.Release).Term = s.Term;
    }

    private static void NotePeerSilence(ref DecisionState s, in Facts f, in DecisionContext context)
    {
        // One that said that it restarts in place is not missed before its time.
        if (s.PeerHeardAt == MonotonicTime.Never || f.PeerHeard || s.PeerSilenceTold || f.Now < s.PeerAwayUntil)
        {
            return;
        }

        s.PeerSilenceTold = true;
        if (!s.Durable.PeerSaidGoodbye)
        {
            context.Alert(AlertKind.PeerSilent);
        }

        if (!f.Policy.AutoSwitch && f.PeerIsPrimary)
        {
            context.Alert(AlertKind.WouldSwitch);
        }
    }

    private static void NoteWireConflict(ref DecisionState s, in Facts f)
    {
        var answered = s.Phase == Phase.Holding && !f.LeaseLive && s.PeerOnWireAt > s.PhaseSince
            && f.Now - s.PeerOnWireAt <= 2.5 * f.Policy.Interval;
        if (!answered)
        {
            s.WireConflictSince = MonotonicTime.Never;
        }
        else if (s.WireConflictSince == MonotonicTime.Never)
        {
            s.WireConflictSince = f.Now;
        }
    }

    private static void TimeOutPrepare(ref DecisionState s, in Facts f, in DecisionContext context)
    {
        if (s.Phase != Phase.Holding || !s.SwitchWanted || s.ReadyAccepted != 0)
        {
            return;
        }

        var result = f.PeerHeard ? OperationResult.NoAnswer : OperationResult.PeerSilent;
        if (result == OperationResult.PeerSilent || f.Now - s.SwitchSince >= f.Policy.PrepareTimeout)
        {
            context.Complete(s.SwitchOperation, result);
            SwitchOver.Forget(ref s);
        }
    }

    /// <summary>A hand-over is over when the peer holds, or when its lease has run out unused (R13).</summary>
    private static void FinishHandOver(ref DecisionState s, in Facts f, in DecisionContext context)
    {
        if (s.Phase != Phase.Idle || s.ReadyAccepted == 0)
        {
            return;
        }

        var taken = f.PeerIsPrimary && s.Peer.Has(PeerStateFlags.Holds);
        if (taken || f.Now - s.ReleasedAt >= f.Policy.Timeout)
        {
            context.Complete(s.SwitchOperation, taken ? OperationResult.Taken : OperationResult.NotTaken);
            SwitchOver.Forget(ref s);
        }
    }

    private static void StopTellingReleased(ref DecisionState s, in Facts f)
    {
        if (!s.TellsReleased || s.Phase != Phase.Idle || s.Repeats > 0 || s.ReadyAccepted != 0 || s.HasLeft)
        {
            return;
        }

        var twoWay = f.TwoWay && s.TwoWayAt > s.ReleasedAt + f.Policy.Interval;
        var able = f.Eligible && !s.Durable.Barred && f.PromisePassed && f.SilentLongEnough(s) && f.WireSilent10 && f.WitnessFresh;
        if (twoWay || able || (f.PeerHeard && f.PeerIsPrimary))
        {
            s.TellsReleased = false;
            s.ToldReleasedUntil = twoWay || able ? f.Now : s.ReleasedAt;
        }
    }

    /// <summary>A STANDBY that could not take over helps the peer by saying so (R6).</summary>
    private static void StartTellingReleased(ref DecisionState s, in Facts f)
    {
        if (s.Phase == Phase.Idle && !s.TellsReleased && f.PromisePassed && (!f.Eligible || s.Durable.Barred)
            && f.Policy.AutoSwitch && s.PeerHeardAt != MonotonicTime.Never
            && (!f.PeerHeard || (f.PeerHeardLately && !s.Peer.Has(PeerStateFlags.HearsYou))))
        {
            s.TellsReleased = true;
        }
    }

    /// <summary>A PRIMARY that cannot serve hands over to a peer that can; it asks again every T.</summary>
    private static void HandOverWhenUnhealthy(ref DecisionState s, in Facts f)
    {
        if (s.Phase == Phase.Holding && !s.IsHealthy && !s.SwitchWanted && f.Policy.AutoSwitch && f.TwoWay
            && f.Now - s.SwitchSince >= f.Policy.Timeout && s.Peer.Has(PeerStateFlags.Eligible | PeerStateFlags.Healthy))
        {
            WantSwitch(ref s, f);
        }
    }

    private static void WantSwitch(ref DecisionState s, in Facts f)
    {
        s.SwitchWanted = true;
        s.SwitchOperation = 0;
        s.SwitchSince = f.Now;
        s.NextRepeatAt = f.Now;
    }

    private static void Leave(ref DecisionState s, in Facts f, in DecisionContext context)
    {
        if (!s.IsLeaving || s.HasLeft)
        {
            return;
        }

        if (s.Phase == Phase.Holding && !s.LeaveTried)
        {
            s.LeaveTried = true;
            if (f.TwoWay && !s.SwitchWanted && s.Peer.Has(PeerStateFlags.Eligible | PeerStateFlags.Healthy))
            {
                WantSwitch(ref s, f);
            }
        }
        else if (s.Phase == Phase.Idle && s.ReadyAccepted == 0)
        {
            s.HasLeft = true;
            s.Repeats = 3;
            s.NextRepeatAt = f.Now;
        }
    }
}
