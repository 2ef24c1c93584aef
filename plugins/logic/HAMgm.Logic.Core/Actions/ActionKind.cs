namespace HAMgm.Logic.Core.Actions;

/// <summary>What the core can order.</summary>
public enum ActionKind
{
    /// <summary>Send this STATE message.</summary>
    Send = 0,

    /// <summary>Bind the address under this term.</summary>
    Bind = 1,

    /// <summary>Release the address.</summary>
    Release = 2,

    /// <summary>Refresh gate and kernel lease up to this instant.</summary>
    Refresh = 3,

    /// <summary>Announce the bound address again.</summary>
    Announce = 4,

    /// <summary>Announce the address without binding it, and answer the gateway for it until this instant (R17).</summary>
    Claim = 5,

    /// <summary>Probe the wire.</summary>
    ProbeWire = 6,

    /// <summary>Probe the gateways.</summary>
    ProbeGateway = 7,

    /// <summary>Write the durable facts.</summary>
    Persist = 8,

    /// <summary>Report a transition.</summary>
    Transition = 9,

    /// <summary>Tell an operator.</summary>
    Alert = 10,

    /// <summary>An operation has ended.</summary>
    Complete = 11,

    /// <summary>This node has left: everything is released and said.</summary>
    Left = 12,

    /// <summary>Leave the address bound for the next process, until this instant (R14).</summary>
    Park = 20,

    /// <summary>Take up what the process before this one left bound (R14).</summary>
    Adopt = 21,

    /// <summary>Fence the peer off; the number comes back in FenceEnded.</summary>
    Fence = 13,

    /// <summary>Run the hooks of a point; the number comes back in HooksEnded, unless it is 0.</summary>
    RunHooks = 14,
}
