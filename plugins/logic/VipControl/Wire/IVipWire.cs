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

    /// <summary>Asks who has the first address.</summary>
    void ProbeWire(ulong number);

    /// <summary>Keeps the gateways' Ethernet addresses known, so that the first probe in need does not have to ask for them.</summary>
    void KeepWarm();

    /// <summary>Sends one echo to each gateway, or one sourced from the VIP to the first.</summary>
    void ProbeGateway(ulong number, bool fromVip);
}
