using HAMgm.Linux.Netlink;
using HAMgm.Logic.VipControl.Addresses;

namespace HAMgm.Logic.VipControl.Startup;

/// <summary>Which address belongs on which interface of this host, as it was found at Initialize.</summary>
/// <param name="Interfaces">vip.interface first; the others bear addresses of vip.more.</param>
/// <param name="Addresses">All of them with their interface, vip.address first.</param>
/// <param name="Unplaced">Addresses of vip.more that lie in no subnet of this host, and so went onto vip.interface.</param>
internal sealed record VipPlaces(InterfaceInfo[] Interfaces, VipAddress[] Addresses, VipAddress[] Unplaced)
{
    /// <summary>vip.interface.</summary>
    internal InterfaceInfo Main => Interfaces[0];

    /// <summary>The addresses of one interface.</summary>
    internal VipAddress[] On(InterfaceInfo place) => [.. Addresses.Where(address => address.InterfaceIndex == place.Index)];

    /// <summary>The interface of an address.</summary>
    internal InterfaceInfo Of(in VipAddress address)
    {
        int index = address.InterfaceIndex;
        return Interfaces.First(one => one.Index == index);
    }
}
