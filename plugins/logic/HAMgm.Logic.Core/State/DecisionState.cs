using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.Election;
using HAMgm.Contracts.Peer;
using HAMgm.Contracts.Time;

namespace HAMgm.Logic.Core.State;

/// <summary>
/// All that a node knows and has promised: the state between two decisions. A value, so that the simulator can copy and
/// compare it. Times are monotonic; <see cref="MonotonicTime.Never"/> means "has not happened".
/// </summary>
public struct DecisionState
{
    // What must survive a crash, and how far it has reached the disk.

    /// <summary>The facts as this node wants them on the disk.</summary>
    public DurableFacts Durable;

    /// <summary>The last ticket given out, the last one ordered, and the highest one that is on the disk.</summary>
    public ulong PersistTicket, PersistOrdered, PersistedTicket;

    /// <summary>The ticket with which the reserved term, the vote, went to the disk.</summary>
    public ulong ReserveTicket, VoteTicket;

    /// <summary>False once a write has failed and none has succeeded since.</summary>
    public bool DiskWorks;

    /// <summary>When a failed write is tried again, and since when the oldest unanswered one waits.</summary>
    public MonotonicTime RetryPersistAt, PersistWaitingSince;

    /// <summary>The ticket with which the longest promise, the maintenance mode, the freeze last went to the disk.</summary>
    public ulong PromiseTicket, MaintenanceTicket, FreezeTicket;

    /// <summary>The longest promise that a restart would wait for: no longer one is told to the peer (R3).</summary>
    public TimeSpan PromiseOnDisk;

    /// <summary>Since when both nodes have told a shorter T than the longest promise; Never when they have not.</summary>
    public MonotonicTime ShorterSince;

    /// <summary>Whether the disk says that the role decisions are frozen.</summary>
    public bool FrozenOnDisk;

    // Where this node is.

    /// <summary>Between two roles.</summary>
    public Phase Phase;

    /// <summary>Since when.</summary>
    public MonotonicTime PhaseSince;

    /// <summary>This node's newest claim: the term it holds or bids for; its last one when it holds nothing.</summary>
    public Epoch Term;

    /// <summary>Whether the address is bound, as far as the executor has said.</summary>
    public bool IsBound;

    /// <summary>Since when a PRIMARY has been without its address; <see cref="MonotonicTime.Never"/> while it is bound.</summary>
    public MonotonicTime UnboundSince;

    /// <summary>
    /// What an observation has done that a rule of the same decision has to answer: the address could not be bound, or put back; a bid
    /// was given up, because of a grant to the other node or a stall.
    /// </summary>
    public bool BindFailed, BidOff;

    /// <summary>Health, and what an operator wants.</summary>
    public bool IsHealthy, IsLeaving, LeaveTried, HasLeft;

    /// <summary>Until when a node that leaves waits for hooks.</summary>
    public MonotonicTime LeaveUntil;

    /// <summary>No own bid before this: a failed one backs off; a release waits T (R13).</summary>
    public MonotonicTime NoBidBefore;

    // What an operator has asked for (R20).

    /// <summary>The operation that waits for the maintenance mode; 0 when none does.</summary>
    public ulong MaintenanceOperation;

    /// <summary>Maintenance is wanted and not yet on its way to the disk; by force; a hand-over has been tried for it.</summary>
    public bool MaintenanceWanted, MaintenanceForced, MaintenanceTried;

    /// <summary>The operation that waits for the freeze or unfreeze; 0 when none does.</summary>
    public ulong FreezeOperation;

    /// <summary>That one freezes, is by force; the peer is asked to unfreeze.</summary>
    public bool FreezeOn, FreezeForced, ThawAsked;

    /// <summary>Since when it waits.</summary>
    public MonotonicTime FreezeSince;

    // Moves that nobody asked for: health and fail-back.

    /// <summary>Since when the peer could have been handed to without a break.</summary>
    public MonotonicTime PeerFitSince;

    /// <summary>How often the address has gone from node to node lately, for the hold-down.</summary>
    public int Moves;

    /// <summary>When it last did.</summary>
    public MonotonicTime LastMoveAt;

    /// <summary>An operator moved the address here although this node was unhealthy: it is not handed back for that reason.</summary>
    public bool HeldByForce;

    /// <summary>An operator has been told that this PRIMARY is unhealthy and stays.</summary>
    public bool UnhealthyTold;

