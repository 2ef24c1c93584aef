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
        new("HOLD-BLIND-PEER", PhaseSet.Holding, "lease out, and the peer says that it hears nobody", Phase.Releasing, "The peer is heard, but does not hear this node: one direction is broken, and the peer can serve (R8a).")
        {
            Matches = static (in s, in f) => !f.LeaseLive && f.PeerHeardLately && s.Peer.Has(PeerStateFlags.Blind),
            Apply = Effects.ReleaseAndTell,
        },
        new("HOLD-ISOLATED", PhaseSet.Holding, "lease out, and no evidence of the witness", Phase.Releasing, "Neither the peer nor the witness says that this node may hold (R8d).")
        {
            Matches = static (in s, in f) => !f.LeaseLive && f.Now >= f.HoldUntil && Effects.EvidenceIsOver(s, f),
            Apply = Effects.ReleaseIsolated,
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

        .. RestartRules.Rows,
        new("BIND-DONE", PhaseSet.Binding, "the address is bound", Phase.Holding, "The address is on this node.")
        {
            Matches = static (in s, in f) => s.IsBound,
            Apply = Effects.Hold,
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
            Matches = static (in s, in f) => !s.DiskWorks || !s.IsHealthy || s.IsLeaving,
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

        new("TAKE-HANDOVER", PhaseSet.Idle, "the PRIMARY handed over", Phase.Binding, "The PRIMARY released, and its hand-over is this node's lease (R13).")
        {
            Matches = static (in s, in f) => f.LeaseLive && f.TermReserved && s.DiskWorks && !s.IsLeaving,
            Apply = Effects.BindHandedOver,
        },
        new("TAKE-RELEASED", PhaseSet.Idle, "the peer said REL, two probes silent, witness fresh", Phase.Binding, "The peer holds nothing and says so (R6).")
        {
            Matches = static (in s, in f) => f.ReleaseUsable && f.WireSilent2 && f.WitnessFresh && f.Eligible
                && Effects.NobodyOnWire(s, f),
            Apply = Effects.BindAlone,
        },
        new("ASK-CONSENT", PhaseSet.Idle, "both hear each other, nobody is PRIMARY, this node goes first", Phase.Consenting, "Two nodes that hear each other elect by consent (R7).")
        {
            Matches = static (in s, in f) => f.TwoWay && !f.Policy.IsSingle && s.Peer.Role is NodeState.Standby or NodeState.Failed or NodeState.Maintenance
                && !s.Peer.Has(PeerStateFlags.Holds) && f.Eligible && f.Outranks && f.Now >= s.NoBidBefore && Effects.NobodyOnWire(s, f)
                && (s.ReleasedAt == MonotonicTime.Never || f.Now - s.ReleasedAt >= f.Policy.Timeout),
            Apply = Effects.AskConsent,
        },
        new("TAKE-SILENT", PhaseSet.Idle, "promise passed but for a margin, nothing heard for T − m, ten probes silent, witness fresh", Phase.Claiming, "The peer is silent, and so is the wire (R5); the gateway is asked whose the address is (R17).")
        {
            Matches = static (in s, in f) => f.Policy.Witness == WitnessKind.Gateway && !f.Policy.IsSingle && Effects.MayTakeSilently(s, f, f.Policy.LeaseMargin),
            Apply = Effects.Claim,
        },
        new("TAKE-UNWITNESSED", PhaseSet.Idle, "the same, without a witness", Phase.Binding, "The peer is silent, and so is the wire (R5); no witness is configured (R18).")
        {
            Matches = static (in s, in f) => f.Policy.Witness == WitnessKind.None && !f.Policy.IsSingle && Effects.MayTakeSilently(s, f, TimeSpan.Zero)
                && (f.Policy.KeepWhenIsolated || s.MayHoldAlone),
            Apply = Effects.BindAlone,
        },
        new("TAKE-SINGLE", PhaseSet.Idle, "no peer is configured, ten probes silent", Phase.Binding, "This node is alone by configuration, and nobody answers for the address.")
        {
            Matches = static (in s, in f) => f.Policy.IsSingle && f.Eligible && f.WireSilent10 && f.Now >= s.NoBidBefore,
            Apply = Effects.BindAlone,
        },
    ];
}
