using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.Election;
using HAMgm.Contracts.Peer;
using HAMgm.Contracts.Time;
using HAMgm.Logic.Core.Actions;
using HAMgm.Logic.Core.Observations;
using HAMgm.Logic.Core.State;

namespace HAMgm.Logic.Core.Messages;

/// <summary>Takes a STATE message into the state, and answers it (R1, R2, R6, R7, R13).</summary>
internal static class MessageFold
{
    public static void Apply(ref DecisionState s, in PeerState m, in DecisionContext context)
    {
        var now = context.Now;
        var p = context.Policy;
        var isToMe = m.ReceiverIncarnation == s.Durable.Incarnation;
        if (s.HasLeft || !IsNew(s, m, isToMe, context))
        {
            return;
        }

        var isNewLife = m.SenderIncarnation != s.Peer.SenderIncarnation;
        s.Peer = m;
        s.PeerHeardAt = now;
        s.PeerBlindSince = !m.Has(PeerStateFlags.Blind) ? MonotonicTime.Never
            : s.PeerBlindSince == MonotonicTime.Never ? now : s.PeerBlindSince;
        if (isToMe && m.Has(PeerStateFlags.HearsYou))
        {
            s.TwoWayAt = now;
        }

        s.PeerHighestClaim = Epoch.Max(s.PeerHighestClaim, m.Term);
        s.Durable.HighestTerm = Epoch.Max(s.Durable.HighestTerm, Epoch.Max(m.Term, m.HighestTerm));
        NoteItsPrimaryTerm(ref s, m);
        if (!m.Has(PeerStateFlags.Released) || isNewLife)
        {
            // It is there and does not say that it holds nothing: what fenced it off, if anything did, counts no more.
            s.FencedAt = MonotonicTime.Never;
        }

        if (s.PeerSilenceTold)
        {
            s.PeerSilenceTold = false;
            context.Alert(AlertKind.PeerBack);
        }

        HookFold.PeerHeard(ref s, m);
        TakeGoodbye(ref s, m, p.Witness);
        TakeFreeze(ref s, m, context);
        if (m.SenderIncarnation != 0 && isToMe)
        {
            s.Durable.Barred = false;
        }

        TakeRelease(ref s, m, isToMe, isNewLife, now);
        TakeConflict(ref s, m, isToMe, context);
        if (isToMe)
        {
            TakeAnswer(ref s, m, context);
            TakeHandOver(ref s, m, context);
        }

        if (m.Has(PeerStateFlags.Request))
        {
            AnswerRequest(ref s, m, isToMe, context);
        }

        if (m.SenderIncarnation != 0 && p.Witness == Policy.WitnessKind.None)
        {
            NoteLoneRight(ref s, m, isToMe);
        }
    }

    /// <summary>Old, doubled and outlived messages are dropped whole; the newest message is the only truth about the peer.</summary>
    private static bool IsNew(in DecisionState s, in PeerState m, bool isToMe, in DecisionContext context)
    {
        if (m.SenderIncarnation == s.Peer.SenderIncarnation)
        {
            return m.Sequence > s.Peer.Sequence;
        }

        // A lower incarnation is an older life, unless the peer lost its disk: then it has to prove that it hears this life.
        return m.SenderIncarnation > s.Peer.SenderIncarnation
            || (isToMe && context.Now - s.PeerHeardAt > context.Policy.Timeout);
    }

    private static void TakeGoodbye(ref DecisionState s, in PeerState m, Policy.WitnessKind witness)
    {
        if (s.Durable.PeerSaidGoodbye != m.Has(PeerStateFlags.Goodbye))
        {
            // "Until I return" ends with a lease, not with the word: this PRIMARY has none yet from the node that is back (R18).
            s.HoldsUntilGranted |= s.Durable.PeerSaidGoodbye && s.Phase == Phase.Holding && witness == Policy.WitnessKind.None;
            s.Durable.PeerSaidGoodbye = m.Has(PeerStateFlags.Goodbye);
            s.RetryPersistAt = MonotonicTime.Never;
            s.PersistTicket++;
        }
    }

    /// <summary>Who held last must be known after a restart, too (R20).</summary>
    private static void NoteItsPrimaryTerm(ref DecisionState s, in PeerState m)
    {
        var held = m.Role == NodeState.Primary ? Epoch.Max(m.Term, m.LastPrimaryTerm) : m.LastPrimaryTerm;
        if (held > s.Durable.PeerPrimaryTerm)
        {
            s.Durable.PeerPrimaryTerm = held;
            s.PersistTicket++;
        }
    }

    /// <summary>A freeze is followed at once, and an unfreezing; what this node asks for itself is not undone by what the peer said before.</summary>
    private static void TakeFreeze(ref DecisionState s, in PeerState m, in DecisionContext context)
    {
        var mode = s.Durable.Freeze;
        if (m.Has(PeerStateFlags.Thaw))
        {
            mode = s.FreezeOperation != 0 && s.FreezeOn ? mode : FreezeMode.None;
        }
        else if (m.Has(PeerStateFlags.Frozen))
        {
            mode = mode == FreezeMode.None && !s.ThawAsked ? FreezeMode.Frozen : mode;
        }
        else if (mode == FreezeMode.Thawing)
        {
            mode = FreezeMode.None;
        }

        if (mode == s.Durable.Freeze)
        {
            return;
        }

        if (s.IsFrozen != (mode == FreezeMode.Frozen))
        {
            context.Alert(mode == FreezeMode.Frozen ? AlertKind.Frozen : AlertKind.Unfrozen);
        }

        s.Durable.Freeze = mode;
        s.FreezeTicket = ++s.PersistTicket;
    }

