using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.Peer;
using HAMgm.Contracts.Time;
using HAMgm.Logic.Core.Actions;
using HAMgm.Logic.Core.Messages;
using HAMgm.Logic.Core.Policy;
using HAMgm.Logic.Core.State;

namespace HAMgm.Logic.Core.Rules;

/// <summary>What the rules do, and the longer ones of their conditions.</summary>
internal static class Effects
{
    public static bool NobodyOnWire(in DecisionState s, in Facts f) =>
        f.Policy.TakeFromStranger || s.StrangerOnWireAt == MonotonicTime.Never || f.Now - s.StrangerOnWireAt > f.Policy.Timeout;

    /// <summary>
    /// R5, all of it; R6's "no REL of its own pending"; R18's bar. A claim may begin a margin before the promise has passed:
    /// the peer's lease has run out by then, and the address is bound later still.
    /// </summary>
    public static bool MayTakeSilently(in DecisionState s, in Facts f, TimeSpan early) =>
        f.Eligible && f.Now >= s.PromiseUntil - early && f.SilentLongEnough(s, early) && f.WireSilent10 && f.WitnessFresh
        && !s.Durable.Barred && !s.TellsReleased && f.Now - s.ToldReleasedUntil >= f.LongerTimeout && f.Now >= s.NoBidBefore
        && NobodyOnWire(s, f);

    /// <summary>
    /// A PRIMARY whose lease ends has asked for echoes for long enough to know at once that there are none. One that has
    /// held alone, and whose echoes stop, stays what it is for T without the address: a stall of the machine passes, and
    /// what ran out is taken anew only after an unbroken claim (R17, rule 17 of design.md section 6).
    /// </summary>
    public static bool EvidenceIsOver(in DecisionState s, in Facts f)
    {
        if (f.Policy.Witness == WitnessKind.Gateway && !f.Policy.IsSingle && !s.IsBound && s.UnboundSince != MonotonicTime.Never
            && f.Now - s.UnboundSince >= f.Policy.Timeout)
        {
            // However the gateway answers now and then: somebody else has the entry in turn, or it is no evidence.
            return true;
        }

        if (f.Now < f.HoldUntil)
        {
            return false;
        }

        if (f.Policy.Witness != WitnessKind.Gateway || s.VipEvidenceAt == MonotonicTime.Never)
        {
            return true;
        }

        var patience = s.VipEvidenceAt > s.LeaseUntil ? f.Policy.Timeout : 3 * f.Policy.EvidenceValidity;
        return f.Now - MonotonicTime.Max(s.VipEvidenceAt, s.GraceUntil) >= patience;
    }

    /// <summary>R18: without a witness, whoever may hold alone; with one it is the witness's to say.</summary>
    public static bool MayHoldUnwitnessed(in DecisionState s, in Facts f) =>
        f.Policy.Witness != WitnessKind.None || f.Policy.KeepWhenIsolated || s.MayHoldAlone;

    /// <summary>R7: two that hear each other, nobody PRIMARY, and this node goes first.</summary>
    public static bool MayAskConsent(in DecisionState s, in Facts f) =>
        f.TwoWay && !f.Policy.IsSingle && s.Peer.Role is NodeState.Standby or NodeState.Failed or NodeState.Maintenance
        && !s.Peer.Has(PeerStateFlags.Holds) && f.Eligible && f.Outranks && f.Now >= s.NoBidBefore && NobodyOnWire(s, f)
        && (s.ReleasedAt == MonotonicTime.Never || f.Now - s.ReleasedAt >= f.Policy.Timeout);

    public static void Start(ref DecisionState s, in Facts f, in DecisionContext context)
    {
        Enter(ref s, Phase.Idle, context);
        if (s.IsBound)
        {
            // Left for this life, and the lease ended before its first decision: nobody else removes it (R14).
            s.IsBound = false;
            s.LeaseUntil = MonotonicTime.Never;
            context.Out.Add(ActionKind.Release).Term = s.Term;
        }
    }

