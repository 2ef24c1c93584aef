using HAMgm.Contracts.Time;
using HAMgm.Logic.Core.Actions;
using HAMgm.Logic.Core.Messages;
using HAMgm.Logic.Core.Policy;
using HAMgm.Logic.Core.State;

namespace HAMgm.Logic.Core.Observations;

/// <summary>Takes one observation into the state. It notes; the rules decide.</summary>
internal static class ObservationFold
{
    private static readonly TimeSpan _strangerForgotten = TimeSpan.FromSeconds(60);

    public static void Apply(ref DecisionState s, in Observation seen, in DecisionContext context)
    {
        var now = context.Now;
        switch (seen.Kind)
        {
            case ObservationKind.PeerMessage:
                MessageFold.Apply(ref s, seen.Message, context);
                break;
            case ObservationKind.LinkClosed:
                s.ProbeUntil = now + context.Policy.Timeout;
                break;
            case ObservationKind.Bound:
                Bound(ref s, seen, context);
                break;
            case ObservationKind.BindFailed:
                BindFailed(ref s, seen, context);
                break;
            case ObservationKind.Released:
                if (s.Phase == Phase.Releasing && seen.Term == s.Term)
                {
                    s.IsBound = false;
                    s.ReleasedAt = now;
                }

                break;
            case ObservationKind.HoldLost:
                if (s.Phase is Phase.Holding or Phase.Parking or Phase.Adopting && seen.Term == s.Term && s.IsBound)
                {
                    s.IsBound = false;
                    s.UnboundSince = now;
                    context.Alert(AlertKind.HoldLost);
                }

                break;
            case ObservationKind.ProbeSent:
                s.ProbeLeft = Math.Max(s.ProbeLeft, seen.Number);
                break;
            case ObservationKind.WireAnswer:
                WireAnswered(ref s, seen.Number, context);
                break;
            case ObservationKind.GatewayAnswer:
                GatewayAnswered(ref s, seen, context);
                break;
            case ObservationKind.Persisted:
                Persisted(ref s, seen, context);
                break;
            case ObservationKind.SwitchRequested:
                OperationFold.Switch(ref s, seen, context);
                break;
            case ObservationKind.MaintenanceRequested:
                OperationFold.Maintenance(ref s, seen, context);
                break;
            case ObservationKind.FreezeRequested:
                OperationFold.Freeze(ref s, seen, context);
                break;
            case ObservationKind.FenceEnded:
                s.FenceAnswered = Math.Max(s.FenceAnswered, seen.Number);
                s.FenceSucceeded = seen.Number == s.FenceNumber && seen.Yes;
                break;
            case ObservationKind.HooksEnded:
                HookFold.Ended(ref s, seen, context);
                break;
            case ObservationKind.LeaveRequested:
                s.LeaveUntil = s.IsLeaving ? s.LeaveUntil : now + FailoverPolicy.LeavePatience;
                s.IsLeaving = true;
                break;
            case ObservationKind.HealthChanged:
                s.IsHealthy = seen.Yes;
                s.HeldByForce = s.HeldByForce && !seen.Yes;
                s.UnhealthyTold = s.UnhealthyTold && !seen.Yes;
                break;
            case ObservationKind.RestartRequested:
                RestartFold.Requested(ref s, seen.Number, context);
                break;
            case ObservationKind.Parked:
                RestartFold.Parked(ref s, seen, context);
                break;
            default:
                break;
        }
    }

    private static void Bound(ref DecisionState s, in Observation seen, in DecisionContext context)
    {
        if (seen.Term == s.Term && s.Phase is Phase.Binding or Phase.Holding)
        {
            s.IsBound = true;
            s.UnboundSince = MonotonicTime.Never;
            return;
        }

        if (seen.Term == s.Term && s.Phase is Phase.Adopting or Phase.Parking)
        {
            s.IsAdopted = s.Phase == Phase.Adopting;
            return;
        }

        // A bind that was given up in the meantime: undo it.
        ref var action = ref context.Out.Add(ActionKind.Release);
        action.Term = seen.Term;
    }

