using HAMgm.Contracts.Election;
using HAMgm.Contracts.Peer;
using HAMgm.Contracts.Time;
using HAMgm.Logic.Core.Actions;
using HAMgm.Logic.Core.State;

namespace HAMgm.Logic.Core.Observations;

/// <summary>Takes what an operator asks for: refuses it with a reason at once, or notes it for the rules (R13, R20).</summary>
internal static class OperationFold
{
    public static void Switch(ref DecisionState s, in Observation seen, in DecisionContext context)
    {
        if (WhyNoSwitch(s, seen.Yes, context) is { } refusal)
        {
            context.Complete(seen.Number, refusal);
            return;
        }

        s.SwitchWanted = true;
        s.SwitchForced = seen.Yes;
        s.SwitchOperation = seen.Number;
        s.SwitchSince = context.Now;
        s.NextRepeatAt = context.Now;
    }

    public static void Maintenance(ref DecisionState s, in Observation seen, in DecisionContext context)
    {
        var isOn = s.MaintenanceWanted || s.Durable.InMaintenance;
        if (s.MaintenanceOperation != 0 || s.MaintenanceWanted || s.IsLeaving)
        {
            context.Complete(seen.Number, OperationResult.Busy);
        }
        else if (isOn == seen.On)
        {
            context.Complete(seen.Number, OperationResult.Done);
        }
        else if (!s.DiskWorks)
        {
            context.Complete(seen.Number, OperationResult.DiskRefuses);
        }
        else if (!seen.On)
        {
            s.Durable.InMaintenance = false;
            s.MaintenanceTicket = ++s.PersistTicket;
            s.MaintenanceOperation = seen.Number;
        }
        else if (s.Phase == Phase.Holding && WhyNoMaintenance(s, seen.Yes, context) is { } refusal)
        {
            context.Complete(seen.Number, refusal);
        }
        else
        {
            s.MaintenanceWanted = true;
            s.MaintenanceForced = seen.Yes;
            s.MaintenanceTried = false;
            s.MaintenanceOperation = seen.Number;
        }
    }

    public static void Freeze(ref DecisionState s, in Observation seen, in DecisionContext context)
    {
        var force = seen.Yes || context.Policy.IsSingle;
        if (s.FreezeOperation != 0)
        {
            context.Complete(seen.Number, OperationResult.Busy);
            return;
        }

        if (!s.DiskWorks)
        {
            context.Complete(seen.Number, OperationResult.DiskRefuses);
            return;
        }

        if (!force && !new Facts(s, context).TwoWay)
        {
            context.Complete(seen.Number, OperationResult.PeerSilent);
            return;
        }

        s.FreezeOperation = seen.Number;
        s.FreezeOn = seen.On;
        s.FreezeForced = force;
        s.FreezeSince = context.Now;
        s.NextBeatAt = context.Now;
        s.ThawAsked = !seen.On && !force;
        if (!s.ThawAsked)
        {
            // A peer that is not there is told when it comes back.
            s.Durable.Freeze = seen.On ? FreezeMode.Frozen : context.Policy.IsSingle ? FreezeMode.None : FreezeMode.Thawing;
            s.FreezeTicket = ++s.PersistTicket;
        }
    }

    /// <summary>Force overrides what the peer says of its fitness; never a freeze or its maintenance, which an operator has to end first.</summary>
    private static OperationResult? WhyNoSwitch(in DecisionState s, bool force, in DecisionContext context)
    {
        if (s.Phase != Phase.Holding)
        {
            return OperationResult.NotPrimary;
        }

        if (s.SwitchWanted)
        {
            return OperationResult.Busy;
        }

        return s.IsFrozen ? OperationResult.Frozen : WhyPeerUnfit(s, force, context);
    }

    private static OperationResult? WhyNoMaintenance(in DecisionState s, bool force, in DecisionContext context)
    {
        if (s.IsFrozen)
        {
            return OperationResult.Frozen;
        }

        if (force)
        {
            return null;
        }

        return s.SwitchWanted ? OperationResult.Busy : WhyPeerUnfit(s, force: false, context);
    }

    private static OperationResult? WhyPeerUnfit(in DecisionState s, bool force, in DecisionContext context)
    {
        if (s.PeerHeardAt == MonotonicTime.Never || context.Now - s.PeerHeardAt >= context.Policy.Timeout)
        {
            return OperationResult.PeerSilent;
        }

        if (s.Peer.Has(PeerStateFlags.Maintenance))
        {
            return OperationResult.PeerInMaintenance;
        }

        if (force)
        {
            return null;
        }

        if (!s.Peer.Has(PeerStateFlags.Healthy))
        {
            return OperationResult.PeerUnhealthy;
        }

        return s.Peer.ConfigVersion < context.Policy.ConfigVersion ? OperationResult.PeerBehind : null;
    }
}
