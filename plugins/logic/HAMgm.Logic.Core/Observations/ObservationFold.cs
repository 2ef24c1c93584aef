using HAMgm.Contracts.Time;
using HAMgm.Logic.Core.Actions;
using HAMgm.Logic.Core.Messages;
using HAMgm.Logic.Core.State;

namespace HAMgm.Logic.Core.Observations;

/// <summary>Takes one observation into the state. It notes; the rules decide.</summary>
internal static class ObservationFold
{
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
                SwitchRequested(ref s, seen, context);
                break;
            case ObservationKind.LeaveRequested:
                s.IsLeaving = true;
                break;
            case ObservationKind.HealthChanged:
                s.IsHealthy = seen.Yes;
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
        s.TellsReleased = true;
        SwitchOver.Abandon(ref s, context.Now, 2 * context.Policy.Timeout);
        s.ReleasedAt = context.Now;
    }

    private static void WireAnswered(ref DecisionState s, ulong mac, in DecisionContext context)
    {
        s.SilentProbes = 0;
        if (s.Peer.VipMac == 0 || mac == s.Peer.VipMac)
        {
            s.PeerOnWireAt = context.Now;
            if (s.Phase is not (Phase.Holding or Phase.Releasing or Phase.Parking or Phase.Adopting))
            {
                s.PromiseUntil = MonotonicTime.Max(s.PromiseUntil, context.Now + context.Policy.Timeout);
            }

            return;
        }

        s.StrangerOnWireAt = context.Now;
        if (s.StrangerTold != mac)
        {
            s.StrangerTold = mac;
            context.Alert(AlertKind.Duplicate, mac);
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
            return;
        }

        if (s.DiskWorks)
        {
            context.Alert(AlertKind.DiskRefuses);
        }

        s.DiskWorks = false;
        s.RetryPersistAt = context.Now + TimeSpan.FromSeconds(1);
    }

    private static void SwitchRequested(ref DecisionState s, in Observation seen, in DecisionContext context)
    {
        if (s.Phase != Phase.Holding)
        {
            context.Complete(seen.Number, OperationResult.NotPrimary);
            return;
        }

        if (s.SwitchWanted)
        {
            context.Complete(seen.Number, OperationResult.Busy);
            return;
        }

        s.SwitchWanted = true;
        s.SwitchForced = seen.Yes;
        s.SwitchOperation = seen.Number;
        s.SwitchSince = context.Now;
        s.NextRepeatAt = context.Now;
    }
}
