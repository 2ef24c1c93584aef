using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.Peer;
using HAMgm.Contracts.Time;
using HAMgm.Logic.Core.Policy;
using HAMgm.Logic.Core.State;

namespace HAMgm.Logic.Core.Rules;

/// <summary>
/// Every transition of a node, in order; the first rule that matches acts, and they are asked again until none does.
/// R-numbers are those of the safety protocol (docs/safety.md).
/// </summary>
public static class RuleTable
{
    private const PhaseSet Bidding = PhaseSet.Consenting | PhaseSet.Claiming;

    /// <summary>The table. A golden file in the tests holds its rows; a change of one is a change of the other.</summary>
    public static IReadOnlyList<Rule> Rules => Rows;

    internal static readonly Rule[] Rows =
    [
        .. RestartRules.First,
        new("START", PhaseSet.Starting, "always", Phase.Idle, "This life begins as STANDBY, under a promise of T to nobody in particular (R3).")
        {
            Matches = static (in s, in f) => true,
            Apply = Effects.Start,
        },

        // Before all others of a node that rests: the bid has ended already, and this tells of it.
        new("BID-OFF", PhaseSet.Idle, "its bid was given up: the other node's request was granted, or this process stood still", Phase.Idle, "The other node, or the time that has passed, took this node out of the bid (R2, R15).")
        {
            Stays = true,
            Matches = static (in s, in f) => s.BidOff,
            Apply = Effects.BidOff,
        },

        // What a node that rests is shown as, and whether it may bid at all.
        new("MAINT-ON", PhaseSet.Idle | PhaseSet.Failed | PhaseSet.Fencing | PhaseSet.Preparing, "an operator wants maintenance, and the disk says so", Phase.Maintenance, "An operator has taken this node out of service: it takes the address in no case, and still promises (R20).")
        {
            Matches = static (in s, in f) => s.Durable.InMaintenance && s.MaintenanceTicket <= s.PersistedTicket,
            Apply = Effects.Maintain,
        },
        new("MAINT-OFF", PhaseSet.Maintenance, "an operator has ended maintenance, and the disk says so", Phase.Idle, "Back in service, as STANDBY (R20).")
        {
            Matches = static (in s, in f) => !s.Durable.InMaintenance && s.MaintenanceTicket <= s.PersistedTicket,
            Apply = Effects.Recover,
        },
        new("HEALTH-LOST", PhaseSet.Idle, "its health checks fail", Phase.Failed, "This node cannot serve, and says so.")
        {
            Matches = static (in s, in f) => !s.IsHealthy,
            Apply = Effects.Fail,
        },
        new("HEALTH-BACK", PhaseSet.Failed, "its health checks pass again", Phase.Idle, "This node can serve again.")
        {
            Matches = static (in s, in f) => s.IsHealthy,
            Apply = Effects.Recover,
        },

        // Letting go comes before taking: of two rules that match, the one that releases wins.
        new("REL-DONE", PhaseSet.Releasing, "nothing is bound any more", Phase.Idle, "The address is off this node.")
        {
            Matches = static (in s, in f) => !s.IsBound && s.ReleasedAt >= s.PhaseSince,
            Apply = Effects.Released,
        },
        new("HOLD-CONFLICT", PhaseSet.Holding, "the peer is PRIMARY of a higher term", Phase.Releasing, "Two PRIMARYs met, and the higher term stays (R10).")
        {
            Matches = static (in s, in f) => f.PeerHeard && f.PeerIsPrimary && s.Peer.Has(PeerStateFlags.Holds) && s.Peer.Term > s.Term,
            Apply = Effects.ReleaseAndTell,
        },
        new("HOLD-DEAF-PRIMARY", PhaseSet.Holding, "a PRIMARY of a lower term has not heard this one for T", Phase.Releasing, "The other PRIMARY cannot hear that it has lost; this one gives way (R10).")
        {
            Matches = static (in s, in f) => s.DeafPrimarySince != MonotonicTime.Never && f.Now - s.DeafPrimarySince >= f.Policy.Timeout,
            Apply = Effects.ReleaseAndTell,
        },
        new("HOLD-WIRE-CONFLICT", PhaseSet.Holding, "alone, and the peer answers for the VIP (T/2 by rank, T)", Phase.Releasing, "The peer holds the VIP too; the lower rank gives way first (R8b, R10).")
        {
            Matches = static (in s, in f) => !f.LeaseLive && s.WireConflictSince != MonotonicTime.Never
                && f.Now - s.WireConflictSince >= (f.Outranks ? f.Policy.Timeout : f.Policy.Timeout / 2),
            Apply = Effects.ReleaseAndTell,
        },
        new("HOLD-STRANGER", PhaseSet.Holding, "alone, and a stranger answers for the VIP", Phase.Releasing, "Another machine has the VIP (R8b); the alert names its MAC.")
        {
            Matches = static (in s, in f) => !f.LeaseLive && !f.Policy.IsSingle && !f.Policy.TakeFromStranger
                && s.StrangerOnWireAt > s.PhaseSince && f.Now - s.StrangerOnWireAt < f.Policy.EvidenceValidity,
            Apply = Effects.ReleaseAndTell,
        },
        new("HOLD-STALLED", PhaseSet.Holding, "lease out after a stall", Phase.Releasing, "This process stood still and its lease ran out: no witness is asked (R8c).")
        {
            Matches = static (in s, in f) => s.StalledOut,
            Apply = Effects.ReleaseAndTell,
        },
        new("HOLD-BLIND-PEER", PhaseSet.Holding, "lease out, and the peer says twice, two probes apart, that it hears nobody", Phase.Releasing, "The peer is heard, but does not hear this node: one direction is broken, and the peer can serve (R8a).")
        {
            // Not its first word after a partition: that was said before it could hear this node.
            Matches = static (in s, in f) => !f.LeaseLive && f.PeerHeardLately && s.PeerBlindSince != MonotonicTime.Never
                && s.PeerHeardAt - s.PeerBlindSince >= 2 * f.Policy.ProbeSpacing,
            Apply = Effects.ReleaseAndTell,
        },
        new("HOLD-ISOLATED", PhaseSet.Holding, "lease out, and no evidence of the witness", Phase.Releasing, "Neither the peer nor the witness says that this node may hold (R8d).")
        {
            Matches = static (in s, in f) => !f.LeaseLive && Effects.EvidenceIsOver(s, f),
            Apply = Effects.ReleaseIsolated,
        },
        new("HOLD-BIND-FAILED", PhaseSet.Holding, "the address was gone and could not be put back", Phase.Releasing, "This PRIMARY is without its address, and the peer may have it at once (R6).")
        {
            Matches = static (in s, in f) => s.BindFailed,
            Apply = Effects.ReleaseAndTell,
        },
        new("HOLD-HANDOVER", PhaseSet.Holding, "the peer said READY", Phase.Releasing, "The peer is ready to take the address (R13).")
        {
            Matches = static (in s, in f) => s.SwitchWanted && s.ReadyAccepted != 0,
            Apply = Effects.ReleaseForHandOver,
        },
        new("HOLD-LEAVE", PhaseSet.Holding, "leaving, and no hand-over came about", Phase.Releasing, "This node stops, and nobody is there to take the address.")
        {
            Matches = static (in s, in f) => s.IsLeaving && s.LeaveTried && !s.SwitchWanted,
            Apply = Effects.ReleaseAndTell,
        },
        new("HOLD-MAINT-FORCED", PhaseSet.Holding, "maintenance by force, and no hand-over came about", Phase.Releasing, "An operator takes this node out of service although nobody is there to take the address (R20).")
        {
            Matches = static (in s, in f) => s.MaintenanceWanted && s.MaintenanceForced && s.MaintenanceTried && !s.SwitchWanted,
            Apply = Effects.ReleaseAndTell,
        },

        .. RestartRules.Rows,

        // A PRIMARY that begins a hand-over unasked, and stays what it is until the peer says READY.
        new("MOVE-MAINT", PhaseSet.Holding, "maintenance is wanted", Phase.Holding, "Maintenance: the peer is asked to take the address first (R20).")
        {
            Stays = true,
            Matches = static (in s, in f) => s.MaintenanceWanted && !s.MaintenanceTried,
            Apply = Effects.SwitchForMaintenance,
        },
        new("MOVE-UNHEALTHY", PhaseSet.Holding, "unhealthy, the peer fit, not frozen, auto_switch on, hold-down over", Phase.Holding, "This PRIMARY cannot serve, and the peer can: it is asked to take the address.")
        {
            Stays = true,
            Matches = static (in s, in f) => !s.IsHealthy && !s.HeldByForce && MayMoveUnasked(s, f) && f.Now - s.SwitchSince >= f.Policy.Timeout,
            Apply = Effects.WantSwitch,
        },
        new("MOVE-FAILBACK", PhaseSet.Holding, "failback auto, the peer has the higher priority and has been fit for the delay, no operator put the address here, hold-down over", Phase.Holding, "The node of higher priority is back and has stayed fit: it is asked to take the address (R20).")
        {
            Stays = true,
            Matches = static (in s, in f) => f.Policy.FailbackAuto && !s.Durable.PutByOperator && s.Peer.Priority > f.Policy.Priority && s.PeerFitSince != MonotonicTime.Never
                && f.Now - MonotonicTime.Max(s.PeerFitSince, s.PhaseSince) >= f.Policy.FailbackDelay && s.Peer.ConfigVersion >= f.Policy.ConfigVersion
                && MayMoveUnasked(s, f) && (s.SwitchSince == MonotonicTime.Never || f.Now - s.SwitchSince >= f.Policy.FailbackDelay + f.Policy.Timeout),
            Apply = Effects.WantSwitch,
        },
        new("TERM-RAISED", PhaseSet.Holding, "under a lease, the peer has bid a higher term and given it up, and a higher one is reserved here", Phase.Holding, "The peer's bid came to nothing; this PRIMARY goes above it, so that its term is the highest again (R4).")
        {
            Stays = true,
            Matches = static (in s, in f) => s.PeerHighestClaim > s.Term && s.IsBound && f.LeaseFresh && f.TwoWay && f.TermReserved && s.DiskWorks
                && !s.SwitchWanted && !s.IsLeaving && s.Peer.Role is NodeState.Standby or NodeState.Failed or NodeState.Maintenance
                && !s.Peer.Has(PeerStateFlags.Holds),
            Apply = Effects.RaiseTerm,
        },

        .. HookRules.OfThePrimary,

        new("BIND-DONE", PhaseSet.Binding, "the address is bound", Phase.Holding, "The address is on this node.")
        {
            Matches = static (in s, in f) => s.IsBound,
            Apply = Effects.Hold,
        },
        new("BIND-FAILED", PhaseSet.Binding, "the address could not be bound", Phase.Idle, "The executor could not bind the address in time: the claim is a REL now (R6).")
        {
            Matches = static (in s, in f) => s.BindFailed,
            Apply = Effects.BindFailed,
        },
        new("BIND-ANSWERED", PhaseSet.Binding, "the peer answers for the VIP", Phase.Releasing, "The peer still has the address (R5).")
        {
            Matches = static (in s, in f) => s.PeerOnWireAt >= s.PhaseSince && !f.LeaseLive,
            Apply = Effects.ReleaseAndTell,
        },

        new("BID-ANSWERED", Bidding, "somebody answers for the VIP", Phase.Idle, "Somebody has the address: the bid is off (R5).")
        {
            Matches = static (in s, in f) => s.PeerOnWireAt > s.PhaseSince || (s.StrangerOnWireAt > s.PhaseSince && !f.Policy.TakeFromStranger),
            Apply = Effects.AbandonBid,
        },
        new("BID-UNFIT", Bidding, "this node cannot be PRIMARY any more", Phase.Idle, "Its health, its disk or an operator took this node out of the bid.")
        {
            Matches = static (in s, in f) => !s.DiskWorks || !s.IsHealthy || s.IsLeaving || s.IsInMaintenance || (s.IsFrozen && !s.IsLastHolder),
            Apply = Effects.AbandonBid,
        },
        new("CONSENT-GIVEN", Bidding, "the peer granted, two probes silent", Phase.Binding, "The peer consents (R7).")
        {
            Matches = static (in s, in f) => f.LeaseLive && f.WireSilent2,
            Apply = Effects.BindLeased,
        },
        new("CLAIM-HEARD", PhaseSet.Claiming, "the peer is heard again", Phase.Idle, "Two nodes that hear each other elect by consent (R7).")
        {
            Matches = static (in s, in f) => s.PeerHeardAt > s.PhaseSince && !f.LeaseLive,
            Apply = Effects.AbandonBid,
        },
        new("CLAIM-FAILED", PhaseSet.Claiming, "the gateway did not keep the claim", Phase.Idle, "The gateway's entry went back to another, or it does not answer: somebody defends the address (R17).")
        {
            Matches = static (in s, in f) => f.Now - MonotonicTime.Max(s.VipEvidenceAt, s.PhaseSince) > f.Policy.EvidenceGap
                || (s.VipEvidenceAt != MonotonicTime.Never && s.VipEvidenceSince - s.PhaseSince > f.Policy.EvidenceGap),
            Apply = Effects.ClaimFailed,
        },
        new("CLAIM-STOOD", PhaseSet.Claiming, "the claim stood for T_e + 3 s, promise passed, nothing heard for T, wire still silent", Phase.Binding, "The gateway says that the address is this node's (R17).")
        {
            Matches = static (in s, in f) => f.Now - s.PhaseSince >= f.Policy.ClaimAgainst(s.Peer.PromiseLength) && f.WireSilent10
                && f.PromisePassed && f.SilentLongEnough(s) && s.VipEvidenceAt != MonotonicTime.Never,
            Apply = Effects.BindAlone,
        },
        new("CONSENT-TIMEOUT", PhaseSet.Consenting, "the peer is not heard any more, or no consent within max(T, 5 s)", Phase.Idle, "The peer did not consent in time.")
        {
            Matches = static (in s, in f) => f.Now - s.PhaseSince >= f.Policy.ConsentTimeout || !f.TwoWay,
            Apply = Effects.ConsentFailed,
        },

        new("FENCE-UNFIT", PhaseSet.Fencing, "the peer is there, somebody answers for the VIP, or this node cannot be PRIMARY any more", Phase.Idle, "What the fence was for is over: its outcome is not used.")
        {
            Matches = static (in s, in f) => (s.PeerHeardAt >= s.PhaseSince && !s.Peer.Has(PeerStateFlags.Released)) || s.PeerOnWireAt > s.PhaseSince
                || !f.Eligible || !Effects.NobodyOnWire(s, f) || !f.Policy.FenceBeforeTakeOver,
            Apply = Effects.StopFencing,
        },
        new("FENCE-STOOD", PhaseSet.Fencing, "the fence succeeded", Phase.Idle, "The peer is fenced off; everything else is looked at once more.")
        {
            Matches = static (in s, in f) => s.FenceAnswered == s.FenceNumber && s.FenceSucceeded,
            Apply = Effects.FenceStood,
        },
        new("FENCE-FAILED", PhaseSet.Fencing, "the fence failed, or did not end in time", Phase.Idle, "The peer could not be fenced off; fence.on_failure decides.")
        {
            Matches = static (in s, in f) => s.FenceAnswered == s.FenceNumber || f.Now - s.PhaseSince >= f.Policy.FenceTimeout,
            Apply = Effects.FenceFailed,
        },

        .. HookRules.OfTheWaiting,

        new("TAKE-HANDOVER", PhaseSet.Idle | PhaseSet.Failed | PhaseSet.Fencing | PhaseSet.Preparing, "the PRIMARY handed over", Phase.Binding, "The PRIMARY released, and its hand-over is this node's lease (R13).")
        {
            Matches = static (in s, in f) => f.LeaseLive && f.TermReserved && s.DiskWorks && !s.IsLeaving,
            Apply = Effects.BindHandedOver,
        },
        .. HookRules.OfTheTaker,
        new("TAKE-RELEASED", PhaseSet.Idle, "the peer said REL, two probes silent, witness fresh", Phase.Binding, "The peer holds nothing and says so (R6).")
        {
            Matches = static (in s, in f) => f.Fenced && f.Prepared && Effects.MayTakeReleased(s, f),
            Apply = Effects.BindAlone,
        },
        new("ASK-CONSENT", PhaseSet.Idle, "both hear each other, nobody is PRIMARY, this node goes first", Phase.Consenting, "Two nodes that hear each other elect by consent (R7).")
        {
            Matches = static (in s, in f) => f.Prepared && Effects.MayAskConsent(s, f),
            Apply = Effects.AskConsent,
        },
        new("FENCE", PhaseSet.Idle, "a fence is configured, and the peer could be taken over from unasked", Phase.Fencing, "Before a take-over that nobody consents to, the peer is fenced off (design.md section 6).")
        {
            Matches = Effects.NeedsFence,
            Apply = Effects.OrderFence,
        },
        .. HookRules.OfTheBidder,
        new("TAKE-SILENT", PhaseSet.Idle, "promise passed but for a margin, nothing heard for T − m, ten probes silent, witness fresh", Phase.Claiming, "The peer is silent, and so is the wire (R5); the gateway is asked whose the address is (R17).")
        {
            Matches = static (in s, in f) => f.Policy.Witness == WitnessKind.Gateway && !f.Policy.IsSingle && f.Fenced && f.Prepared && Effects.MayTakeSilently(s, f, f.Policy.LeaseMargin),
            Apply = Effects.Claim,
        },
        new("TAKE-UNWITNESSED", PhaseSet.Idle, "the same, without a witness", Phase.Binding, "The peer is silent, and so is the wire (R5); no witness is configured (R18).")
        {
            Matches = static (in s, in f) => f.Policy.Witness == WitnessKind.None && !f.Policy.IsSingle && f.Fenced && f.Prepared && Effects.MayTakeSilently(s, f, TimeSpan.Zero)
                && Effects.MayHoldUnwitnessed(s, f),
            Apply = Effects.BindAlone,
        },
        new("TAKE-SINGLE", PhaseSet.Idle, "no peer is configured, ten probes silent", Phase.Binding, "This node is alone by configuration, and nobody answers for the address.")
        {
            Matches = static (in s, in f) => f.Policy.IsSingle && f.Prepared && f.Eligible && f.WireSilent10 && f.Now >= s.NoBidBefore,
            Apply = Effects.BindAlone,
        },
    ];

    /// <summary>Health moves and fail-back: what R20 takes from them, and the damping. It only ever delays; the holder holds meanwhile.</summary>
    private static bool MayMoveUnasked(in DecisionState s, in Facts f) =>
        !s.SwitchWanted && f.Policy.AutoSwitch && !s.IsFrozen && !s.IsLeaving && f.TwoWay && f.PeerFit
        && (s.LastMoveAt == MonotonicTime.Never || f.Now - s.LastMoveAt >= f.Policy.HoldDown(s.Moves));
}
