namespace HAMgm.Contracts.Peer;

/// <summary>What a <see cref="PeerState"/> says besides its numbers. The values are the wire's (docs/protocol.md).</summary>
[Flags]
public enum PeerStateFlags
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>The sender wants an answer; from a PRIMARY or CANDIDATE it asks for a lease (R1).</summary>
    Request = 1 << 0,

    /// <summary>The sender has the address bound.</summary>
    Holds = 1 << 1,

    /// <summary>The sender holds under a lease from the receiver.</summary>
    Leased = 1 << 2,

    /// <summary>The sender has heard the receiver within 1.5 intervals.</summary>
    HearsYou = 1 << 3,

    /// <summary>The sender has not heard the receiver for 1.5 intervals, nobody answers on the wire, and it could take over (R8).</summary>
    Blind = 1 << 4,

    /// <summary>The sender could be PRIMARY: healthy, a term reserved on disk, nothing bars it.</summary>
    Eligible = 1 << 5,

    /// <summary>The sender asks for consent to take <see cref="PeerState.BidTerm"/> (R7).</summary>
    AskConsent = 1 << 6,

    /// <summary>The sender consents to the receiver's bid <see cref="PeerState.BidTerm"/> (R7).</summary>
    Consent = 1 << 7,

    /// <summary>The sender, PRIMARY, wants to hand over (R13).</summary>
    Prepare = 1 << 8,

    /// <summary>The sender answers Prepare: it is ready to take <see cref="PeerState.BidTerm"/> (R13).</summary>
    Ready = 1 << 9,

    /// <summary>The sender answers Prepare: it cannot.</summary>
    NotReady = 1 << 10,

    /// <summary>The sender has released; the message whose number it echoes is the receiver's lease (R13).</summary>
    HandOver = 1 << 11,

    /// <summary>REL: the sender holds nothing, and its newest claim is <see cref="PeerState.ReleasedTerm"/> (R6).</summary>
    Released = 1 << 12,

    /// <summary>The sender stops in good order.</summary>
    Goodbye = 1 << 13,

    /// <summary>The sender's health checks say that it can serve.</summary>
    Healthy = 1 << 14,

    /// <summary>The sender is in maintenance.</summary>
    Maintenance = 1 << 15,

    /// <summary>The sender, PRIMARY, is about to restart in place and asks the receiver to hold off meanwhile (R14).</summary>
    Announce = 1 << 20,

    /// <summary>The sender answers Announce: it holds off, and that is on its disk (R14).</summary>
    Announced = 1 << 21,

    /// <summary>The sender's role decisions are frozen, on its disk (R20).</summary>
    Frozen = 1 << 16,

    /// <summary>The sender wants the receiver to unfreeze (R20).</summary>
    Thaw = 1 << 17,

    /// <summary>With <see cref="Prepare"/>: an operator insists, although the receiver is unhealthy or behind.</summary>
    Forced = 1 << 18,

    /// <summary>With <see cref="Prepare"/>: an operator asks for it, so that no fail-back undoes it (R20).</summary>
    ByOperator = 1 << 19,

    /// <summary>
    /// The sender answers Prepare: its before-promote hooks run, and it will say Ready or NotReady within their time-out. With
    /// <see cref="NotReady"/>: they have failed.
    /// </summary>
    Preparing = 1 << 22,
}
