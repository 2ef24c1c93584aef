using HAMgm.Contracts.Cluster;

namespace HAMgm.Contracts.Peer;

/// <summary>
/// The STATE message of safety-rules.md R1: one travels beside every beat and every answer, by datagram and over TCP.
/// A value type, so that the loop that keeps the leases allocates nothing.
/// </summary>
public record struct PeerState
{
    /// <summary>Counts the sender's starts, persisted; a message of an older life is refused.</summary>
    public ulong SenderIncarnation { get; set; }

    /// <summary>The receiver's incarnation as the sender last heard it; 0 when it has heard none. Proves two-way contact.</summary>
    public ulong ReceiverIncarnation { get; set; }

    /// <summary>Number of this message, rising within an incarnation, from 1. <see cref="ulong.MaxValue"/> is the guard's last word.</summary>
    public ulong Sequence { get; set; }

    /// <summary>Number of the receiver's message that this one answers; 0 when it answers none.</summary>
    public ulong EchoSequence { get; set; }

    /// <summary>Highest number received from the receiver in its current incarnation; proves how fresh this message is.</summary>
    public ulong AckSequence { get; set; }

    /// <summary>What it says.</summary>
    public PeerStateFlags Flags { get; set; }

    /// <summary>The sender's role.</summary>
    public NodeState Role { get; set; }

    /// <summary>The sender's newest claim: the term it holds or bids for; its last one when it holds nothing.</summary>
    public Epoch Term { get; set; }

    /// <summary>Highest term the sender knows of, its own or the receiver's.</summary>
    public Epoch HighestTerm { get; set; }

    /// <summary>Term to which the echoed request is granted a lease; none when it is not granted.</summary>
    public Epoch GrantedTerm { get; set; }

    /// <summary>With <see cref="PeerStateFlags.Released"/>: the sender's newest claim, given up.</summary>
    public Epoch ReleasedTerm { get; set; }

    /// <summary>Term of a bid, a consent, a hand-over.</summary>
    public Epoch BidTerm { get; set; }

    /// <summary>The last term in which the sender was PRIMARY, for ranking.</summary>
    public Epoch LastPrimaryTerm { get; set; }

    /// <summary>Length of the promise the sender gives (its T).</summary>
    public TimeSpan PromiseLength { get; set; }

    /// <summary>Priority with health weights, 0 … 255, for ranking.</summary>
    public int Priority { get; set; }

    /// <summary>Version of the shared configuration, for ranking.</summary>
    public long ConfigVersion { get; set; }

    /// <summary>Hash of the shared configuration: a difference at equal versions is an alarm, not a death.</summary>
    public ulong ConfigHash { get; set; }

    /// <summary>MAC of the sender's VIP interface in the low 48 bits; 0 when it has none.</summary>
    public ulong VipMac { get; set; }

    /// <summary>True when every one of the given flags is set.</summary>
    public readonly bool Has(PeerStateFlags flags) => (Flags & flags) == flags;
}
