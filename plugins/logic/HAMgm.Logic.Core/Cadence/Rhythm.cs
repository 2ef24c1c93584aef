using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.Peer;
using HAMgm.Contracts.Time;
using HAMgm.Logic.Core.Actions;
using HAMgm.Logic.Core.Messages;
using HAMgm.Logic.Core.Policy;
using HAMgm.Logic.Core.Rules;
using HAMgm.Logic.Core.State;

namespace HAMgm.Logic.Core.Cadence;

/// <summary>What is due after the rules have spoken: facts to the disk, beats, probes, refreshes; and when to wake next.</summary>
internal static class Rhythm
{
    private static readonly TimeSpan _statusProbeInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _defencePause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _strangerLasts = TimeSpan.FromSeconds(12);
    private static readonly TimeSpan _longestRefreshInterval = TimeSpan.FromMilliseconds(100);

    public static void Run(ref DecisionState s, in DecisionContext context)
    {
        var f = new Facts(s, context);
        Lengthen(ref s, f);
        Shorten(ref s, f);
        Reserve(ref s, f);
        Persist(ref s, f, context);
        Beat(ref s, f, context);
        ProbeWire(ref s, f, context);
        Defend(ref s, f, context);
        ProbeGateway(ref s, f, context);
        Hold(ref s, f, context);
        AnnounceAgainstStranger(ref s, f, context);
        s.WakeAt = NextWake(s, f);
    }

    /// <summary>A longer T is on the disk before the next start waits for it (R3).</summary>
    private static void Lengthen(ref DecisionState s, in Facts f)
    {
        if (f.Policy.Timeout > s.Durable.LongestPromise)
        {
            s.Durable.LongestPromise = f.Policy.Timeout;
            s.PromiseTicket = ++s.PersistTicket;
        }
    }

    /// <summary>
    /// A promise as long as the longest may bind until that long after it was given. Once both nodes have told a shorter T for that
    /// long, and hear each other, none does any more, and a start need not wait for one (R3).
    /// </summary>
    private static void Shorten(ref DecisionState s, in Facts f)
    {
        var longest = s.Durable.LongestPromise;
        if (f.LongerTimeout >= longest || !(f.PeerHeard || f.Policy.IsSingle))
        {
            s.ShorterSince = MonotonicTime.Never;
            return;
        }

        s.ShorterSince = s.ShorterSince == MonotonicTime.Never ? f.Now : s.ShorterSince;
        // A tenth more, for drift and for what was on its way.
        if (f.Now - s.ShorterSince >= longest * 1.1 && (f.TwoWay || f.Policy.IsSingle) && s.PromiseTicket <= s.PersistedTicket && s.DiskWorks)
        {
            s.Durable.LongestPromise = f.LongerTimeout;
            // No longer one is told from now on: what is on the disk may be the shorter one already.
            s.PromiseOnDisk = f.LongerTimeout;
            s.PromiseTicket = ++s.PersistTicket;
            s.ShorterSince = MonotonicTime.Never;
        }
    }

    /// <summary>The next own term is reserved before it is needed, so that a take-over waits for no disk (R4).</summary>
    private static void Reserve(ref DecisionState s, in Facts f)
    {
        var floor = Epoch.Max(s.Durable.HighestTerm, s.Term);
        if (s.Phase is Phase.Starting || s.Durable.ReservedTerm > floor)
        {
            return;
        }

        var parity = f.Policy.IsLowerNode ? 0 : 1;
        var next = floor.Value + 1;
        s.Durable.ReservedTerm = new Epoch((next & 1) == parity ? next : next + 1);
        s.PersistTicket++;
        s.ReserveTicket = s.PersistTicket;
    }

    private static void Persist(ref DecisionState s, in Facts f, in DecisionContext context)
    {
        var retry = !s.DiskWorks && f.Now >= s.RetryPersistAt && s.PersistOrdered > s.PersistedTicket;
        if (s.PersistTicket == s.PersistOrdered && !retry)
        {
            return;
        }

        s.PersistWaitingSince = s.PersistOrdered <= s.PersistedTicket ? f.Now : s.PersistWaitingSince;
        s.PersistOrdered = s.PersistTicket;
        s.RetryPersistAt = f.Now + TimeSpan.FromSeconds(1);
        ref var action = ref context.Out.Add(ActionKind.Persist);
        action.Facts = s.Durable;
        action.Number = s.PersistTicket;
    }