    private static void TakeRelease(ref DecisionState s, in PeerState m, bool isToMe, bool isNewLife, MonotonicTime now)
    {
        if (!m.Has(PeerStateFlags.Released))
        {
            s.PeerReleased = Epoch.None;
            return;
        }

        // What was on its way before a stall proves nothing (R15); nor does what was not said to this life.
        if (!isToMe || m.AckSequence < s.AckFloor)
        {
            return;
        }

        if (s.PeerReleased != m.ReleasedTerm || isNewLife)
        {
            s.SilentProbes = 0;
            s.NextProbeAt = now;
            s.NextGatewayAt = now;
        }

        s.PeerReleased = m.ReleasedTerm;
        s.PeerReleasedAt = now;
    }

    /// <summary>R10: the winner of a conflict announces; one that the loser does not hear gives way after T.</summary>
    private static void TakeConflict(ref DecisionState s, in PeerState m, bool isToMe, in DecisionContext context)
    {
        if (s.Phase != Phase.Holding || m.Role != NodeState.Primary || !m.Has(PeerStateFlags.Holds) || m.Term >= s.Term
            || (isToMe && WasHeldUp(s, m, context)))
        {
            s.DeafPrimarySince = MonotonicTime.Never;
            return;
        }

        if (context.Now - s.ConflictToldAt >= context.Policy.Interval)
        {
            s.ConflictToldAt = context.Now;
            context.Alert(AlertKind.Conflict);
            context.Out.Add(ActionKind.Announce).Term = s.Term;
        }

        if (m.Has(PeerStateFlags.HearsYou))
        {
            s.DeafPrimarySince = MonotonicTime.Never;
        }
        else if (s.DeafPrimarySince == MonotonicTime.Never)
        {
            s.DeafPrimarySince = context.Now;
        }
    }

    /// <summary>
    /// What says that it hears this node, and has heard nothing of the last two T, was itself on its way for more than a T: in a neighbour's queue behind
    /// a cable that was pulled, say. Its sender has let go since, and two PRIMARYs it is not.
    /// </summary>
    private static bool WasHeldUp(in DecisionState s, in PeerState m, in DecisionContext context) =>
        m.Has(PeerStateFlags.HearsYou) && s.SentAt.Find(m.AckSequence, s.Sequence) is { } heardSentAt
        && context.Now - heardSentAt > SwitchOver.LongerTimeout(s, context) * 2;

    private static void TakeAnswer(ref DecisionState s, in PeerState m, in DecisionContext context)
    {
        if (s.SentAt.Find(m.EchoSequence, s.Sequence) is not { } sentAt)
        {
            return;
        }

        s.AnsweredSentAt = MonotonicTime.Max(s.AnsweredSentAt, sentAt);
        if (m.GrantedTerm != Epoch.None && m.GrantedTerm == s.Term
            && s.Phase is Phase.Consenting or Phase.Claiming or Phase.Binding or Phase.Holding or Phase.Adopting)
        {
            var length = m.PromiseLength < context.Policy.Timeout ? m.PromiseLength : context.Policy.Timeout;
            s.LeaseUntil = MonotonicTime.Max(s.LeaseUntil, sentAt + length - context.Policy.LeaseMargin);
            s.LastGrantSentAt = MonotonicTime.Max(s.LastGrantSentAt, sentAt);
            // Whoever is granted to again is not alone any more (R18).
            s.MayHoldAlone = s.MayHoldAlone && s.Phase != Phase.Holding;
            s.HoldsUntilGranted = false;
        }

        RestartFold.TakeWord(ref s, m, sentAt, context);
        if (!SwitchOver.IsAsking(s, context.Policy))
        {
            return;
        }

        if (m.Has(PeerStateFlags.Ready) && s.ReadyAccepted == 0)
        {
            s.ReadyAccepted = m.Sequence;
            s.PromiseUntil = MonotonicTime.Max(s.PromiseUntil, context.Now + SwitchOver.LongerTimeout(s, context));
        }
        else if (m.Has(PeerStateFlags.NotReady))
        {
            SwitchOver.CallOff(ref s, context, m.Has(PeerStateFlags.Preparing) ? OperationResult.PeerHooksFailed : OperationResult.PeerNotReady);
        }
        else if (m.Has(PeerStateFlags.Preparing))
        {
            s.Hooks.PeerPreparingAt = context.Now;
        }
    }

