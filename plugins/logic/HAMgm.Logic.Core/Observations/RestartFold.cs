using HAMgm.Contracts.Peer;
using HAMgm.Contracts.Time;
using HAMgm.Logic.Core.Actions;
using HAMgm.Logic.Core.Policy;
using HAMgm.Logic.Core.State;

namespace HAMgm.Logic.Core.Observations;

/// <summary>What belongs to a restart in place (R14): the wish, the peer's word, the hold for a peer that is away.</summary>
internal static class RestartFold
{
    public static void Requested(ref DecisionState s, ulong operation, in DecisionContext context)
    {
        var facts = new Facts(s, context);
        if (s.Phase != Phase.Holding || !s.IsBound)
        {
            context.Complete(operation, OperationResult.NotPrimary);
        }
        else if (s.SwitchWanted || s.IsLeaving || s.RestartOperation != 0)
        {
            context.Complete(operation, OperationResult.Busy);
        }
        else if (!context.Policy.IsSingle && !facts.TwoWay)
        {
            context.Complete(operation, OperationResult.PeerSilent);
        }
        else
        {
            s.RestartOperation = operation;
            s.RestartSince = context.Now;
            s.NextRepeatAt = context.Now;
            // Nobody to ask: the kernel's lease is the only bound that there is to keep.
            s.AwayUntil = context.Policy.IsSingle ? context.Now + context.Policy.AwayLength(context.Policy.Timeout) : MonotonicTime.Never;
        }
    }

    public static void Parked(ref DecisionState s, in Observation seen, in DecisionContext context)
    {
        if (s.Phase != Phase.Parking || seen.Term != s.Term || s.RestartOperation == 0)
        {
            return;
        }

        s.IsParkRefused = !seen.Yes;
        context.Complete(s.RestartOperation, seen.Yes ? OperationResult.Parked : OperationResult.NotParked);
        s.RestartOperation = 0;
    }

    /// <summary>The peer's word, given for the announcement that it echoes: a lease like any other, but a long one.</summary>
    public static void TakeWord(ref DecisionState s, in PeerState m, MonotonicTime sentAt, in DecisionContext context)
    {
        if (!m.Has(PeerStateFlags.Announced) || s.Phase != Phase.Holding || s.RestartOperation == 0 || sentAt < s.RestartSince)
        {
            return;
        }

        var mine = context.Policy.AwayLength(context.Policy.Timeout);
        var theirs = context.Policy.AwayLength(m.PromiseLength);
        var until = sentAt + (mine < theirs ? mine : theirs) - context.Policy.LeaseMargin;
        s.LeaseUntil = MonotonicTime.Max(s.LeaseUntil, until);
        s.LastGrantSentAt = MonotonicTime.Max(s.LastGrantSentAt, sentAt);
        // A word that was long on its way leaves too little time for the kernel's lease: the next announcement's is awaited.
        s.AwayUntil = until - context.Now >= FailoverPolicy.LongestParking ? until : MonotonicTime.Never;
    }

    /// <summary>Holds off for a PRIMARY that goes away; true once that would survive a crash of this node.</summary>
    public static bool HoldOff(ref DecisionState s, in PeerState m, in DecisionContext context)
    {
        var p = context.Policy;
        var until = context.Now + p.AwayLength(m.PromiseLength > p.Timeout ? m.PromiseLength : p.Timeout);
        s.PromiseUntil = MonotonicTime.Max(s.PromiseUntil, until);
        s.PeerAwayUntil = until;
        if (s.Durable.AwayHoldUntil < until)
        {
            // The announcement is repeated until it is answered: what is written has to cover the later ones as well.
            s.Durable.AwayHoldUntil = until + FailoverPolicy.AnnounceTimeout;
            s.PersistTicket++;
            s.AwayTicket = s.PersistTicket;
        }

        return s.AwayTicket <= s.PersistedTicket;
    }

    /// <summary>What time does to it: no word in time; a hold that is over leaves the disk.</summary>
    public static void Pass(ref DecisionState s, in Facts f, in DecisionContext context)
    {
        if (s.Durable.AwayHoldUntil != MonotonicTime.Never && f.Now >= s.Durable.AwayHoldUntil)
        {
            s.Durable.AwayHoldUntil = MonotonicTime.Never;
            s.PersistTicket++;
        }

        if (s.RestartOperation == 0 || s.Phase == Phase.Parking)
        {
            return;
        }

        OperationResult? end = s.Phase != Phase.Holding || s.SwitchWanted || s.IsLeaving ? OperationResult.Busy
            : f.Now - s.RestartSince >= FailoverPolicy.AnnounceTimeout ? OperationResult.NoAnswer
            : null;
        if (end is { } result)
        {
            context.Complete(s.RestartOperation, result);
            s.RestartOperation = 0;
            s.AwayUntil = MonotonicTime.Never;
        }
    }
}