    public static void Released(ref DecisionState s, in Facts f, in DecisionContext context)
    {
        Enter(ref s, Phase.Idle, context);
        s.LeaseUntil = MonotonicTime.Never;
        s.ReleasedAt = context.Now;
        s.TellsReleased = true;
        s.Repeats = 3;
        s.NextRepeatAt = context.Now;
        s.StalledOut = false;
        // No own bid for T after a release, unless the peer says REL (R13); the release is a promise of T, too.
        s.PromiseUntil = MonotonicTime.Max(s.PromiseUntil, context.Now + f.LongerTimeout);
        s.HeldByForce = false;
        s.Durable.PutByOperator = false;
        s.HoldsUntilGranted = false;
        s.UnhealthyTold = false;
    }

    public static void ReleaseAndTell(ref DecisionState s, in Facts f, in DecisionContext context)
    {
        SwitchOver.EndUntaken(ref s, context);
        Release(ref s, context);
    }

    public static void ReleaseIsolated(ref DecisionState s, in Facts f, in DecisionContext context)
    {
        if (context.Policy.Witness == WitnessKind.None)
        {
            s.Durable.Barred = true;
            s.PersistTicket++;
        }

        ReleaseAndTell(ref s, f, context);
    }

    public static void ReleaseForHandOver(ref DecisionState s, in Facts f, in DecisionContext context)
    {
        s.PromiseUntil = MonotonicTime.Max(s.PromiseUntil, context.Now + f.LongerTimeout);
        NoteMove(ref s, context);
        Release(ref s, context);
    }

    public static void Hold(ref DecisionState s, in Facts f, in DecisionContext context)
    {
        Enter(ref s, Phase.Holding, context);
        s.TellsReleased = false;
        s.PeerReleased = Epoch.None;
        s.ReadySent = 0;
        s.BindFailed = false;
        // What was wanted of an earlier claim is not wanted of this one.
        SwitchOver.EndUntaken(ref s, context);
        if (!s.IsLastHolder)
        {
            NoteMove(ref s, context);
        }

        s.Durable.LastPrimaryTerm = s.Term;
        s.PersistTicket++;
        s.NextRefreshAt = context.Now;
        s.NextRepeatAt = context.Now;
        s.NextGatewayAt = context.Now;
        s.WireConflictSince = MonotonicTime.Never;
        s.DeafPrimarySince = MonotonicTime.Never;
        s.Defences = 0;
        s.FailedClaims = 0;
        s.StalledOut = false;
        s.NextBeatAt = context.Now;
    }

    /// <summary>Nothing is bound, and the claim becomes a REL (R6); the back-off stands since it failed.</summary>
    public static void BindFailed(ref DecisionState s, in Facts f, in DecisionContext context)
    {
        s.BindFailed = false;
        s.TellsReleased = true;
        s.ReleasedAt = context.Now;
        SwitchOver.Abandon(ref s, context.Now, TimeSpan.Zero);
    }

    public static void BidOff(ref DecisionState s, in Facts f, in DecisionContext context) => s.BidOff = false;

    public static void AbandonBid(ref DecisionState s, in Facts f, in DecisionContext context)
    {
        SwitchOver.Abandon(ref s, context.Now, context.Policy.Interval);
    }

    public static void ClaimFailed(ref DecisionState s, in Facts f, in DecisionContext context)
    {
        context.Alert(AlertKind.ClaimFailed);
        // The two nodes back off by different times, so that they do not meet again at the gateway (design.md, rule 18), and
        // by longer ones each time: a claim that is defended disturbs the gateway's path to the VIP for some milliseconds.
        s.FailedClaims = Math.Min(s.FailedClaims + 1, 3);
        var backOff = (context.Policy.Timeout * (1 << s.FailedClaims)) + (f.Outranks ? TimeSpan.Zero : context.Policy.Timeout / 2);
        SwitchOver.Abandon(ref s, context.Now, backOff);
    }

