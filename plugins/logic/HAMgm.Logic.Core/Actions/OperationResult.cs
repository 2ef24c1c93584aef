namespace HAMgm.Logic.Core.Actions;

/// <summary>How a hand-over ended.</summary>
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
}