    // Fencing the peer off before a take-over from it.

    /// <summary>Number of the last fence ordered, and of the last one answered.</summary>
    public ulong FenceNumber, FenceAnswered;

    /// <summary>Whether that one succeeded.</summary>
    public bool FenceSucceeded;

    /// <summary>When the peer was fenced off; never when it was not, or has said since that it is there.</summary>
    public MonotonicTime FencedAt;

    /// <summary>The hooks that a change of roles waits for.</summary>
    public HookRun Hooks;

    // The lease that this node holds under, and the promise that it has given.

    /// <summary>End of the lease from the peer.</summary>
    public MonotonicTime LeaseUntil;

    /// <summary>When the request was sent that was last granted.</summary>
    public MonotonicTime LastGrantSentAt;

    /// <summary>P: this node does not take over unasked before it.</summary>
    public MonotonicTime PromiseUntil;

    /// <summary>A PRIMARY that may hold without a lease before evidence has had time to come (after a bind by REL or claim).</summary>
    public MonotonicTime GraceUntil;

    /// <summary>True when a stall ended with the lease out: no witness is asked (R8c).</summary>
    public bool StalledOut;

    /// <summary>When the last bind was ordered, so that putting back is not ordered twice.</summary>
    public MonotonicTime BindOrderedAt;

    /// <summary>Witness none, policy release: this PRIMARY took over from a silent peer and may hold alone (R18).</summary>
    public bool MayHoldAlone;

    /// <summary>The same: a PRIMARY whose peer is back, and has not granted it a lease yet. It holds until then, and takes nothing over by it.</summary>
    public bool HoldsUntilGranted;

    // What is known of the peer.

    /// <summary>The last message accepted from it.</summary>
    public PeerState Peer;

    /// <summary>When the last message came, and the last one that proves that it hears this node in this life.</summary>
    public MonotonicTime PeerHeardAt, TwoWayAt;

    /// <summary>Since when each of its messages says that it hears nobody and could take over (R8a).</summary>
    public MonotonicTime PeerBlindSince;

    /// <summary>The highest claim it ever told.</summary>
    public Epoch PeerHighestClaim;

    /// <summary>Whether the operator has been told that it is silent.</summary>
    public bool PeerSilenceTold;

    /// <summary>When the newest answered request was sent.</summary>
    public MonotonicTime AnsweredSentAt;

    // What is on the wire.

    /// <summary>Probe until this even when the peer is heard (a connection closed).</summary>
    public MonotonicTime ProbeUntil;

    /// <summary>Number of the last probe ordered, and of the last one known to have left.</summary>
    public ulong ProbeNumber, ProbeLeft;

    /// <summary>When the next probe is due, and when the last one was ordered.</summary>
    public MonotonicTime NextProbeAt, LastProbeAt;

    /// <summary>Probes in a row that have left and found nobody.</summary>
    public int SilentProbes;

    /// <summary>When the peer's MAC, a stranger's MAC, last answered.</summary>
    public MonotonicTime PeerOnWireAt, StrangerOnWireAt;

    /// <summary>Since when the peer's MAC has been answering while this node holds alone.</summary>
    public MonotonicTime WireConflictSince;

    /// <summary>The stranger that was last reported, with the address that it has, and when.</summary>
    public ulong StrangerTold;

    /// <summary>See <see cref="StrangerTold"/>.</summary>
    public MonotonicTime StrangerToldAt;

    /// <summary>When a holder announces again because of a stranger, at the earliest.</summary>
    public MonotonicTime NextDefenceAt;

    // What the witness says.

    /// <summary>Number of the last gateway probe.</summary>
    public ulong GatewayNumber;

    /// <summary>When the next one is due, and when the last one was ordered.</summary>
    public MonotonicTime NextGatewayAt, LastGatewayAt;

    /// <summary>When the newest answered one was sent: from any source, and from the VIP.</summary>
    public MonotonicTime GatewayEvidenceAt, VipEvidenceAt;

    /// <summary>Since when the VIP's echoes have been answered without a gap.</summary>
    public MonotonicTime VipEvidenceSince;

    /// <summary>How often a PRIMARY has defended its entry since the window began.</summary>
    public int Defences;

    /// <summary>Claims in a row that the gateway did not keep, for the back-off.</summary>
    public int FailedClaims;

    /// <summary>When that window began.</summary>
    public MonotonicTime DefenceWindowAt;

