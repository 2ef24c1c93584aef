using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.Hooks;
using HAMgm.Contracts.Peer;
using HAMgm.Contracts.Time;
using HAMgm.Logic.Core.Actions;
using HAMgm.Logic.Core.Policy;
using HAMgm.Logic.Core.State;

namespace HAMgm.Logic.Core.Rules;

/// <summary>The rules of hooks (ADR 0046). None configured: none of them matches, and nothing waits.</summary>
internal static class HookRules
{
    /// <summary>A PRIMARY that wants to hand over runs before-demote first.</summary>
    public static readonly Rule[] OfThePrimary =
    [
        new("HOOKS-DEMOTE", PhaseSet.Holding, "a hand-over is wanted, and before-demote hooks are configured", Phase.Holding, "The before-demote hooks run; then the peer is asked to take the address.")
        {
            Stays = true,
            Matches = static (in s, in f) => s.SwitchWanted && s.ReadyAccepted == 0 && !s.Hooks.IsDemoteOrdered && f.Policy.DemoteHookTimeout > TimeSpan.Zero,
            Apply = OrderDemote,
        },
    ];

    /// <summary>A node that waits for before-promote, with nobody's consent to a hand-over.</summary>
    public static readonly Rule[] OfTheWaiting =
    [
        new("HOOKS-UNFIT", PhaseSet.Preparing, "a PRIMARY is there, somebody answers for the VIP, or this node cannot be PRIMARY any more", Phase.Idle, "What the before-promote hooks ran for is over: their outcome is not used.")
        {
            Matches = static (in s, in f) => (s.PeerHeardAt >= s.PhaseSince && (f.PeerIsPrimary || s.Peer.Has(PeerStateFlags.Holds)))
                || s.PeerOnWireAt > s.PhaseSince || (!f.Eligible && (f.Now >= s.Hooks.BarredUntil || !s.IsHealthy || s.IsLeaving)) || !Effects.NobodyOnWire(s, f)
                || f.Policy.PromoteHookTimeout == TimeSpan.Zero || s.Hooks.Term != s.Durable.ReservedTerm,
            Apply = Effects.Recover,
        },
        new("HOOKS-STOOD", PhaseSet.Preparing, "the before-promote hooks have succeeded", Phase.Idle, "The before-promote hooks have run; everything else is looked at once more.")
        {
            Matches = static (in s, in f) => !s.Hooks.IsRunning && s.Hooks.HasSucceeded,
            Apply = Effects.Recover,
        },
        new("HOOKS-FAILED", PhaseSet.Preparing, "a before-promote hook with policy abort failed, or did not end in time", Phase.Idle, "This node is not prepared to be PRIMARY: it does not take over, and tries again later.")
        {
            Matches = static (in s, in f) => !s.Hooks.IsRunning,
            Apply = Failed,
        },
    ];

    /// <summary>A node that is asked to take a hand-over.</summary>
    public static readonly Rule[] OfTheTaker =
    [
        new("HOOKS-ASKED", PhaseSet.Idle | PhaseSet.Failed | PhaseSet.Fencing, "the PRIMARY asks PREPARE, and before-promote hooks are configured", Phase.Idle, "The before-promote hooks run; then this node says READY, or that it cannot.")
        {
            Stays = true,
            Matches = static (in s, in f) => s.Hooks.AskedAt == f.Now && f.TermReserved && !(s.Hooks.RunsFor(s.Durable.ReservedTerm) && s.Hooks.IsPlanned)
                && !s.Hooks.HasEndedFor(s.Durable.ReservedTerm, f.Now, f.Policy),
            Apply = static (ref s, in f, in context) => RunPromote(ref s, isPlanned: true, context),
        },
    ];

    /// <summary>A node that could take the address by itself, were it not for its hooks.</summary>
    public static readonly Rule[] OfTheBidder =
    [
        new("HOOKS", PhaseSet.Idle, "before-promote hooks are configured, and this node could bid by itself", Phase.Preparing, "Before this node takes the address by itself, its before-promote hooks run.")
        {
            Matches = static (in s, in f) => !f.Prepared && f.Now >= s.NoBidBefore && Effects.NobodyOnWire(s, f) && CouldBid(s, f),
            Apply = Wait,
        },
    ];

    /// <summary>Whether a bid could begin now, were it not for the hooks.</summary>
    private static bool CouldBid(in DecisionState s, in Facts f)
    {
        var isSilent = Effects.MayTakeSilently(s, f, f.Policy.LeaseMargin) && Effects.MayHoldUnwitnessed(s, f);
        // A peer that has just started says that it cannot be PRIMARY, until its disk has answered: not both are to run theirs.
        var mayAsk = s.Peer.Has(PeerStateFlags.Eligible) || f.PromisePassed;
        return f.TermReserved && (f.Policy.IsSingle
            ? f.Eligible && f.WireSilent10
            : (f.Fenced && (isSilent || Effects.MayTakeReleased(s, f))) || (mayAsk && Effects.MayAskConsent(s, f)));
    }

    private static void OrderDemote(ref DecisionState s, in Facts f, in DecisionContext context)
    {
        s.Hooks.IsDemoteOrdered = true;
        Order(ref s, HookPoint.BeforeDemote, s.Term, isPlanned: true, context);
    }

    private static void Wait(ref DecisionState s, in Facts f, in DecisionContext context)
    {
        s.Phase = Phase.Preparing;
        s.PhaseSince = context.Now;
        RunPromote(ref s, isPlanned: false, context);
    }

    private static void RunPromote(ref DecisionState s, bool isPlanned, in DecisionContext context)
    {
        if (s.Hooks.RunsFor(s.Durable.ReservedTerm))
        {
            // Begun for the other purpose, with the same term: one run is enough.
            s.Hooks.IsPlanned = isPlanned;
            return;
        }

        Order(ref s, HookPoint.BeforePromote, s.Durable.ReservedTerm, isPlanned, context);
    }

    private static void Order(ref DecisionState s, HookPoint point, Epoch term, bool isPlanned, in DecisionContext context)
    {
        s.Hooks.Number++;
        s.Hooks.Point = point;
        s.Hooks.Term = term;
        s.Hooks.IsPlanned = isPlanned;
        s.Hooks.HasSucceeded = false;
        s.Hooks.OrderedAt = context.Now;
        s.Hooks.EndedAt = MonotonicTime.Never;
        ref var action = ref context.Out.Add(ActionKind.RunHooks);
        action.Number = s.Hooks.Number;
        action.Point = point;
        action.Term = term;
        action.Yes = isPlanned;
        action.Until = context.Now + context.Policy.HookTimeout(point);
    }

    private static void Failed(ref DecisionState s, in Facts f, in DecisionContext context)
    {
        s.NoBidBefore = MonotonicTime.Max(s.NoBidBefore, context.Now + f.Policy.FenceBackOff);
        Effects.Recover(ref s, f, context);
    }
}