    public static void ConsentFailed(ref DecisionState s, in Facts f, in DecisionContext context)
    {
        var backOff = context.Policy.Interval * (f.Policy.IsLowerNode ? 1 : 2);
        SwitchOver.Abandon(ref s, context.Now, backOff);
    }

    public static void Claim(ref DecisionState s, in Facts f, in DecisionContext context)
    {
        TakeReservedTerm(ref s);
        Enter(ref s, Phase.Claiming, context);
        s.VipEvidenceAt = MonotonicTime.Never;
        s.NextGatewayAt = context.Now;
        ref var action = ref context.Out.Add(ActionKind.Claim);
        action.Term = s.Term;
        action.Until = context.Now + (2 * context.Policy.ClaimAgainst(s.Peer.PromiseLength));
    }

    public static void AskConsent(ref DecisionState s, in Facts f, in DecisionContext context)
    {
        TakeReservedTerm(ref s);
        Enter(ref s, Phase.Consenting, context);
        s.SilentProbes = 0;
        s.NextProbeAt = context.Now;
        s.NextRepeatAt = context.Now;
    }

    public static void BindHandedOver(ref DecisionState s, in Facts f, in DecisionContext context)
    {
        s.HeldByForce = s.ReadyForced;
        s.Durable.PutByOperator = s.ReadyByOperator;
        TakeReservedTerm(ref s);
        Bind(ref s, s.LeaseUntil, context);
    }

    public static void BindLeased(ref DecisionState s, in Facts f, in DecisionContext context) =>
        Bind(ref s, s.LeaseUntil, context);

    public static void BindAlone(ref DecisionState s, in Facts f, in DecisionContext context)
    {
        s.MayHoldAlone = true;
        if (s.Phase == Phase.Claiming)
        {
            Bind(ref s, s.VipEvidenceAt + context.Policy.HoldValidity(s.Peer.PromiseLength), context);
            return;
        }

        // No echo from the VIP has been asked for yet: the first answers get the time of a claim to come.
        TakeReservedTerm(ref s);
        s.VipEvidenceAt = MonotonicTime.Never;
        s.GraceUntil = context.Now + context.Policy.ClaimLength;
        Bind(ref s, s.GraceUntil, context);
    }

    public static void Fail(ref DecisionState s, in Facts f, in DecisionContext context) => Enter(ref s, Phase.Failed, context);

    public static void Recover(ref DecisionState s, in Facts f, in DecisionContext context) => Enter(ref s, Phase.Idle, context);

    /// <summary>R20: maintenance sends REL. A life that begins in it has not yet waited out its first promise, and says nothing.</summary>
    public static void Maintain(ref DecisionState s, in Facts f, in DecisionContext context)
    {
        Enter(ref s, Phase.Maintenance, context);
        if (s.MaintenanceTicket != 0)
        {
            s.TellsReleased = true;
            s.Repeats = 3;
            s.NextRepeatAt = context.Now;
        }
    }

    public static void WantSwitch(ref DecisionState s, in Facts f, in DecisionContext context)
    {
        s.SwitchWanted = true;
        s.SwitchForced = false;
        s.SwitchOperation = 0;
        s.SwitchSince = context.Now;
        s.NextRepeatAt = context.Now;
    }

    public static void SwitchForMaintenance(ref DecisionState s, in Facts f, in DecisionContext context)
    {
        s.MaintenanceTried = true;
        if (!s.SwitchWanted && f.TwoWay && !s.Peer.Has(PeerStateFlags.Maintenance))
        {
            WantSwitch(ref s, f, context);
            s.SwitchForced = s.MaintenanceForced;
        }
    }

