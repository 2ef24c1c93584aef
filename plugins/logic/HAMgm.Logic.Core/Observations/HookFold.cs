using HAMgm.Contracts.Hooks;
using HAMgm.Contracts.Peer;
using HAMgm.Contracts.Time;
using HAMgm.Logic.Core.Actions;
using HAMgm.Logic.Core.Messages;
using HAMgm.Logic.Core.State;

namespace HAMgm.Logic.Core.Observations;

/// <summary>What belongs to hooks (ADR 0046): how a run ended, what the other node says of its own, time-outs.</summary>
internal static class HookFold
{
    /// <summary>A run has ended; one that was called off, or has taken too long, counts no more.</summary>
    public static void Ended(ref DecisionState s, in Observation seen, in DecisionContext context)
    {
        if (seen.Number == s.Hooks.Number && s.Hooks.IsRunning)
        {
            End(ref s, seen.Yes, context);
        }
    }

    /// <summary>The executor bounds each hook itself; should its answer not come, this node does not wait for ever.</summary>
    public static void Pass(ref DecisionState s, in DecisionContext context)
    {
        if (s.Hooks.IsRunning && context.Now - s.Hooks.OrderedAt >= context.Policy.HookTimeout(s.Hooks.Point))
        {
            End(ref s, hasSucceeded: false, context);
        }
    }

    /// <summary>
    /// A PRIMARY that is there again, and asks for nothing: what was prepared for taking over from it counts no more.
    /// </summary>
    public static void PeerHeard(ref DecisionState s, in PeerState m)
    {
        if (s.Hooks.EndedAt != MonotonicTime.Never && !s.Hooks.IsPlanned && s.Hooks.Point == HookPoint.BeforePromote && m.Has(PeerStateFlags.Holds))
        {
            s.Hooks.EndedAt = MonotonicTime.Never;
        }
    }

    /// <summary>What a node that could say READY says to PREPARE: that its hooks run, have failed, or stand.</summary>
    public static PeerStateFlags Answer(ref DecisionState s, in DecisionContext context)
    {
        if (context.Policy.PromoteHookTimeout == TimeSpan.Zero)
        {
            return PeerStateFlags.Ready;
        }

        var term = s.Durable.ReservedTerm;
        if (s.Hooks.HasEndedFor(term, context.Now, context.Policy))
        {
            return s.Hooks.HasSucceeded ? PeerStateFlags.Ready : PeerStateFlags.NotReady | PeerStateFlags.Preparing;
        }

        s.Hooks.AskedAt = context.Now;
        return PeerStateFlags.Preparing;
    }

    private static void End(ref DecisionState s, bool hasSucceeded, in DecisionContext context)
    {
        s.Hooks.Answered = s.Hooks.Number;
        s.Hooks.HasSucceeded = hasSucceeded;
        s.Hooks.EndedAt = context.Now;
        if (!hasSucceeded)
        {
            context.Alert(AlertKind.HooksFailed, (ulong)s.Hooks.Point);
        }

        if (s.Hooks.Point == HookPoint.BeforeDemote)
        {
            EndDemote(ref s, hasSucceeded, context);
        }
        else if (!hasSucceeded)
        {
            s.Hooks.BarredUntil = context.Now + context.Policy.FenceBackOff;
        }
    }

    private static void EndDemote(ref DecisionState s, bool hasSucceeded, in DecisionContext context)
    {
        if (s.Phase != Phase.Holding || !s.SwitchWanted || !s.Hooks.IsDemoteOrdered || s.Hooks.HasDemoteStood)
        {
            return;
        }

        // A node that stops cannot stay what it is because a hook wants it to: it goes on handing over.
        if (hasSucceeded || s.IsLeaving)
        {
            s.Hooks.HasDemoteStood = true;
            s.Hooks.PrepareSince = context.Now;
            s.NextRepeatAt = context.Now;
        }
        else
        {
            SwitchOver.CallOff(ref s, context, OperationResult.HooksFailed);
        }
    }
}