    private static void BindFailed(ref DecisionState s, in Observation seen, in DecisionContext context)
    {
        if (seen.Term == s.Term && s.Phase == Phase.Adopting)
        {
            context.Alert(AlertKind.HoldLost);
            s.IsBound = false;
            return;
        }

        if (seen.Term != s.Term || s.Phase is not (Phase.Binding or Phase.Holding))
        {
            return;
        }

        context.Alert(AlertKind.BindFailed);
        s.IsBound = false;
        s.BindFailed = true;
        s.NoBidBefore = MonotonicTime.Max(s.NoBidBefore, context.Now + (2 * context.Policy.Timeout));
    }

    private static void WireAnswered(ref DecisionState s, ulong number, in DecisionContext context)
    {
        var mac = number & ((1UL << Observation.MacBits) - 1);
        if (s.Peer.VipMac == 0 || mac == s.Peer.VipMac)
        {
            s.SilentProbes = 0;
            s.PeerOnWireAt = context.Now;
            if (s.Phase is not (Phase.Holding or Phase.Releasing or Phase.Parking or Phase.Adopting))
            {
                s.PromiseUntil = MonotonicTime.Max(s.PromiseUntil, context.Now + SwitchOver.LongerTimeout(s, context));
            }

            return;
        }

        // Whoever is to be ignored must not keep the wire from being silent, or it could never be.
        s.SilentProbes = context.Policy.TakeFromStranger ? s.SilentProbes : 0;

        // Told once for as long as it lasts; two that take turns do not make a flood.
        var isBack = s.StrangerOnWireAt == MonotonicTime.Never || context.Now - s.StrangerOnWireAt > _strangerForgotten;
        var isOther = s.StrangerTold != number && context.Now - s.StrangerToldAt >= TimeSpan.FromSeconds(1);
        s.StrangerOnWireAt = context.Now;
        if (isBack || isOther)
        {
            s.StrangerTold = number;
            s.StrangerToldAt = context.Now;
            context.Alert(AlertKind.Duplicate, number);
        }
    }

    private static void GatewayAnswered(ref DecisionState s, in Observation seen, in DecisionContext context)
    {
        s.GatewayEvidenceAt = MonotonicTime.Max(s.GatewayEvidenceAt, seen.SentAt);
        if (!seen.Yes || seen.SentAt <= s.VipEvidenceAt)
        {
            return;
        }

        if (s.VipEvidenceAt == MonotonicTime.Never || seen.SentAt - s.VipEvidenceAt > context.Policy.EvidenceGap)
        {
            s.VipEvidenceSince = seen.SentAt;
        }

        if (seen.SentAt - s.VipEvidenceAt > 1.5 * context.Policy.ProbeSpacing)
        {
            s.NextRefreshAt = context.Now;
        }

        s.VipEvidenceAt = seen.SentAt;
        // From the first answer on, the answers alone say how long this node may hold.
        s.GraceUntil = MonotonicTime.Never;
        s.MuteEchoes = 0;
    }

    private static void Persisted(ref DecisionState s, in Observation seen, in DecisionContext context)
    {
        if (seen.Yes)
        {
            s.PersistedTicket = Math.Max(s.PersistedTicket, seen.Number);
            s.DiskWorks = true;
            s.PersistWaitingSince = context.Now;
            s.PromiseOnDisk = s.PromiseTicket <= s.PersistedTicket ? s.Durable.LongestPromise : s.PromiseOnDisk;
            s.FrozenOnDisk = s.FreezeTicket <= s.PersistedTicket ? s.Durable.Freeze == Contracts.Election.FreezeMode.Frozen : s.FrozenOnDisk;
            return;
        }

        if (s.DiskWorks)
        {
            context.Alert(AlertKind.DiskRefuses);
        }

        s.DiskWorks = false;
        s.RetryPersistAt = context.Now + TimeSpan.FromSeconds(1);
    }
}