    private static void Beat(ref DecisionState s, in Facts f, in DecisionContext context)
    {
        if (IsAskedRegularly(s, f))
        {
            // Its answers say all that a beat would, and prove the same; the next beat is due when the PRIMARY's is late.
            s.NextBeatAt = s.PeerHeardAt + f.Policy.Interval + (2 * f.Policy.ProbeSpacing);
        }

        var isDue = f.Now >= s.NextBeatAt;
        if (!isDue && (!IsRepeating(s, f) || f.Now < s.NextRepeatAt))
        {
            return;
        }

        if (isDue)
        {
            s.LastBeatAt = f.Now;
            s.NextBeatAt = MonotonicTime.Max(s.NextBeatAt + f.Policy.Interval, f.Now + (f.Policy.Interval / 2));
        }

        StateMessage.SendBeat(ref s, f, context);
        s.NextRepeatAt = f.Now + f.Policy.ProbeSpacing;
        if (s.Repeats > 0 && --s.Repeats == 0 && s.HasLeft)
        {
            context.Out.Add(ActionKind.Left).Term = s.Term;
        }
    }

    /// <summary>A STANDBY whose PRIMARY asks every interval, and hears the answers, need not ask as well.</summary>
    private static bool IsAskedRegularly(in DecisionState s, in Facts f) =>
        s.IsResting && f.PeerIsPrimary && s.Repeats == 0 && !s.TellsReleased && !s.IsLeaving && s.ReadyAccepted == 0
        && s.Peer.Has(PeerStateFlags.HearsYou | PeerStateFlags.Request) && s.TwoWayAt == s.PeerHeardAt
        && f.Now < s.PeerHeardAt + f.Policy.Interval + (2 * f.Policy.ProbeSpacing);

    /// <summary>What is not answered is repeated every s (R19), as long as somebody may be there to answer.</summary>
    private static bool IsRepeating(in DecisionState s, in Facts f)
    {
        if (s.Repeats > 0 || s.Phase is Phase.Consenting or Phase.Binding
            || (SwitchOver.IsAsking(s, f.Policy) && f.Now - s.Hooks.PeerPreparingAt > 1.5 * f.Policy.Interval) || (s.IsResting && s.ReadyAccepted != 0)
            || s.FreezeOperation != 0 || StateMessage.IsAnnouncing(s))
        {
            return true;
        }

        var isUnanswered = s.AnsweredSentAt < s.LastBeatAt;
        return isUnanswered && !s.HasLeft && s.PeerHeardAt != MonotonicTime.Never && f.Now - s.PeerHeardAt < 2 * f.Policy.Timeout;
    }

    private static void ProbeWire(ref DecisionState s, in Facts f, in DecisionContext context)
    {
        var spacing = WireProbeSpacing(s, f);
        if (spacing == TimeSpan.MaxValue)
        {
            s.SilentProbes = 0;
            s.ProbeLeft = s.ProbeNumber;
            s.LastProbeAt = MonotonicTime.Never;
            return;
        }

        // Due by the spacing of now: a patient rhythm that turns urgent does not wait out its patience.
        if (f.Now < s.NextProbeAt && f.Now - s.LastProbeAt < spacing)
        {
            return;
        }

        // The probe before this one found nobody, if it left. One that did not leave proves nothing.
        var previousWaited = s.LastProbeAt != MonotonicTime.Never && f.Now - s.LastProbeAt >= f.Policy.ProbeSpacing;
        if (previousWaited && s.ProbeLeft == s.ProbeNumber)
        {
            s.SilentProbes = Math.Min(s.SilentProbes + 1, 1000);
        }
        else if (s.ProbeLeft + 2 < s.ProbeNumber)
        {
            s.SilentProbes = 0;
        }

        s.ProbeNumber++;
        s.LastProbeAt = f.Now;
        s.NextProbeAt = f.Now + spacing;
        context.Out.Add(ActionKind.ProbeWire).Number = s.ProbeNumber;
    }