    /// <summary>
    /// The lease and the promise behind it bind the nodes, not the term, so both go on; the executor takes a bind under a higher
    /// term, while it holds, as a refresh that raises its fencing token.
    /// </summary>
    public static void RaiseTerm(ref DecisionState s, in Facts f, in DecisionContext context)
    {
        TakeReservedTerm(ref s);
        s.Durable.LastPrimaryTerm = s.Term;
        s.PersistTicket++;
        OrderBind(ref s, f.HoldUntil, context);
        s.NextBeatAt = context.Now;
    }

    /// <summary>Where the address could be taken unasked, were it not for the fence.</summary>
    public static bool NeedsFence(in DecisionState s, in Facts f) =>
        f.Policy.FenceBeforeTakeOver && !f.Fenced && !f.Policy.IsSingle && f.Now >= s.NoBidBefore
        && (MayTakeReleased(s, f)
            || (MayTakeSilently(s, f, f.Policy.LeaseMargin) && MayHoldUnwitnessed(s, f)));

    public static bool MayTakeReleased(in DecisionState s, in Facts f) =>
        f.ReleaseUsable && f.WireSilent2 && f.WitnessFresh && f.Eligible && NobodyOnWire(s, f);

    public static void OrderFence(ref DecisionState s, in Facts f, in DecisionContext context)
    {
        Enter(ref s, Phase.Fencing, context);
        ref var action = ref context.Out.Add(ActionKind.Fence);
        action.Number = ++s.FenceNumber;
        // The term of the bid to come: it is on the disk already.
        action.Term = s.Durable.ReservedTerm;
        action.Until = context.Now + context.Policy.FenceTimeout;
    }

    public static void FenceStood(ref DecisionState s, in Facts f, in DecisionContext context)
    {
        s.FencedAt = context.Now;
        Enter(ref s, Phase.Idle, context);
    }

    public static void FenceFailed(ref DecisionState s, in Facts f, in DecisionContext context)
    {
        context.Alert(AlertKind.FenceFailed, f.Policy.ContinueUnfenced ? 1UL : 0UL);
        Enter(ref s, Phase.Idle, context);
        if (f.Policy.ContinueUnfenced)
        {
            s.FencedAt = context.Now;
        }
        else
        {
            s.NoBidBefore = MonotonicTime.Max(s.NoBidBefore, context.Now + f.Policy.FenceBackOff);
        }
    }

    public static void StopFencing(ref DecisionState s, in Facts f, in DecisionContext context) => Enter(ref s, Phase.Idle, context);

    private static void NoteMove(ref DecisionState s, in DecisionContext context)
    {
        s.Moves = s.LastMoveAt == MonotonicTime.Never || context.Now - s.LastMoveAt > FailoverPolicy.QuietPeriod ? 1 : s.Moves + 1;
        s.LastMoveAt = context.Now;
    }

    private static void TakeReservedTerm(ref DecisionState s)
    {
        s.Term = s.Durable.ReservedTerm;
        s.Durable.HighestTerm = Epoch.Max(s.Durable.HighestTerm, s.Term);
    }

    private static void Bind(ref DecisionState s, MonotonicTime holdUntil, in DecisionContext context)
    {
        Enter(ref s, Phase.Binding, context);
        s.NextRepeatAt = context.Now;
        OrderBind(ref s, holdUntil, context);
    }

    public static void OrderBind(ref DecisionState s, MonotonicTime holdUntil, in DecisionContext context)
    {
        s.BindOrderedAt = context.Now;
        ref var action = ref context.Out.Add(ActionKind.Bind);
        action.Term = s.Term;
        action.Until = holdUntil;
    }

    private static void Release(ref DecisionState s, in DecisionContext context)
    {
        Enter(ref s, Phase.Releasing, context);
        s.LeaseUntil = MonotonicTime.Never;
        s.GraceUntil = MonotonicTime.Never;
        s.BindFailed = false;
        ref var action = ref context.Out.Add(ActionKind.Release);
        action.Term = s.Term;
    }

    private static void Enter(ref DecisionState s, Phase phase, in DecisionContext context)
    {
        s.Phase = phase;
        s.PhaseSince = context.Now;
    }
}
