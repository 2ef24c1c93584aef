namespace HAMgm.Logic.Core.Actions;

/// <summary>How an operation ended: a hand-over, maintenance, a freeze.</summary>
public enum OperationResult
{
    /// <summary>The peer holds.</summary>
    Taken = 0,

    /// <summary>This node is not PRIMARY.</summary>
    NotPrimary = 1,

    /// <summary>The peer is not heard.</summary>
    PeerSilent = 2,

    /// <summary>The peer says that it cannot.</summary>
    PeerNotReady = 3,

    /// <summary>No READY in time: nothing happened.</summary>
    NoAnswer = 4,

    /// <summary>Released, but the peer did not say in time that it holds.</summary>
    NotTaken = 5,

    /// <summary>Another hand-over is under way.</summary>
    Busy = 6,

    /// <summary>Restart in place: the address is left for the next process.</summary>
    Parked = 20,

    /// <summary>Restart in place: the executor could not leave the address.</summary>
    NotParked = 21,

    /// <summary>What was asked for is so, and on the disk.</summary>
    Done = 7,

    /// <summary>The peer says that it is unhealthy.</summary>
    PeerUnhealthy = 8,

    /// <summary>The peer has an older configuration.</summary>
    PeerBehind = 9,

    /// <summary>The peer is in maintenance.</summary>
    PeerInMaintenance = 10,

    /// <summary>The pair's role decisions are frozen.</summary>
    Frozen = 11,

    /// <summary>The disk refuses.</summary>
    DiskRefuses = 12,

    /// <summary>A before-demote hook of this node failed.</summary>
    HooksFailed = 13,

    /// <summary>A before-promote hook of the peer failed.</summary>
    PeerHooksFailed = 14,
}
