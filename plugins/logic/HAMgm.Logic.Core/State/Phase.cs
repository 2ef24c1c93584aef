namespace HAMgm.Logic.Core.State;

/// <summary>Where a node is between two roles. The role that others see follows from it.</summary>
public enum Phase
{
    /// <summary>Not begun.</summary>
    Starting = 0,

    /// <summary>STANDBY: holds nothing, wants nothing now.</summary>
    Idle = 1,

    /// <summary>CANDIDATE: has asked a peer that it hears (R7).</summary>
    Consenting = 2,

    /// <summary>CANDIDATE: has announced the VIP and watches whether the gateway believes it (R17).</summary>
    Claiming = 3,

    /// <summary>CANDIDATE: its promise is closed, the address is being bound (R2).</summary>
    Binding = 4,

    /// <summary>PRIMARY.</summary>
    Holding = 5,

    /// <summary>PRIMARY that is removing the address.</summary>
    Releasing = 6,

    /// <summary>PRIMARY that leaves the address bound for the next process, and ends (R14).</summary>
    Parking = 10,

    /// <summary>PRIMARY of this life's first moments: it takes up what its predecessor left bound (R14).</summary>
    Adopting = 11,

    /// <summary>FAILED: as Idle, but its health checks say that it cannot serve.</summary>
    Failed = 7,

    /// <summary>MAINTENANCE: as Idle, but an operator has taken it out of service (R20).</summary>
    Maintenance = 8,

    /// <summary>STANDBY: it could take over from a silent peer, and waits for the peer to be fenced off first.</summary>
    Fencing = 9,

    /// <summary>STANDBY: it could bid by itself, and waits for its before-promote hooks first.</summary>
    Preparing = 12,
}
