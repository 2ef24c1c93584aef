using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.Configuration;
using HAMgm.Contracts.Peer;
using HAMgm.Contracts.StateMachine;
using HAMgm.Contracts.Time;
using HAMgm.Contracts.Vip;
using HAMgm.Logic.Core.Policy;
using HAMgm.Logic.Core.State;

namespace HAMgm.Logic.StateMachine;

/// <summary>Turns the core's state into what an operator reads.</summary>
internal sealed class NodeStatusSource(DecisionLoop loop, IVipControl vip, IConfigManager config, TransitionHistory history)
{
    private const int ShownDecisions = 16;

    public NodeStatus Read(HealthReport health)
    {
        var s = loop.Snapshot(out _);
        var now = Clock.Now;
        var policy = loop.Policy;
        TimeSpan? peerAge = s.PeerHeardAt == MonotonicTime.Never ? null : Positive(now - s.PeerHeardAt);
        var evidenceAt = MonotonicTime.Max(s.GatewayEvidenceAt, s.VipEvidenceAt);
        return new NodeStatus
        {
            State = s.Role,
            Term = s.Term,
            HoldsVip = s.IsBound,
            LeaseRemaining = Positive(s.LeaseUntil - now),
            PromiseRemaining = Positive(s.PromiseUntil - now),
            Witness = policy.Witness == WitnessKind.Gateway ? "gateway" : "none",
            WitnessAge = evidenceAt == MonotonicTime.Never ? null : Positive(now - evidenceAt),
            LastRuleId = s.LastRule?.Id ?? "",
            Reason = s.LastRule?.Why ?? "",
            NotEligibleBecause = NotEligibleBecause(s, policy, now),
            PeerHeard = peerAge < policy.Timeout,
            PeerState = s.Peer.SenderIncarnation == 0 ? NodeState.Unknown : s.Peer.Role,
            PeerTerm = s.Peer.Term,
            PeerHolds = s.Peer.Has(PeerStateFlags.Holds),
            PeerAge = peerAge,
            IsHealthy = health.IsHealthy,
            HealthDetails = health.Reason,
            Warnings = Warnings(s, policy),
            LoopJitter = loop.Jitter,
            IsMaintenance = s.IsInMaintenance,
            IsFrozen = s.IsFrozen,
            FrozenBecause = FrozenBecause(s, policy, now),
            Priority = config.GetInt("node.priority"),
            EffectivePriority = policy.Priority,
            LastDecisions = history.ReadNewest(ShownDecisions),
        };
    }

    private static string FrozenBecause(in DecisionState s, FailoverPolicy policy, MonotonicTime now)
    {
        if (s.IsFrozen)
        {
            return s.Peer.SenderIncarnation != 0 && !s.Peer.Has(PeerStateFlags.Frozen)
                ? "an operator has frozen the role decisions; the peer has not acknowledged it"
                : "an operator has frozen the role decisions";
        }

        if (!policy.AutoSwitch)
        {
            return "cluster.auto_switch is false";
        }

        var left = s.LastMoveAt == MonotonicTime.Never ? TimeSpan.Zero : policy.HoldDown(s.Moves) - (now - s.LastMoveAt);
        return left > TimeSpan.Zero
            ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"damped: {s.Moves} moves lately, health moves and fail-back wait another {left.TotalSeconds:F0} s")
            : "";
    }

    private static TimeSpan Positive(TimeSpan span) => span > TimeSpan.Zero ? span : TimeSpan.Zero;

    private static string NotEligibleBecause(in DecisionState s, FailoverPolicy policy, MonotonicTime now)
    {
        if (s.Phase is Phase.Holding or Phase.Binding or Phase.Parking or Phase.Adopting)
        {
            return "";
        }

        if (!s.DiskWorks)
        {
            return "the disk refuses terms and votes";
        }

        if (s.IsInMaintenance)
        {
            return "it is in maintenance";
        }

        if (!s.IsHealthy)
        {
            return "its health checks fail";
        }

        if (s.IsLeaving)
        {
            return "it is leaving";
        }

        if (now < s.Hooks.BarredUntil && policy.PromoteHookTimeout > TimeSpan.Zero)
        {
            return "its before-promote hooks have just failed";
        }

        if (!s.HasReservedTerm)
        {
            return "no term is reserved on the disk yet";
        }

        if (s.Durable.Barred)
        {
            return "it released in isolation and has not heard the peer since";
        }

        if (s.IsLastHolder || (policy.AutoSwitch && !s.IsFrozen))
        {
            return "";
        }

        return s.IsFrozen ? "the cluster is frozen, and another node held last" : "cluster.auto_switch is false";
    }

    private List<string> Warnings(in DecisionState s, FailoverPolicy policy)
    {
        var warnings = new List<string>();
        if (policy.Witness == WitnessKind.None && !policy.IsSingle)
        {
            warnings.Add(policy.KeepWhenIsolated
                ? "quorum.witness is none and on_isolation is keep: two holders are possible while the nodes do not hear each other"
                : "quorum.witness is none and on_isolation is release: no holder while the nodes do not hear each other at start");
        }

        bool hasSessionKeys = config.GetString("thrift.tls.cert").Length != 0 && config.GetString("peer.tls") != "off";
        if (config.GetString("cluster.secret").Length == 0 && !hasSessionKeys && !policy.IsSingle)
        {
            warnings.Add("neither thrift.tls nor cluster.secret is set: the peer's datagrams are accepted by source address alone");
        }

        var vipStatus = vip.GetVipStatus();
        if (vipStatus.Provider == "simulated")
        {
            warnings.Add("vip.provider is simulated: no address is really bound");
        }

        if (vipStatus.Gate.StartsWith("unavailable", StringComparison.Ordinal))
        {
            warnings.Add($"the gate is {vipStatus.Gate}: a frozen node answers until the kernel lease ends");
        }

        if (policy.Witness == WitnessKind.Gateway && s.MuteEchoes >= 6)
        {
            warnings.Add("the gateway does not answer echoes from the VIP: without its peer this node would release");
        }

        if (s.Peer.SenderIncarnation != 0 && s.Peer.ConfigVersion == policy.ConfigVersion && s.Peer.ConfigHash != policy.ConfigHash)
        {
            warnings.Add("the shared configuration differs from the peer's");
        }

        return warnings;
    }
}
