namespace HAMgm.Simulation.Tests;

/// <summary>What can go wrong in a simulated pair.</summary>
public enum SimFault
{
    KillService,
    KillBoth,
    FreezeService,
    FreezeBoth,
    KillGuard,
    CutHost,
    CutPeerLink,
    Mute,
    Deaf,
    LosePackets,
    CrashHost,
    SlowDisk,
    BrokenDisk,
    SwitchRequest,
    Leave,
    DeleteAddress,
    GatewayDown,
    Unhealthy,
}
