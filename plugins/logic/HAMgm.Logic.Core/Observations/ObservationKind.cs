namespace HAMgm.Logic.Core.Observations;

/// <summary>What the core can be told.</summary>
public enum ObservationKind
{
    /// <summary>Only that time has passed.</summary>
    Tick = 0,

    /// <summary>A STATE message came.</summary>
    PeerMessage = 1,

    /// <summary>A connection to the peer closed: begin to probe (R2).</summary>
    LinkClosed = 2,

    /// <summary>The address is bound.</summary>
    Bound = 3,

    /// <summary>The address could not be bound; nothing is bound.</summary>
    BindFailed = 4,

    /// <summary>The address is released.</summary>
    Released = 5,

    /// <summary>The gate or the address ran out, or somebody removed the address.</summary>
    HoldLost = 6,

    /// <summary>A wire probe has left.</summary>
    ProbeSent = 7,

    /// <summary>Somebody answered for the VIP.</summary>
    WireAnswer = 8,

    /// <summary>A gateway answered.</summary>
    GatewayAnswer = 9,

    /// <summary>Facts have reached the disk, or could not.</summary>
    Persisted = 10,

    /// <summary>An operator wants a hand-over.</summary>
    SwitchRequested = 11,

    /// <summary>This node is to leave: hand over or release, then say goodbye.</summary>
    LeaveRequested = 12,

    /// <summary>The health checks have spoken.</summary>
    HealthChanged = 13,

    /// <summary>This process is to be restarted in place (R14).</summary>
    RestartRequested = 20,

    /// <summary>The address is left for the next process, or that was refused.</summary>
    Parked = 21,

    /// <summary>An operator wants this node in maintenance, or out of it (R20).</summary>
    MaintenanceRequested = 14,

    /// <summary>An operator wants the pair's role decisions frozen, or not any more (R20).</summary>
    FreezeRequested = 15,

    /// <summary>A fence has ended.</summary>
    FenceEnded = 16,

    /// <summary>Hooks have ended.</summary>
    HooksEnded = 17,
}
