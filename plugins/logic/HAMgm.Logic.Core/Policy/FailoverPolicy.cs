namespace HAMgm.Logic.Core.Policy;

/// <summary>
/// The settings that the decision core goes by, and the lengths that follow from them (safety-rules.md). Immutable; a
/// changed setting is a new policy.
/// </summary>
public sealed record FailoverPolicy
{
    private readonly TimeSpan? _leaseMargin;
    private readonly TimeSpan? _evidenceGap;

    /// <summary>I: how often a beat is sent.</summary>
    public required TimeSpan Interval { get; init; }

    /// <summary>T: how long a promise lasts.</summary>
    public required TimeSpan Timeout { get; init; }

    /// <summary>True when this node's id is the lower of the two: it takes even terms and wins the last tie (R4).</summary>
    public required bool IsLowerNode { get; init; }

    /// <summary>The witness.</summary>
    public WitnessKind Witness { get; init; } = WitnessKind.Gateway;

    /// <summary>Witness none: true keeps the address in isolation (two holders are possible), false releases it (R18).</summary>
    public bool KeepWhenIsolated { get; init; }

    /// <summary>True: a stranger who answers for the VIP does not hold this node off (vip.on_duplicate: take).</summary>
    public bool TakeFromStranger { get; init; }

    /// <summary>False: detect and alert, never move unasked; only the last holder may resume (R20).</summary>
    public bool AutoSwitch { get; init; } = true;

    /// <summary>True: the VIP goes back to the node of higher priority once that has been fit for <see cref="FailbackDelay"/> (cluster.failback).</summary>
    public bool FailbackAuto { get; init; }

