namespace HAMgm.Simulation.Tests.Exhaustive;

/// <summary>What may happen to the bounded pair, at any step.</summary>
[Flags]
public enum PairFault
{
    None = 0,
    LoseMessage = 1 << 0,

    /// <summary>A message comes 15 ms or 120 ms late.</summary>
    DelayMessage = 1 << 1,
    KillService = 1 << 2,
    KillBoth = 1 << 3,

    /// <summary>The service stands still; it may thaw at any multiple of 50 ms.</summary>
    FreezeService = 1 << 4,

    /// <summary>Its guard with it.</summary>
    FreezeBoth = 1 << 5,

    /// <summary>Nothing reaches this node any more.</summary>
    Deaf = 1 << 6,

    /// <summary>Nothing of this node reaches anybody any more.</summary>
    Mute = 1 << 7,

    /// <summary>The path between the nodes, ARP included, is lost; the gateway is reached by both.</summary>
    CutLink = 1 << 8,

    /// <summary>An operator asks the holder for a hand-over.</summary>
    Switch = 1 << 9,

    /// <summary>Somebody deletes the address.</summary>
    DeleteAddress = 1 << 10,
    All = (1 << 11) - 1,
}
