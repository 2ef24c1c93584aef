using HAMgm.Contracts.Cluster;

namespace HAMgm.Contracts.Election;

/// <summary>What the decision core must find again after a crash (safety-rules.md R3, R4). One record, written as a whole.</summary>
public record struct DurableFacts
{
    /// <summary>Counts this node's starts, from 1.</summary>
    public ulong Incarnation { get; set; }

    /// <summary>The next own term, reserved while STANDBY; none when there is none (R4).</summary>
    public Epoch ReservedTerm { get; set; }

    /// <summary>Highest term seen from anybody.</summary>
    public Epoch HighestTerm { get; set; }

    /// <summary>The last term in which this node was PRIMARY.</summary>
    public Epoch LastPrimaryTerm { get; set; }

    /// <summary>The last term this node consented to (its vote); a lower or equal one of another is refused.</summary>
    public Epoch VotedTerm { get; set; }

    /// <summary>True when that vote went to the peer, false when to itself.</summary>
    public bool VotedForPeer { get; set; }

    /// <summary>
    /// The longest promise given or configured that may still bind a node that crashes: how long a start waits (R3). It shrinks once both
    /// nodes have told a shorter T for as long as it is.
    /// </summary>
    public TimeSpan LongestPromise { get; set; }

    /// <summary>True when this node released in isolation and may not take over before it hears the peer (R18).</summary>
    public bool Barred { get; set; }

    /// <summary>True when the peer stopped in good order and has not come back.</summary>
    public bool PeerSaidGoodbye { get; set; }

    /// <summary>
    /// Until when this node holds off for a peer that restarts in place (R14); Never when it does not. An instant of this boot:
    /// what was stored under another one is read as Forever, and cut down to the longest hold that there is.
    /// </summary>
    public Time.MonotonicTime AwayHoldUntil { get; set; }

    /// <summary>The highest term in which the peer is known to have been PRIMARY: who held last must be known after a restart (R20).</summary>
    public Epoch PeerPrimaryTerm { get; set; }

    /// <summary>True while an operator has this node in maintenance (R20).</summary>
    public bool InMaintenance { get; set; }

    /// <summary>
    /// True while this node is PRIMARY because an operator moved the address here: a fail-back does not undo that (R20). A release and
    /// the peer's loss end it.
    /// </summary>
    public bool PutByOperator { get; set; }

    /// <summary>Whether the pair's role decisions are frozen (R20).</summary>
    public FreezeMode Freeze { get; set; }
}
