using HAMgm.Contracts.Election;
using HAMgm.Contracts.Peer;
using HAMgm.Contracts.Time;
using HAMgm.Logic.Core.Actions;
using HAMgm.Logic.Core.State;

namespace HAMgm.Logic.Core.Cadence;

/// <summary>Takes maintenance and freeze from step to step (R20): what is acknowledged is on the disk, and for a freeze on both disks.</summary>
internal static class Operations
{
    public static void Run(ref DecisionState s, in Facts f, in DecisionContext context)
    {
        if (s.MaintenanceWanted)
        {
            Maintain(ref s, f, context);
        }

        if (s.MaintenanceOperation != 0 && !s.MaintenanceWanted)
        {
            AwaitMaintenance(ref s, context);
        }

        if (s.FreezeOperation != 0)
        {
            AwaitFreeze(ref s, f, context);
        }
    }

    /// <summary>A PRIMARY has handed over first; whoever has said READY sees that to its end.</summary>
    private static void Maintain(ref DecisionState s, in Facts f, in DecisionContext context)
    {
        if (s.Phase == Phase.Holding && s.MaintenanceTried && !s.SwitchWanted && !s.MaintenanceForced)
        {
            s.MaintenanceWanted = false;
            context.Complete(s.MaintenanceOperation, s.SwitchResult);
            s.MaintenanceOperation = 0;
            return;
        }

        var wasTaken = !s.MaintenanceTried || s.MaintenanceForced || s.SwitchResult == OperationResult.Taken;
        var isOwed = s.ReadyAccepted != 0 || (s.ReadySent != 0 && f.Now - s.ReadySentAt <= f.LongerTimeout);
        if (!s.IsResting || isOwed)
        {
            return;
        }

        s.MaintenanceWanted = false;
        if (!wasTaken)
        {
            // It let go, and nobody took the address: it stays in service, and may take it back.
            context.Complete(s.MaintenanceOperation, s.SwitchResult);
            s.MaintenanceOperation = 0;
        }
        else
        {
            s.Durable.InMaintenance = true;
            s.MaintenanceTicket = ++s.PersistTicket;
        }
    }

    private static void AwaitMaintenance(ref DecisionState s, in DecisionContext context)
    {
        if (s.MaintenanceTicket <= s.PersistedTicket)
        {
            context.Complete(s.MaintenanceOperation, OperationResult.Done);
            s.MaintenanceOperation = 0;
        }
        else if (!s.DiskWorks)
        {
            // As it was: that is what a restart would find.
            s.Durable.InMaintenance = !s.Durable.InMaintenance;
            s.MaintenanceTicket = s.PersistedTicket;
            s.PersistTicket++;
            context.Complete(s.MaintenanceOperation, OperationResult.DiskRefuses);
            s.MaintenanceOperation = 0;
        }
    }

    private static void AwaitFreeze(ref DecisionState s, in Facts f, in DecisionContext context)
    {
        var peerFollowed = f.TwoWay && s.TwoWayAt > s.FreezeSince && s.Peer.Has(PeerStateFlags.Frozen) == s.FreezeOn;
        if (s.ThawAsked && s.Durable.Freeze != FreezeMode.None && peerFollowed)
        {
            // The peer's disk says so: now this one's.
            s.Durable.Freeze = FreezeMode.None;
            s.FreezeTicket = ++s.PersistTicket;
        }

        var isOnDisk = s.FreezeTicket <= s.PersistedTicket && s.FrozenOnDisk == s.FreezeOn;
        if (isOnDisk && (s.FreezeForced || peerFollowed))
        {
            context.Alert(s.FreezeOn ? AlertKind.Frozen : AlertKind.Unfrozen);
            End(ref s, context, OperationResult.Done);
        }
        else if (!s.DiskWorks)
        {
            TakeBack(ref s);
            End(ref s, context, OperationResult.DiskRefuses);
        }
        else if (!s.FreezeForced && f.Now - s.FreezeSince >= f.Policy.ConsentTimeout)
        {
            TakeBack(ref s);
            End(ref s, context, OperationResult.NoAnswer);
        }
    }

    /// <summary>What was not acknowledged in time is taken back here, and at the peer when it hears.</summary>
    private static void TakeBack(ref DecisionState s)
    {
        if (s.FreezeOn)
        {
            s.Durable.Freeze = FreezeMode.Thawing;
            s.FreezeTicket = ++s.PersistTicket;
        }
        else if (s.FrozenOnDisk && s.Durable.Freeze != FreezeMode.Frozen)
        {
            s.Durable.Freeze = FreezeMode.Frozen;
            s.FreezeTicket = ++s.PersistTicket;
        }
    }

    private static void End(ref DecisionState s, in DecisionContext context, OperationResult result)
    {
        context.Complete(s.FreezeOperation, result);
        s.FreezeOperation = 0;
        s.ThawAsked = false;
    }
}
