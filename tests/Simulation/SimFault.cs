namespace HAMgm.Simulation.Tests;

/// <summary>What can go wrong in a simulated pair.</summary>
public enum SimFault
{
    KillService,
    KillBoth,
    FreezeService,
    FreezeBoth,

    /// <summary>Guard and service stand still for seconds.</summary>
    FreezeLong,

    /// <summary>The service freezes between the check of its next bind and the system call.</summary>
    FreezeAtBind,
    KillGuard,
    CutHost,
    CutPeerLink,

    /// <summary>Messages between the nodes are lost, ARP between them is not.</summary>
    CutPeerMessages,

    /// <summary>The same, one way.</summary>
    MutePeerMessages,
    Mute,
    Deaf,

    /// <summary>Up to 60 % of everything.</summary>
    LosePackets,

    /// <summary>Messages come twice, late, and out of order.</summary>
    ScramblePackets,
    CrashHost,

    /// <summary>The service dies between two actions of one decision.</summary>
    CrashAtAction,

    /// <summary>The service dies again and again.</summary>
    RestartStorm,
    SlowDisk,
    BrokenDisk,
    SwitchRequest,
    Leave,
    DeleteAddress,
    GatewayDown,
    Unhealthy,
    LinkClosed,

    /// <summary>The kernel refuses the address for a while.</summary>
    BindRefused,

    /// <summary>The executor's thread is late.</summary>
    SlowExecutor,

    /// <summary>Another machine answers for the VIP.</summary>
    Stranger,

    /// <summary>T is changed on this node, and on the other one a little later.</summary>
    ChangeTimeout,

    /// <summary>The service is restarted in place (R14).</summary>
    RestartInPlace,
}
