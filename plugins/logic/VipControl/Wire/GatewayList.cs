using System.Net.Sockets;
using HAMgm.Contracts.Time;
using HAMgm.Linux;
using HAMgm.Linux.Netlink;
using HAMgm.Linux.Packets;
using HAMgm.Logic.VipControl.Addresses;

namespace HAMgm.Logic.VipControl.Wire;

/// <summary>
/// The reference addresses: quorum.gateways, or the default route's next hop. One of another segment is reached by the
/// default route's router; it is evidence of being connected (R9), and can never be the register (R17).
/// </summary>
internal sealed class GatewayList
{
    private static readonly TimeSpan RoutePeriod = TimeSpan.FromSeconds(15);
    private readonly int interfaceIndex;
    private readonly VipAddress first;
    private readonly OwnAddresses own;
    private readonly NetAddress[] configured;
    private MonotonicTime routeReadAt;

    /// <summary>Reads the routes.</summary>
    internal GatewayList(int interfaceIndex, VipAddress first, OwnAddresses own, NetAddress[] configured)
    {
        this.interfaceIndex = interfaceIndex;
        this.first = first;
        this.own = own;
        this.configured = configured;
        All = [];
        Read();
    }

    /// <summary>All of them, in the order of the settings; replaced as a whole when a route moves.</summary>
    internal Gateway[] All { get; private set; }

    /// <summary>
    /// The one whose neighbour entry says who has the VIP (R17): the first in the VIP's own segment. Both nodes read the same
    /// list, so they go by the same one; null when there is none.
    /// </summary>
    internal Gateway? Register { get; private set; }

    /// <summary>Looks whether a route has moved, at most every few seconds.</summary>
    internal void Refresh(MonotonicTime now)
    {
        if (now - routeReadAt < RoutePeriod)
        {
            return;
        }

        routeReadAt = now;
        if (configured.Length > 0 && Array.TrueForAll(All, static gateway => gateway.IsHere))
        {
            return;
        }

        try
        {
            Read();
        }
        catch (LinuxException)
        {
            // What was known goes on being asked; the next look is soon.
        }
    }

    /// <summary>Somebody said where an address is. True when it is a gateway's, or leads to one.</summary>
    internal bool Learn(NetAddress address, MacAddress mac, MonotonicTime now)
    {
        bool isGateway = false;
        foreach (Gateway gateway in All)
        {
            if (gateway.NextHop == address)
            {
                gateway.Learn(mac, now);
                isGateway |= gateway.IsHere;
            }
        }

        return isGateway;
    }

    /// <summary>Whether it is the Ethernet address of a gateway of this segment.</summary>
    internal bool IsGateway(MacAddress mac)
    {
        foreach (Gateway gateway in All)
        {
            if (gateway.Mac == mac && !mac.IsNone)
            {
                return true;
            }
        }

        return false;
    }

    private void Read()
    {
        if (configured.Length == 0)
        {
            // A route that is gone for a moment (a link that flaps) is no reason to forget whom to ask.
            if (Router(first.Address.Family) is { IsNone: false } router && (All.Length == 0 || All[0].Address != router))
            {
                All = [new Gateway(router, router)];
            }
        }
        else
        {
            Gateway[] next = [.. configured.Select(Describe)];
            if (!next.Select(static gateway => gateway.NextHop).SequenceEqual(All.Select(static gateway => gateway.NextHop)))
            {
                All = next;
            }
        }

        Register = Array.Find(All, gateway => gateway.IsHere && gateway.Address.Family == first.Address.Family);
    }

    private Gateway Describe(NetAddress address)
    {
        if (first.Covers(address) || own.Reach(address))
        {
            return new Gateway(address, address);
        }

        return new Gateway(address, Router(address.Family));
    }

    private NetAddress Router(AddressFamily family) => RouteTable.DefaultGateway(interfaceIndex, family) ?? default;
}
