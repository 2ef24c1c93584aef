namespace HAMgm.Contracts.Hooks;

/// <summary>When a hook runs.</summary>
public enum HookPoint
{
    /// <summary>
    /// Before this node takes the VIP. In a planned switch its failure (policy abort) cancels the switch; before a take-over that
    /// nobody consents to it is bounded by its time-out, and policy abort means that this node does not take over.
    /// </summary>
    BeforePromote = 0,

    /// <summary>When the VIP is bound here.</summary>
    AfterPromote = 1,

    /// <summary>Before this node gives the VIP away in a planned switch. Never before a release that safety demands.</summary>
    BeforeDemote = 2,

    /// <summary>When the VIP has been released here, for whatever reason.</summary>
    AfterDemote = 3,

    /// <summary>When this node has become FAILED, or has lost its peer.</summary>
    OnFault = 4,

    /// <summary>Before a take-over from a silent peer: it must make sure that the peer cannot serve (<see cref="Fencing.IFence"/>).</summary>
    Fence = 5,
}
