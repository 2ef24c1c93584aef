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

    /// <summary>The service, or its guard too, freezes between a look at the clock and the system call that follows.</summary>
    FreezeAtCall,

    /// <summary>The guard alone stands still.</summary>
    FreezeGuard,

    /// <summary>The whole machine is suspended: timers stop, CLOCK_BOOTTIME counts the time.</summary>
    SuspendHost,

    /// <summary>The whole machine stands still, and its clocks do not know it.</summary>
    StopHost,
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

    /// <summary>The service, its guard too, or the host dies between two actions of one decision.</summary>
    CrashAtAction,

    /// <summary>The service dies again and again.</summary>
    RestartStorm,
    SlowDisk,

    /// <summary>Writes are refused; of some, the record is on the disk all the same.</summary>
    BrokenDisk,
    SwitchRequest,

    /// <summary>An operator takes this node into maintenance, and out of it.</summary>
    Maintain,

    /// <summary>An operator freezes the pair's role decisions, and ends that.</summary>
    FreezePair,
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

    /// <summary>The wall clock jumps. Nothing in the core can see it: no such time comes in.</summary>
    WallClockJump,

    /// <summary>T is changed on this node, and on the other one a little later.</summary>
    ChangeTimeout,

    /// <summary>An operator takes this node into maintenance, by force or not, and out of it later.</summary>
    Maintenance,

    /// <summary>An operator freezes the pair's role decisions, by force or not, and unfreezes them later.</summary>
    FreezeRoles,

    /// <summary>The service is restarted in place (R14).</summary>
    RestartInPlace,

    /// <summary>Of several peer links the first is lost, ARP between the nodes included.</summary>
    CutFirstLink,

    /// <summary>Of several peer links the second is lost, one way or both.</summary>
    CutSecondLink,
}
