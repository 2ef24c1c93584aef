using HAMgm.Contracts.Time;
using HAMgm.Logic.VipControl.Addresses;

namespace HAMgm.Logic.VipControl.Wire;

/// <summary>
/// What goes out raw for the VIP: announcements, the claim, and the probes. For the VIP thread alone. Nothing throws for a
/// frame that did not leave: the sends say so, and a probe that did not leave is not reported (IVipSink).
/// </summary>
internal interface IVipWire : IDisposable
{
    /// <summary>Tells everybody that an address is here. False when it did not leave.</summary>
    bool Announce(in VipAddress address);

    /// <summary>Announces the first address raw, and answers the gateways' questions for it until the given instant.</summary>
    bool BeginClaim(MonotonicTime until);

    /// <summary>Ends the claim, if there is one.</summary>
    void EndClaim();

    /// <summary>Asks who has the addresses of the first one's interface, and reports that it asked.</summary>
    void ProbeWire(ulong number);

    /// <summary>Asks on every interface whether somebody else has an address; only answers are reported.</summary>
    void AskForOthers();

    /// <summary>The addresses are bound here from now on, or are not.</summary>
    void Held(bool isHeld);

    /// <summary>When <see cref="KeepWarm"/> has something to do at the latest.</summary>
    MonotonicTime NextDue { get; }

    /// <summary>Keeps the gateways' Ethernet addresses known, so that the first probe in need does not have to ask for them.</summary>
    void KeepWarm();

    /// <summary>Sends one echo to each gateway, or one sourced from the VIP to the register.</summary>
    void ProbeGateway(ulong number, bool fromVip);
}