    /// <summary>Unanswered steady-state VIP echoes in a row, for the alert.</summary>
    public int MuteEchoes;

    // What was released.

    /// <summary>The peer's newest REL: term, and when the newest copy came (R6).</summary>
    public Epoch PeerReleased;

    /// <summary>See <see cref="PeerReleased"/>.</summary>
    public MonotonicTime PeerReleasedAt;

    /// <summary>True while this node tells REL of its own; since when it does not any more; when it released.</summary>
    public bool TellsReleased;

    /// <summary>See <see cref="TellsReleased"/>.</summary>
    public MonotonicTime ToldReleasedUntil, ReleasedAt;

    /// <summary>How many messages are still to be repeated every s, whatever is answered.</summary>
    public int Repeats;

    // A hand-over (R13).

    /// <summary>The operation that asked for it; 0 for one of this node's own.</summary>
    public ulong SwitchOperation;

    /// <summary>How the last one ended.</summary>
    public Actions.OperationResult SwitchResult;

    /// <summary>Taker: whether the READY was said although this node is unhealthy; whether an operator asked for the hand-over.</summary>
    public bool ReadyForced, ReadyByOperator;

    /// <summary>Whether one is wanted, by force, and since when.</summary>
    public bool SwitchWanted, SwitchForced;

    /// <summary>See <see cref="SwitchWanted"/>.</summary>
    public MonotonicTime SwitchSince;

    /// <summary>PRIMARY: number of the READY that was accepted; 0 when none was.</summary>
    public ulong ReadyAccepted;

    /// <summary>Taker: number of the first READY of this hand-over, and when it was sent; 0 when there is none.</summary>
    public ulong ReadySent;

    /// <summary>See <see cref="ReadySent"/>.</summary>
    public MonotonicTime ReadySentAt;

    // A restart in place (R14).

    /// <summary>The operation that wants one; 0 when none does.</summary>
    public ulong RestartOperation;

    /// <summary>Since when; and until when the peer's word lets the address answer, Never before it came.</summary>
    public MonotonicTime RestartSince, AwayUntil;

    /// <summary>Adopting: the executor has taken the address up. Parking: it could not leave it.</summary>
    public bool IsAdopted, IsParkRefused;

    /// <summary>The peer said that it restarts in place: until when it may be away, and the ticket with which that went to the disk.</summary>
    public MonotonicTime PeerAwayUntil;

    /// <summary>See <see cref="PeerAwayUntil"/>.</summary>
    public ulong AwayTicket;

    // Conflicts.

    /// <summary>Since when a PRIMARY of a lower term has not been hearing this PRIMARY (R10).</summary>
    public MonotonicTime DeafPrimarySince;

    /// <summary>When a conflict was last answered by an announcement.</summary>
    public MonotonicTime ConflictToldAt;

    // Cadence.

    /// <summary>Number of the last message sent.</summary>
    public ulong Sequence;

    /// <summary>Messages that acknowledge less than this were on their way before a stall (R15).</summary>
    public ulong AckFloor;

    /// <summary>When the last 32 were sent.</summary>
    public SendTimes SentAt;

    /// <summary>When the next beat, the next repeat, the next refresh is due, and when the last refresh was ordered.</summary>
    public MonotonicTime NextBeatAt, NextRepeatAt, NextRefreshAt, RefreshedAt;

    /// <summary>Until when the last refresh lets the executor hold.</summary>
    public MonotonicTime RefreshedUntil;

    /// <summary>When the last regular beat was sent; its answer ends the repeats.</summary>
    public MonotonicTime LastBeatAt;

    /// <summary>When this decision wants the next one at the latest.</summary>
    public MonotonicTime WakeAt;

    /// <summary>The last rule that moved it.</summary>
    public Rules.Rule? LastRule;

    /// <summary>Whether an own term above all seen is reserved on the disk (R4).</summary>
    public readonly bool HasReservedTerm =>
        Durable.ReservedTerm > Durable.HighestTerm && Durable.ReservedTerm > Term && ReserveTicket <= PersistedTicket;

    /// <summary>Whether nobody is known to have been PRIMARY after this node: it may resume even with auto_switch off, and while frozen (R20).</summary>
    /// <remarks>What the peer says itself counts for more than what the disk remembers of it: it may have lost what it had not written.</remarks>
    public readonly bool IsLastHolder => Durable.LastPrimaryTerm >= (Peer.SenderIncarnation == 0
        ? Durable.PeerPrimaryTerm
        : Epoch.Max(Peer.LastPrimaryTerm, Peer.Role == NodeState.Primary ? Peer.Term : Epoch.None));

