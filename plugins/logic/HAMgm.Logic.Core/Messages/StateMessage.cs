using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.Election;
using HAMgm.Contracts.Peer;
using HAMgm.Contracts.Time;
using HAMgm.Logic.Core.Actions;
using HAMgm.Logic.Core.State;

namespace HAMgm.Logic.Core.Messages;

/// <summary>Builds what this node tells its peer, from its state alone.</summary>
internal static class StateMessage
{
    /// <summary>Sends a beat: a message that wants an answer.</summary>
    public static void SendBeat(ref DecisionState s, in Facts f, in DecisionContext context)
    {
        var flags = PeerStateFlags.Request;
        if (s.Phase == Phase.Consenting)
        {
            flags |= PeerStateFlags.AskConsent;
        }

        if (SwitchOver.IsAsking(s, context.Policy) && s.ReadyAccepted == 0)
        {
            flags |= PeerStateFlags.Prepare;
            Set(ref flags, PeerStateFlags.Forced, s.SwitchForced);
            Set(ref flags, PeerStateFlags.ByOperator, s.SwitchOperation != 0);
        }

        if (IsAnnouncing(s))
        {
            flags |= PeerStateFlags.Announce;
        }

        Send(ref s, f, context, flags, echo: 0, granted: Epoch.None);
    }

    /// <summary>Whether a restart in place waits for the peer's word.</summary>
    public static bool IsAnnouncing(in DecisionState s) =>
        s.Phase == Phase.Holding && s.RestartOperation != 0 && s.AwayUntil == MonotonicTime.Never;

    /// <summary>Answers a request, with or without a grant.</summary>
    public static void Answer(ref DecisionState s, in Facts f, in DecisionContext context, ulong echo, Epoch granted, PeerStateFlags flags) =>
        Send(ref s, f, context, flags, echo, granted);

    /// <summary>The last word that the guard sends for this node once it is dead.</summary>
    public static PeerState LastWord(in DecisionState s, Policy.FailoverPolicy policy) => new()
    {
        SenderIncarnation = s.Durable.Incarnation,
        ReceiverIncarnation = s.Peer.SenderIncarnation,
        Sequence = ulong.MaxValue,
        // The guard can prove no freshness; what it says stays true until this node's next life.
        AckSequence = ulong.MaxValue,
        Flags = PeerStateFlags.Released,
        Role = NodeState.Failed,
        Term = s.Term,
        HighestTerm = s.Durable.HighestTerm,
        ReleasedTerm = s.Term,
        LastPrimaryTerm = s.Durable.LastPrimaryTerm,
        PromiseLength = policy.Timeout,
        VipMac = policy.VipMac,
    };

    private static void Send(
        ref DecisionState s, in Facts f, in DecisionContext context, PeerStateFlags flags, ulong echo, Epoch granted)
    {
        if (context.Policy.IsSingle)
        {
            return;
        }

        s.Sequence++;
        s.SentAt[(int)(s.Sequence % SendTimes.Length)] = context.Now.Ticks;
        ref var action = ref context.Out.Add(ActionKind.Send);
        action.Term = s.Term;
        action.Message = new PeerState
        {
            SenderIncarnation = s.Durable.Incarnation,
            ReceiverIncarnation = s.Peer.SenderIncarnation,
            Sequence = s.Sequence,
            EchoSequence = echo,
            AckSequence = s.Peer.Sequence == ulong.MaxValue ? 0 : s.Peer.Sequence,
            Flags = flags | Standing(s, f),
            Role = s.Role,
            Term = s.Term,
            HighestTerm = s.Durable.HighestTerm,
            GrantedTerm = granted,
            ReleasedTerm = s.TellsReleased ? s.Term : Epoch.None,
            BidTerm = (flags & PeerStateFlags.Ready) != 0 ? s.Durable.ReservedTerm : s.Term,
            LastPrimaryTerm = s.Durable.LastPrimaryTerm,
            // Persist before promise: a restart waits for what is on the disk.
            PromiseLength = s.PromiseOnDisk < context.Policy.Timeout ? s.PromiseOnDisk : context.Policy.Timeout,
            Priority = context.Policy.Priority,
            ConfigVersion = context.Policy.ConfigVersion,
            ConfigHash = context.Policy.ConfigHash,
            VipMac = context.Policy.VipMac,
        };

        if ((action.Message.Flags & PeerStateFlags.HandOver) != 0)
        {
            action.Message.EchoSequence = s.ReadyAccepted;
        }
    }

    /// <summary>The flags that say how this node stands, whatever the message is for.</summary>
    private static PeerStateFlags Standing(in DecisionState s, in Facts f)
    {
        var flags = PeerStateFlags.None;
        Set(ref flags, PeerStateFlags.Holds, s.IsBound);
        Set(ref flags, PeerStateFlags.Leased, s.Phase == Phase.Holding && f.LeaseLive);
        Set(ref flags, PeerStateFlags.HearsYou, f.PeerHeardLately);
        Set(ref flags, PeerStateFlags.Eligible, f.Eligible);
        Set(ref flags, PeerStateFlags.Healthy, s.IsHealthy);
        Set(ref flags, PeerStateFlags.Released, s.TellsReleased);
        Set(ref flags, PeerStateFlags.Goodbye, s.HasLeft);
        Set(
            ref flags,
            PeerStateFlags.Blind,
            s.IsResting && !f.PeerHeardLately && f.WireSilent10 && f.Eligible && f.WitnessFresh && Rules.Effects.MayHoldUnwitnessed(s, f));
        // The lease of a hand-over is valid only while this node has not closed the matter (R13).
        Set(ref flags, PeerStateFlags.HandOver, s.TellsReleased && s.ReadyAccepted != 0 && s.IsResting);
        Set(ref flags, PeerStateFlags.Maintenance, s.IsInMaintenance);
        Set(ref flags, PeerStateFlags.Frozen, s.FrozenOnDisk);
        Set(ref flags, PeerStateFlags.Thaw, s.ThawAsked || s.Durable.Freeze == FreezeMode.Thawing);
        return flags;
    }

    private static void Set(ref PeerStateFlags flags, PeerStateFlags flag, bool value)
    {
        if (value)
        {
            flags |= flag;
        }
    }
}