    private static TimeSpan WireProbeSpacing(in DecisionState s, in Facts f)
    {
        var p = f.Policy;
        switch (s.Phase)
        {
            case Phase.Claiming or Phase.Consenting or Phase.Fencing or Phase.Preparing:
                return p.ProbeSpacing;
            case Phase.Binding:
                return p.ProbeSpacing;
            case Phase.Holding when !s.IsBound && !f.LeaseLive:
                return p.ProbeSpacing;
            case Phase.Holding when !f.LeaseLive && !p.IsSingle:
                return p.Interval;
            case Phase.Idle or Phase.Failed or Phase.Maintenance when p.IsSingle || s.PeerReleased != Epoch.None || f.Now < s.ProbeUntil
                    || s.PeerHeardAt == MonotonicTime.Never || f.Now - s.PeerHeardAt > p.Interval + (2 * p.ProbeSpacing):
                // Nobody can take over before the promise has passed: a patient rhythm until its last second.
                return s.PeerReleased == Epoch.None && s.PromiseUntil - f.Now > TimeSpan.FromSeconds(1) ? p.Interval : p.ProbeSpacing;
            default:
                return TimeSpan.MaxValue;
        }
    }

    private static void ProbeGateway(ref DecisionState s, in Facts f, in DecisionContext context)
    {
        if (f.Policy.Witness == WitnessKind.None || s.Phase == Phase.Starting)
        {
            return;
        }

        var fromVip = s.Phase is Phase.Holding or Phase.Claiming or Phase.Binding;
        var isUrgent = s.Phase is Phase.Claiming or Phase.Binding
            || (s.Phase == Phase.Holding && !f.LeaseFresh && !f.Policy.IsSingle)
            || (s.IsResting && WireProbeSpacing(s, f) <= f.Policy.ProbeSpacing);
        var spacing = isUrgent ? f.Policy.ProbeSpacing : _statusProbeInterval;
        s.NextGatewayAt = MonotonicTime.Min(s.NextGatewayAt, s.LastGatewayAt + spacing);
        if (f.Now < s.NextGatewayAt)
        {
            return;
        }

        if (fromVip && !isUrgent && s.MuteEchoes < 1000 && ++s.MuteEchoes == 6 && !f.Policy.IsSingle)
        {
            context.Alert(AlertKind.GatewayMute);
        }

        s.GatewayNumber++;
        s.LastGatewayAt = f.Now;
        s.NextGatewayAt = f.Now + spacing;
        ref var action = ref context.Out.Add(ActionKind.ProbeGateway);
        action.Number = s.GatewayNumber;
        action.Yes = fromVip;
        action.Term = s.Term;
    }

    private static void Hold(ref DecisionState s, in Facts f, in DecisionContext context)
    {
        if (s.Phase != Phase.Holding)
        {
            return;
        }

        if (!s.IsBound)
        {
            var stood = f.Policy.Witness == WitnessKind.None || f.VipEvidenceStood;
            var mayPutBack = f.Policy.IsSingle || f.LeaseLive || (stood && f.WireSilent10);
            if (mayPutBack && f.Now < f.HoldUntil && f.Now - s.BindOrderedAt >= TimeSpan.FromMilliseconds(50))
            {
                Effects.OrderBind(ref s, f.HoldUntil, context);
            }

            return;
        }

        // Due by the rhythm of now: the step from the lease to the evidence must not wait for the lease's rhythm.
        s.NextRefreshAt = MonotonicTime.Min(s.NextRefreshAt, s.RefreshedAt + RefreshInterval(f) + Leeway(f));
        // A new grant is taken up as it comes, when the next refresh is due soon: no wake-up of its own, and as long as can be until it runs out.
        // At the shortest T that is allowed, the last one would end before the next: then it is taken up whatever is due.
        var isGranted = f.HoldUntil > s.RefreshedUntil
            && (f.Now + (RefreshInterval(f) / 2) >= s.NextRefreshAt || s.RefreshedUntil - f.Now < RefreshInterval(f) + f.Policy.ProbeSpacing);
        if ((isGranted || f.Now >= s.NextRefreshAt) && f.Now < f.HoldUntil)
        {
            s.RefreshedAt = f.Now;
            s.RefreshedUntil = f.HoldUntil;
            s.NextRefreshAt = f.Now + RefreshInterval(f) + Leeway(f);
            ref var action = ref context.Out.Add(ActionKind.Refresh);
            action.Term = s.Term;
            action.Until = f.HoldUntil;
        }
    }