    /// <summary>Whether this node holds nothing and bids for nothing.</summary>
    public readonly bool IsResting => Phase is Phase.Idle or Phase.Failed or Phase.Maintenance or Phase.Fencing or Phase.Preparing;

    /// <summary>Whether nothing is to move by itself: from when it is asked for, until the disk says that it has ended (R20).</summary>
    public readonly bool IsFrozen => Durable.Freeze == FreezeMode.Frozen || FrozenOnDisk;

    /// <summary>Whether this node is in maintenance, or on its way there (R20).</summary>
    public readonly bool IsInMaintenance => Durable.InMaintenance || MaintenanceWanted || Phase == Phase.Maintenance;

    /// <summary>The role that others see.</summary>
    public readonly NodeState Role => Phase switch
    {
        Phase.Starting => NodeState.Unknown,
        Phase.Consenting or Phase.Claiming or Phase.Binding => NodeState.Candidate,
        Phase.Holding or Phase.Parking or Phase.Adopting => NodeState.Primary,
        // A bid that is being undone was never PRIMARY.
        Phase.Releasing => Term == Durable.LastPrimaryTerm ? NodeState.Primary : NodeState.Candidate,
        Phase.Failed => NodeState.Failed,
        Phase.Maintenance => NodeState.Maintenance,
        _ => NodeState.Standby,
    };

    /// <summary>The state at the start of a life: a promise to nobody in particular comes first (R3).</summary>
    /// <param name="facts">As read from the disk, with this life's incarnation.</param>
    /// <param name="now">The start.</param>
    /// <param name="policy">The settings.</param>
    public static DecisionState Start(DurableFacts facts, MonotonicTime now, Policy.FailoverPolicy policy)
    {
        var hold = facts.LongestPromise > policy.Timeout ? facts.LongestPromise : policy.Timeout;
        var onDisk = facts.LongestPromise;
        facts.LongestPromise = hold;
        // The reserved term may have been used before the crash: it counts as seen, and another one is reserved (R4).
        facts.HighestTerm = Epoch.Max(facts.HighestTerm, facts.ReservedTerm);
        // R14: the peer may be restarting in place. What another boot wrote has no instant; then it is the longest there is.
        var away = MonotonicTime.Min(facts.AwayHoldUntil, now + policy.AwayLength(hold) + Policy.FailoverPolicy.AnnounceTimeout);
        facts.AwayHoldUntil = away;
        return new DecisionState
        {
            Durable = facts,
            DiskWorks = true,
            // The first write lengthens it; until then no more than the disk knows is promised.
            PromiseOnDisk = onDisk,
            PromiseTicket = hold > onDisk ? 1UL : 0UL,
            PersistTicket = hold > onDisk ? 1UL : 0UL,
            FrozenOnDisk = facts.Freeze == FreezeMode.Frozen,
            IsHealthy = true,
            Term = facts.LastPrimaryTerm,
            PromiseUntil = MonotonicTime.Max(now + hold, away),
            PeerAwayUntil = away,
            PhaseSince = now,
            NextBeatAt = now,
            WakeAt = now,
        };
    }

    /// <summary>The state at the start of a life whose predecessor left the address bound for it (R14).</summary>
    /// <param name="facts">As for <see cref="Start(DurableFacts, MonotonicTime, Policy.FailoverPolicy)"/>.</param>
    /// <param name="now">The start.</param>
    /// <param name="policy">The settings.</param>
    /// <param name="term">The claim under which it is bound.</param>
    /// <param name="until">End of the lease that the peer gave for it.</param>
    /// <returns>A start as any other when that lease has ended, or the term is not one that this node's disk knows of.</returns>
    public static DecisionState Start(DurableFacts facts, MonotonicTime now, Policy.FailoverPolicy policy, Epoch term, MonotonicTime until)
    {
        var state = Start(facts, now, policy);
        var longest = now + policy.AwayLength(policy.Timeout);
        if (term != Epoch.None && term <= state.Durable.HighestTerm && now < until && until <= longest)
        {
            state.Term = term;
            state.IsBound = true;
            state.LeaseUntil = until;
        }

        return state;
    }
}