    /// <summary>How long the node of higher priority must have been healthy, in contact and STANDBY (cluster.failback_delay).</summary>
    public TimeSpan FailbackDelay { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>True: the peer is fenced off before it is taken over from unasked, by silence or by its release.</summary>
    public bool FenceBeforeTakeOver { get; init; }

    /// <summary>How long a fence may take (fence.timeout).</summary>
    public TimeSpan FenceTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>True: a fence that fails is reported, and the take-over goes on by the other rules (fence.on_failure: continue).</summary>
    public bool ContinueUnfenced { get; init; }

    /// <summary>How long the before-promote hooks may take together; zero when there is none.</summary>
    public TimeSpan PromoteHookTimeout { get; init; }

    /// <summary>How long the before-demote hooks may take together; zero when there is none.</summary>
    public TimeSpan DemoteHookTimeout { get; init; }

    /// <summary>True when no peer is configured.</summary>
    public bool IsSingle { get; init; }

    /// <summary>node.priority with health weights, 0 … 255.</summary>
    public int Priority { get; init; } = 100;

    /// <summary>Version of the shared configuration.</summary>
    public long ConfigVersion { get; init; }

    /// <summary>Hash of the shared configuration.</summary>
    public ulong ConfigHash { get; init; }

    /// <summary>MAC of this node's VIP interface in the low 48 bits; 0 when it has none.</summary>
    public ulong VipMac { get; init; }

    /// <summary>s: between two probes, and between two repeats of what was not answered. 10 ms, less below a 100 ms interval.</summary>
    public TimeSpan ProbeSpacing => Clamp(Interval / 10, TimeSpan.FromMilliseconds(2), TimeSpan.FromMilliseconds(10));

    /// <summary>
    /// m: a lease ends this much before the promise that backs it: drift of 0.1 % on both sides and a release's lateness (R1).
    /// Follows from T unless it is set.
    /// </summary>
    public TimeSpan LeaseMargin
    {
        get => _leaseMargin ?? Max(TimeSpan.FromMilliseconds(Timeout < TimeSpan.FromMilliseconds(200) ? 10 : 30), Timeout / 10);
        init => _leaseMargin = value;
    }

    /// <summary>How old an answered gateway probe may be and still prove that this node is connected (R9).</summary>
    public TimeSpan GatewayFreshness { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>T_e: how long an answered VIP-sourced echo lets a PRIMARY without a lease hold (R17). 40 ms at T = 300 ms.</summary>
    public TimeSpan EvidenceValidity => ValidityAt(Timeout);

    /// <summary>
    /// The longest stretch without an answer that a claim survives. Shorter than T_e by one probe: whoever lost the entry
    /// to the claim has then been without evidence for T_e, and has fallen silent, before the claim is acted on.
    /// Follows from T and I unless it is set.
    /// </summary>
    public TimeSpan EvidenceGap
    {
        get => _evidenceGap ?? Max(EvidenceValidity - ProbeSpacing, 3 * ProbeSpacing);
        init => _evidenceGap = value;
    }

    /// <summary>How long a claim must stand before the address is bound (R17): T_e and the gap, T_e + 3 s at T = 300 ms.</summary>
    public TimeSpan ClaimLength => EvidenceValidity + EvidenceGap;

    /// <summary>How old "released" may be and still be used (R6).</summary>
    public TimeSpan ReleaseFreshness => Max(Interval, TimeSpan.FromMilliseconds(50));

    /// <summary>How long a hand-over waits for READY before nothing has happened (R13).</summary>
    public TimeSpan PrepareTimeout => Min(Max(Timeout, TimeSpan.FromMilliseconds(200)), TimeSpan.FromSeconds(1));

    /// <summary>How long a bid waits for a peer that it hears: its vote has to reach a disk that may be slow.</summary>
    public TimeSpan ConsentTimeout => Max(Timeout, TimeSpan.FromSeconds(5));

    /// <summary>How long an announced restart waits for the peer's word, which has to reach a disk, and then for the executor (R14).</summary>
    public static TimeSpan AnnounceTimeout { get; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// The longest that an address left with a lifetime of L_r = 4 s stays, whatever else the kernel is busy with: Kmax = L_r + 1.25 s (R11, R14).
    /// </summary>
    public static TimeSpan LongestParking { get; } = TimeSpan.FromSeconds(5.25);

    /// <summary>A write that has not been answered after this counts as refused: the disk is too slow to rely on.</summary>
    public TimeSpan DiskPatience { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a fence that succeeded counts, while the peer does not show itself.</summary>
    public TimeSpan FenceValidity => Max(4 * Timeout, TimeSpan.FromSeconds(30));

    /// <summary>How long a node waits after a fence that failed before it tries again.</summary>
    public TimeSpan FenceBackOff => Max(2 * Timeout, TimeSpan.FromSeconds(5));

    /// <summary>How long a run of hooks that a PRIMARY waits for, or that failed, answers PREPARE: it is asked again every I at least.</summary>
    public TimeSpan HookMemory => Max(2 * Timeout, TimeSpan.FromSeconds(2));

    /// <summary>How long before-promote counts for a bid of the term that it ran for: beyond a fence that runs once more.</summary>
    public TimeSpan HookValidity => FenceValidity + FenceTimeout;

    /// <summary>How long a PRIMARY waits at most for the peer's hooks, whatever the peer says.</summary>
    public static TimeSpan LongestPreparation { get; } = TimeSpan.FromMinutes(10);

    /// <summary>How long a node that leaves waits for hooks, its own and the peer's: half of what a stop may take.</summary>
    public static TimeSpan LeavePatience { get; } = TimeSpan.FromSeconds(5);

    /// <summary>How long the hooks of a point may take.</summary>
    /// <param name="point">One that the core waits for.</param>
    public TimeSpan HookTimeout(Contracts.Hooks.HookPoint point) =>
        point == Contracts.Hooks.HookPoint.BeforeDemote ? DemoteHookTimeout : PromoteHookTimeout;

    /// <summary>After this long without a move the hold-down begins from nothing again.</summary>
    public static TimeSpan QuietPeriod => TimeSpan.FromMinutes(5);

    /// <summary>
    /// How long after a move the next one that nobody asked for waits (flap damping, R20): nothing after the first, then max(T, 1 s),
    /// doubled with each, at most 30 s. A fail-over after a death is never damped.
    /// </summary>
    /// <param name="moves">Moves lately.</param>
    public TimeSpan HoldDown(int moves) => moves <= 1
        ? TimeSpan.Zero
        : Min(Max(Timeout, TimeSpan.FromSeconds(1)) * (1 << Math.Min(moves - 2, 5)), TimeSpan.FromSeconds(30));

    /// <summary>A loop later than this has stalled (R15).</summary>
    public TimeSpan StallLimit => Interval / 2;

    /// <summary>T_e for one who holds: while T is being changed, by the smaller of both nodes' (design.md section 6).</summary>
    /// <param name="peerTimeout">The peer's T as it last told; zero when it never did.</param>
    public TimeSpan HoldValidity(TimeSpan peerTimeout) =>
        peerTimeout > TimeSpan.Zero ? Min(EvidenceValidity, ValidityAt(peerTimeout)) : EvidenceValidity;

    /// <summary>How long a claim must stand while T is being changed: by the larger of both nodes', for the holder may go by it.</summary>
    /// <param name="peerTimeout">The peer's T as it last told; zero when it never did.</param>
    public TimeSpan ClaimAgainst(TimeSpan peerTimeout) => Max(EvidenceValidity, ValidityAt(peerTimeout)) + EvidenceGap;

    /// <summary>
    /// D: for how long a restart in place is announced (R14). Kmax and m, and 0.25 s for the way to the peer and back; never
    /// less than an ordinary promise. 5.53 s at T = 300 ms.
    /// </summary>
    /// <param name="timeout">T of the node that promises, or of the one that holds.</param>
    public TimeSpan AwayLength(TimeSpan timeout) =>
        Max(timeout, LongestParking + TimeSpan.FromSeconds(0.25) + Max(LeaseMargin, timeout / 10));

    private static TimeSpan ValidityAt(TimeSpan timeout) =>
        Clamp(timeout * 2 / 15, TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(250));

    private static TimeSpan Max(TimeSpan left, TimeSpan right) => left > right ? left : right;

    private static TimeSpan Min(TimeSpan left, TimeSpan right) => left < right ? left : right;

    private static TimeSpan Clamp(TimeSpan value, TimeSpan least, TimeSpan most) => Max(least, Min(value, most));
}