    /// <summary>
    /// R17: a PRIMARY without a lease whose echo goes missing announces again, at most twice in T, and asks again at once:
    /// the answer has to be there before the evidence of the last one has run out.
    /// </summary>
    private static void Defend(ref DecisionState s, in Facts f, in DecisionContext context)
    {
        var missing = 1.5 * f.Policy.ProbeSpacing;
        if (s.Phase != Phase.Holding || f.LeaseLive || f.Policy.Witness != WitnessKind.Gateway || f.Policy.IsSingle
            || f.Now - MonotonicTime.Max(s.VipEvidenceAt, s.GraceUntil) < missing)
        {
            return;
        }

        if (f.Now - s.DefenceWindowAt >= f.Policy.Timeout)
        {
            s.DefenceWindowAt = f.Now;
            s.Defences = 0;
        }

        if (s.Defences >= 2 || (s.Defences == 1 && f.Now - s.DefenceWindowAt < missing))
        {
            return;
        }

        if (!s.IsBound)
        {
            // What the entry was before proves nothing: another may have it in turn, and hold by it.
            s.VipEvidenceSince = f.Now;
        }

        s.Defences++;
        s.NextGatewayAt = f.Now;
        ref var action = ref context.Out.Add(s.IsBound ? ActionKind.Announce : ActionKind.Claim);
        action.Term = s.Term;
        action.Until = f.Now + (2 * f.Policy.EvidenceValidity);
    }

    /// <summary>
    /// The winner of a conflict always announces again: whoever asked the stranger last must come back. Once a second, and
    /// for a while after it was last seen, since the caches that it took do not tell (RFC 5227 section 2.4).
    /// </summary>
    private static void AnnounceAgainstStranger(ref DecisionState s, in Facts f, in DecisionContext context)
    {
        if (s.Phase != Phase.Holding || !s.IsBound || s.StrangerOnWireAt == MonotonicTime.Never
            || f.Now - s.StrangerOnWireAt >= _strangerLasts || f.Now < s.NextDefenceAt)
        {
            return;
        }

        s.NextDefenceAt = f.Now + _defencePause;
        context.Out.Add(ActionKind.Announce).Term = s.Term;
    }

    private static TimeSpan RefreshInterval(in Facts f)
    {
        if (!f.LeaseFresh && f.Policy.Witness == WitnessKind.Gateway && !f.Policy.IsSingle)
        {
            return f.Policy.ProbeSpacing;
        }

        return f.Policy.Interval < _longestRefreshInterval ? f.Policy.Interval : _longestRefreshInterval;
    }

    /// <summary>How much later than its rhythm a refresh may be under a live lease, so that the answer that it waits for need not be on the instant.</summary>
    private static TimeSpan Leeway(in Facts f) => f.LeaseFresh ? f.Policy.ProbeSpacing : TimeSpan.Zero;

    private static MonotonicTime NextWake(in DecisionState s, in Facts f)
    {
        // A STANDBY that is asked sleeps until the question is late (see Beat).
        var wake = MonotonicTime.Min(s.NextBeatAt, f.Now + f.Policy.Interval + (2 * f.Policy.ProbeSpacing));
        if (IsRepeating(s, f))
        {
            wake = MonotonicTime.Min(wake, s.NextRepeatAt);
        }

        if (WireProbeSpacing(s, f) != TimeSpan.MaxValue)
        {
            wake = MonotonicTime.Min(wake, s.NextProbeAt);
        }

        if (f.Policy.Witness != WitnessKind.None)
        {
            wake = MonotonicTime.Min(wake, s.NextGatewayAt);
        }

        if (s.Phase == Phase.Holding && s.IsBound && f.Now < f.HoldUntil)
        {
            wake = MonotonicTime.Min(wake, s.NextRefreshAt);
        }

        if (s.Phase == Phase.Holding && s.StrangerOnWireAt != MonotonicTime.Never && f.Now - s.StrangerOnWireAt < _strangerLasts)
        {
            wake = Sooner(wake, s.NextDefenceAt, f.Now);
        }

        if (s.Hooks.IsRunning)
        {
            wake = Sooner(wake, s.Hooks.OrderedAt + f.Policy.HookTimeout(s.Hooks.Point), f.Now);
        }

        wake = Sooner(wake, s.LeaseUntil, f.Now);
        wake = Sooner(wake, s.PromiseUntil, f.Now);
        wake = Sooner(wake, s.PromiseUntil - f.Policy.LeaseMargin, f.Now);
        wake = Sooner(wake, f.HoldUntil, f.Now);
        wake = Sooner(wake, s.PeerHeardAt + f.Policy.Timeout, f.Now);
        wake = Sooner(wake, s.LastBeatAt + f.Policy.Interval + (2 * f.Policy.ProbeSpacing), f.Now);
        return MonotonicTime.Max(wake, f.Now);
    }

    private static MonotonicTime Sooner(MonotonicTime wake, MonotonicTime deadline, MonotonicTime now) =>
        deadline > now && deadline < wake ? deadline : wake;
}