    private static void TakeHandOver(ref DecisionState s, in PeerState m, in DecisionContext context)
    {
        if (!m.Has(PeerStateFlags.HandOver) || !s.IsResting || s.ReadySent == 0
            || m.EchoSequence < s.ReadySent || s.SentAt.Find(m.EchoSequence, s.Sequence) is not { } readySentAt
            || m.AckSequence < s.AckFloor)
        {
            return;
        }

        // The PRIMARY asks again until it is answered, so several READYs may be on their way: the one it echoes counts.
        // Whoever handed over promised for the larger T of both; this is the smaller.
        var length = m.PromiseLength > TimeSpan.Zero && m.PromiseLength < context.Policy.Timeout ? m.PromiseLength : context.Policy.Timeout;
        var lease = readySentAt + length - context.Policy.LeaseMargin;
        if (context.Now < lease && s.Durable.ReservedTerm > s.Durable.HighestTerm)
        {
            s.LeaseUntil = lease;
            s.LastGrantSentAt = readySentAt;
        }
    }

    private static void AnswerRequest(ref DecisionState s, in PeerState m, bool isToMe, in DecisionContext context)
    {
        var p = context.Policy;
        var granted = Epoch.None;
        var flags = PeerStateFlags.None;
        var isClaimant = m.Role is NodeState.Primary or NodeState.Candidate;
        if (isClaimant && MayGrant(s, m))
        {
            if (s.Phase is Phase.Claiming or Phase.Consenting)
            {
                SwitchOver.GiveUp(ref s, context.Now, TimeSpan.Zero);
            }

            var promise = m.PromiseLength > p.Timeout ? m.PromiseLength : p.Timeout;
            s.PromiseUntil = MonotonicTime.Max(s.PromiseUntil, context.Now + promise);
            s.PeerReleased = Epoch.None;
            if (promise > s.Durable.LongestPromise)
            {
                s.Durable.LongestPromise = promise;
                s.PromiseTicket = ++s.PersistTicket;
            }

            if (m.Role == NodeState.Primary && m.Has(PeerStateFlags.Announce) && isToMe && RestartFold.HoldOff(ref s, m, context))
            {
                flags |= PeerStateFlags.Announced;
            }

            if (m.Role == NodeState.Primary || VoteIsDurable(ref s, m))
            {
                granted = m.Term;
                flags |= m.Role == NodeState.Candidate ? PeerStateFlags.Consent : PeerStateFlags.None;
            }
        }

        var facts = new Facts(s, context);
        if (m.Has(PeerStateFlags.Prepare) && isToMe)
        {
            var isForced = m.Has(PeerStateFlags.Forced);
            var isReady = s.IsResting && s.DiskWorks && facts.TermReserved && (s.IsHealthy || isForced) && !s.IsLeaving
                && !s.IsInMaintenance && !s.IsFrozen;
            s.ReadyForced = isForced && !s.IsHealthy;
            flags |= isReady ? HookFold.Answer(ref s, context) : PeerStateFlags.NotReady;
            s.ReadyByOperator = m.Has(PeerStateFlags.ByOperator);
            if ((flags & PeerStateFlags.Ready) != 0 && (s.ReadySent == 0 || context.Now - s.ReadySentAt > p.Timeout))
            {
                s.ReadySent = s.Sequence + 1;
                s.ReadySentAt = context.Now;
            }
        }

        StateMessage.Answer(ref s, facts, context, m.Sequence, granted, flags);
    }

    /// <summary>A promise is given by a node that holds nothing and is not about to bind (R2).</summary>
    private static bool MayGrant(in DecisionState s, in PeerState m)
    {
        return m.Term != Epoch.None && s.Phase switch
        {
            Phase.Starting => true,
            _ when s.IsResting => true,
            Phase.Claiming => true,
            // Two that ask each other: one of them has to give way, and both know which.
            Phase.Consenting => m.Role == NodeState.Primary || !s.Peer.Has(PeerStateFlags.AskConsent) || m.Term > s.Term,
            _ => false,
        };
    }

    /// <summary>A candidate is granted its lease once the vote for it is on the disk; it asks again every s until then.</summary>
    private static bool VoteIsDurable(ref DecisionState s, in PeerState m)
    {
        if (s.Durable.VotedTerm != m.Term || !s.Durable.VotedForPeer)
        {
            if (m.Term <= s.Durable.VotedTerm)
            {
                return false;
            }

            s.Durable.VotedTerm = m.Term;
            s.Durable.VotedForPeer = true;
            s.PersistTicket++;
            s.VoteTicket = s.PersistTicket;
        }

        return s.VoteTicket <= s.PersistedTicket;
    }

    /// <summary>R18: without a witness, only a peer that said "PRIMARY, leased, I hear you" last may be followed silently.</summary>
    private static void NoteLoneRight(ref DecisionState s, in PeerState m, bool isToMe)
    {
        if (s.Phase == Phase.Holding && s.MayHoldAlone)
        {
            // The peer is back. Until it has granted it could not take over by itself, for it has not heard this PRIMARY under its lease.
            s.MayHoldAlone = false;
            s.HoldsUntilGranted = true;
        }
        else if (s.IsResting)
        {
            s.MayHoldAlone = isToMe && m.Role == NodeState.Primary && m.Has(PeerStateFlags.Leased | PeerStateFlags.HearsYou);
        }
    }
}
