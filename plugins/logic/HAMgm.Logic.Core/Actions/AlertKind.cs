namespace HAMgm.Logic.Core.Actions;

/// <summary>What an operator is told.</summary>
public enum AlertKind
{
    /// <summary>The peer is not heard any more.</summary>
    PeerSilent = 0,

    /// <summary>The peer is heard again.</summary>
    PeerBack = 1,

    /// <summary>A stranger answers for a VIP; its MAC is the number, and above its 48 bits the address's index.</summary>
    Duplicate = 2,

    /// <summary>Two PRIMARYs met.</summary>
    Conflict = 3,

    /// <summary>The address could not be bound.</summary>
    BindFailed = 4,

    /// <summary>Somebody removed the address, or it ran out.</summary>
    HoldLost = 5,

    /// <summary>The disk refuses the durable facts: this node cannot be promoted.</summary>
    DiskRefuses = 6,

    /// <summary>The loop stalled; the number is by how many milliseconds.</summary>
    Stalled = 7,

    /// <summary>auto_switch is off and the PRIMARY is silent: nobody moves unasked.</summary>
    WouldSwitch = 8,

    /// <summary>The gateway let a claim fall: the VIP's owner still defends it.</summary>
    ClaimFailed = 9,

    /// <summary>The gateway does not answer echoes from the VIP: without the peer, this PRIMARY will release.</summary>
    GatewayMute = 10,

    /// <summary>This PRIMARY is unhealthy and stays: no fit peer, frozen, or auto_switch off.</summary>
    UnhealthyStays = 11,

    /// <summary>A fence failed or took too long; the number is 1 when the take-over goes on all the same.</summary>
    FenceFailed = 12,

    /// <summary>The pair's role decisions are frozen.</summary>
    Frozen = 13,

    /// <summary>They are not any more.</summary>
    Unfrozen = 14,

    /// <summary>A write has not been answered for long: this node cannot be promoted.</summary>
    DiskSlow = 15,

    /// <summary>A hook with policy abort failed, or took too long; the number is its <see cref="Contracts.Hooks.HookPoint"/>.</summary>
    HooksFailed = 16,
}
