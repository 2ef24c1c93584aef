using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.Peer;
using HAMgm.Contracts.Time;
using HAMgm.Logic.Core.Actions;
using HAMgm.Logic.Core.Policy;

namespace HAMgm.Logic.Core.State;

/// <summary>What the rules' conditions ask, computed once from the state, the instant and the policy.</summary>
internal readonly struct Facts
{
    public Facts(in DecisionState s, in DecisionContext context)
    {
        var now = context.Now;
        var p = context.Policy;
        Now = now;
        Policy = p;

        PeerHeard = s.PeerHeardAt != MonotonicTime.Never && now - s.PeerHeardAt < p.Timeout;
        PeerHeardLately = s.PeerHeardAt != MonotonicTime.Never && now - s.PeerHeardAt <= p.Interval * 1.5;
        TwoWay = PeerHeardLately && s.Peer.Has(PeerStateFlags.HearsYou) && s.TwoWayAt != MonotonicTime.Never && now - s.TwoWayAt <= p.Interval * 1.5;
        PeerIsPrimary = s.Peer.Role == NodeState.Primary;
        PromisePassed = now >= s.PromiseUntil;
        LeaseLive = now < s.LeaseUntil;
        LeaseFresh = LeaseLive && now - s.LastGrantSentAt <= p.Interval + (3 * p.ProbeSpacing);

        WitnessFresh = p.Witness == WitnessKind.None || p.IsSingle
            || (s.GatewayEvidenceAt != MonotonicTime.Never && now - s.GatewayEvidenceAt <= p.GatewayFreshness);
        VipEvidenceStood = s.VipEvidenceAt != MonotonicTime.Never && now - s.VipEvidenceAt <= p.EvidenceGap
            && now - s.VipEvidenceSince >= p.ClaimAgainst(s.Peer.PromiseLength);

        WireSilent2 = s.SilentProbes >= 2;
        WireSilent10 = s.SilentProbes >= 10;

        TermReserved = s.HasReservedTerm;
        IsLastHolder = s.IsLastHolder;
        Eligible = s.DiskWorks && TermReserved && s.IsHealthy && !s.IsLeaving && !s.IsInMaintenance
            && ((p.AutoSwitch && !s.IsFrozen) || IsLastHolder) && (now >= s.Hooks.BarredUntil || p.PromoteHookTimeout == TimeSpan.Zero);
        PeerFit = PeerHeard && s.Peer.Role == NodeState.Standby && s.Peer.Has(PeerStateFlags.Eligible | PeerStateFlags.Healthy)
            && !s.Peer.Has(PeerStateFlags.Maintenance);
        LongerTimeout = s.Peer.PromiseLength > p.Timeout ? s.Peer.PromiseLength : p.Timeout;
        Fenced = !p.FenceBeforeTakeOver || (s.FencedAt != MonotonicTime.Never && now - s.FencedAt <= p.FenceValidity);

        Prepared = p.PromoteHookTimeout == TimeSpan.Zero || (s.Hooks.HasEndedFor(s.Durable.ReservedTerm, now, p) && s.Hooks.HasSucceeded);

        ReleaseUsable = s.PeerReleased != Epoch.None
            && s.PeerReleased >= s.PeerHighestClaim
            && (s.PeerReleased >= s.Durable.LastPrimaryTerm || now - s.ReleasedAt >= 2 * LongerTimeout)
            && now - s.PeerReleasedAt <= p.ReleaseFreshness
            // Whoever has told REL itself waits T after its last copy: two that told it must not act on each other's.
            && !s.TellsReleased && now - s.ToldReleasedUntil >= LongerTimeout;

        Outranks = p.IsSingle || Ranking.Outranks(s, p);
        HoldUntil = Hold(s, p, now);
    }

    public MonotonicTime Now { get; }

    public FailoverPolicy Policy { get; }

    /// <summary>Heard within T.</summary>
    public bool PeerHeard { get; }

    /// <summary>Heard within 1.5 I.</summary>
    public bool PeerHeardLately { get; }

    /// <summary>Each hears the other, in this life.</summary>
    public bool TwoWay { get; }

    public bool PeerIsPrimary { get; }

    public bool PromisePassed { get; }

    public bool LeaseLive { get; }

    /// <summary>The last beat was granted; probing is not needed.</summary>
    public bool LeaseFresh { get; }

    public bool WitnessFresh { get; }

    /// <summary>The gateway has said without a gap, for as long as a claim takes, that the address is this node's (R17).</summary>
    public bool VipEvidenceStood { get; }

    public bool WireSilent2 { get; }

    public bool WireSilent10 { get; }

    public bool TermReserved { get; }

    public bool IsLastHolder { get; }

    public bool Eligible { get; }

    /// <summary>The peer is STANDBY, and says that it could serve.</summary>
    public bool PeerFit { get; }

    /// <summary>T for one who promises or waits: the larger of both nodes' (design.md section 6).</summary>
    public TimeSpan LongerTimeout { get; }

    /// <summary>No fence is configured, or it has succeeded and the peer has not shown itself since.</summary>
    public bool Fenced { get; }

    /// <summary>No before-promote hook is configured, or they have succeeded for the term of the bid to come.</summary>
    public bool Prepared { get; }

    /// <summary>The peer's REL may be acted on, once two probes are silent and the witness is fresh (R6).</summary>
    public bool ReleaseUsable { get; }

    public bool Outranks { get; }

    /// <summary>Until when a PRIMARY may hold as things stand: the end of its lease, or of its evidence.</summary>
    public MonotonicTime HoldUntil { get; }

    /// <summary>Nothing is heard for T, or longer when the peer was no PRIMARY when it was last heard (R5).</summary>
    /// <param name="s">The state.</param>
    /// <param name="early">How much earlier is enough.</param>
    public bool SilentLongEnough(in DecisionState s, TimeSpan early = default)
    {
        if (s.PeerHeardAt == MonotonicTime.Never)
        {
            // Never heard in this life: it was no PRIMARY as far as is known, and may be starting as this node is.
            return Now - s.PromiseUntil + early >= (Outranks ? Policy.Timeout / 2 : Policy.Timeout * 3 / 4);
        }

        var needed = LongerTimeout;
        if (!PeerIsPrimary)
        {
            needed += Outranks ? LongerTimeout / 2 : LongerTimeout * 3 / 4;
        }

        return Now - s.PeerHeardAt + early >= needed;
    }

    /// <summary>The same for an operator.</summary>
    public DecisionInputs Describe(in DecisionState s) => new()
    {
        PeerAge = Age(s.PeerHeardAt),
        PeerRole = s.Peer.Role,
        PeerTerm = s.Peer.Term,
        PeerFlags = s.Peer.Flags,
        Lease = Rest(s.LeaseUntil),
        Promise = Rest(s.PromiseUntil),
        WitnessAge = Age(s.GatewayEvidenceAt),
        VipEvidenceAge = Age(s.VipEvidenceAt),
        SilentProbes = s.SilentProbes,
        Priority = Policy.Priority,
        PeerPriority = s.Peer.Priority,
        Outranks = Outranks,
        IsHealthy = s.IsHealthy,
        DiskReady = s.DiskWorks && TermReserved,
        InMaintenance = s.IsInMaintenance,
        IsFrozen = s.IsFrozen,
        IsLeaving = s.IsLeaving,
        SwitchWanted = s.SwitchWanted,
    };

    private TimeSpan? Age(MonotonicTime time) => time == MonotonicTime.Never ? null : Now - time;

    private TimeSpan? Rest(MonotonicTime deadline) => deadline > Now ? deadline - Now : null;

    private static MonotonicTime Hold(in DecisionState s, FailoverPolicy p, MonotonicTime now)
    {
        if (p.IsSingle)
        {
            return now + p.Timeout;
        }

        if (p.Witness == WitnessKind.None)
        {
            var mayHoldAlone = p.KeepWhenIsolated || s.MayHoldAlone || s.HoldsUntilGranted || s.Durable.PeerSaidGoodbye;
            return mayHoldAlone ? MonotonicTime.Max(s.LeaseUntil, now + p.Timeout) : s.LeaseUntil;
        }

        // The later of the two, so that the step from the lease to the evidence leaves no gap.
        var evidence = s.VipEvidenceAt == MonotonicTime.Never ? MonotonicTime.Never : s.VipEvidenceAt + p.HoldValidity(s.Peer.PromiseLength);
        return MonotonicTime.Max(s.LeaseUntil, MonotonicTime.Max(evidence, s.GraceUntil));
    }
}
