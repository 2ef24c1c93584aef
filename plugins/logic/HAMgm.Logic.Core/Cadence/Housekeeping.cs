using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.Peer;
using HAMgm.Contracts.Time;
using HAMgm.Logic.Core.Actions;
using HAMgm.Logic.Core.Messages;
using HAMgm.Logic.Core.Observations;
using HAMgm.Logic.Core.Policy;
using HAMgm.Logic.Core.Rules;
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
        s.PromiseUntil = MonotonicTime.Max(s.PromiseUntil, context.Now + SwitchOver.LongerTimeout(s, context));
        if (s.Phase is Phase.Claiming or Phase.Consenting)
        {
            SwitchOver.GiveUp(ref s, context.Now, context.Policy.Interval);
        }
    }

    public static void Run(ref DecisionState s, in Facts f, in DecisionContext context)
    {
        NotePeerSilence(ref s, f, context);
        NoteWireConflict(ref s, f, context);
        TimeOutPrepare(ref s, f, context);
        FinishHandOver(ref s, f, context);
        StopTellingReleased(ref s, f);
        StartTellingReleased(ref s, f);
        NotePeerFitness(ref s, f);
        NoteUnhealthyPrimary(ref s, f, context);
        NoteSlowDisk(ref s, f, context);
        HookFold.Pass(ref s, context);
        Operations.Run(ref s, f, context);
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
        s.UnboundSince = s.UnboundSince == MonotonicTime.Never ? context.Now : s.UnboundSince;
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
            NoteFault(ref s);
            context.Alert(AlertKind.PeerSilent);
        }

        if (!f.Policy.AutoSwitch && f.PeerIsPrimary)
        {
            context.Alert(AlertKind.WouldSwitch);
        }
    }

    /// <summary>What an operator had put here stays until the next fault; after it the fail-back may act again (R20).</summary>
    private static void NoteFault(ref DecisionState s)
    {
        if (s.Durable.PutByOperator)
        {
            s.Durable.PutByOperator = false;
            s.PersistTicket++;
        }
    }

    private static void NoteWireConflict(ref DecisionState s, in Facts f, in DecisionContext context)
    {
        var answered = s.Phase == Phase.Holding && !f.LeaseLive && s.PeerOnWireAt > s.PhaseSince
            && f.Now - s.PeerOnWireAt <= 2.5 * f.Policy.Interval;
        if (!answered)
        {
            // The peer gave way, or its lease came: the hosts that it drew away come back.
            if (s.WireConflictSince != MonotonicTime.Never && s.Phase == Phase.Holding && s.IsBound)
            {
                context.Out.Add(ActionKind.Announce).Term = s.Term;
            }

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

        // While hooks run, and the one who runs them says so, READY is not late yet.
        var asksSince = MonotonicTime.Max(s.SwitchSince, MonotonicTime.Max(s.Hooks.PrepareSince, s.Hooks.PeerPreparingAt));
        var isLate = SwitchOver.IsAsking(s, f.Policy)
            && (f.Now - asksSince >= f.Policy.PrepareTimeout + (s.Hooks.PeerPreparingAt == MonotonicTime.Never ? TimeSpan.Zero : f.Policy.Interval)
                || f.Now - MonotonicTime.Max(s.SwitchSince, s.Hooks.PrepareSince) >= FailoverPolicy.LongestPreparation);
        if (!f.PeerHeard || isLate || (s.IsLeaving && f.Now >= s.LeaveUntil))
        {
            SwitchOver.CallOff(ref s, context, f.PeerHeard ? OperationResult.NoAnswer : OperationResult.PeerSilent);
        }
    }

    /// <summary>A hand-over is over when the peer holds, or when its lease has run out unused (R13).</summary>
    private static void FinishHandOver(ref DecisionState s, in Facts f, in DecisionContext context)
    {
        if (!s.IsResting || s.ReadyAccepted == 0)
        {
            return;
        }

        var taken = f.PeerIsPrimary && s.Peer.Has(PeerStateFlags.Holds);
        if (taken || f.Now - s.ReleasedAt >= f.LongerTimeout)
        {
            SwitchOver.End(ref s, context, taken ? OperationResult.Taken : OperationResult.NotTaken);
        }
    }

    private static void StopTellingReleased(ref DecisionState s, in Facts f)
    {
        if (!s.TellsReleased || !s.IsResting || s.Repeats > 0 || s.ReadyAccepted != 0 || s.HasLeft)
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
        if (s.IsResting && !s.TellsReleased && f.PromisePassed && (!f.Eligible || s.Durable.Barred)
            && f.Policy.AutoSwitch && s.PeerHeardAt != MonotonicTime.Never
            && (!f.PeerHeard || (f.PeerHeardLately && !s.Peer.Has(PeerStateFlags.HearsYou))))
        {
            s.TellsReleased = true;
        }
    }

    /// <summary>For a fail-back the peer must have been fit without a break; one lost beat is none.</summary>
    private static void NotePeerFitness(ref DecisionState s, in Facts f)
    {
        if (!f.PeerFit)
        {
            s.PeerFitSince = MonotonicTime.Never;
        }
        else if (s.PeerFitSince == MonotonicTime.Never)
        {
            s.PeerFitSince = f.Now;
        }
    }

    /// <summary>A PRIMARY that cannot serve and has nobody to hand to, or may not, says so once and stays: better ill than nobody.</summary>
    private static void NoteUnhealthyPrimary(ref DecisionState s, in Facts f, in DecisionContext context)
    {
        if (s.Phase == Phase.Holding && !s.IsHealthy && !s.UnhealthyTold && !s.SwitchWanted
            && (!f.PeerFit || s.IsFrozen || !f.Policy.AutoSwitch || s.HeldByForce))
        {
            s.UnhealthyTold = true;
            context.Alert(AlertKind.UnhealthyStays);
        }
    }

    /// <summary>A disk that does not answer is as bad as one that refuses: who relies on it could not prove its votes.</summary>
    private static void NoteSlowDisk(ref DecisionState s, in Facts f, in DecisionContext context)
    {
        if (s.DiskWorks && s.PersistOrdered > s.PersistedTicket && f.Now - s.PersistWaitingSince > f.Policy.DiskPatience)
        {
            s.DiskWorks = false;
            s.RetryPersistAt = f.Now + TimeSpan.FromSeconds(1);
            context.Alert(AlertKind.DiskSlow, (ulong)(f.Now - s.PersistWaitingSince).TotalMilliseconds);
        }
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
            if (f.TwoWay && !s.SwitchWanted && !s.IsFrozen && f.PeerFit)
            {
                Effects.WantSwitch(ref s, f, context);
            }
        }
        else if (s.IsResting && s.ReadyAccepted == 0)
        {
            s.HasLeft = true;
            s.Repeats = 3;
            s.NextRepeatAt = f.Now;
        }
    }
}
