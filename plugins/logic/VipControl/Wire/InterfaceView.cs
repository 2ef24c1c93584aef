using System.Net.Sockets;
using HAMgm.Contracts.Time;
using HAMgm.Linux;
using HAMgm.Linux.Netlink;
using HAMgm.Logic.VipControl.Addresses;

namespace HAMgm.Logic.VipControl.Wire;

/// <summary>
/// What the probes need to know of the interface: the node's own addresses as senders, and the gateways. Read at the start,
/// when the kernel says that addresses changed, and the default route every few seconds.
/// </summary>
internal sealed class InterfaceView
{
    private static readonly TimeSpan RoutePeriod = TimeSpan.FromSeconds(15);
    private readonly int interfaceIndex;
    private readonly VipAddress[] managed;
    private readonly AddressFamily routeFamily;
    private readonly bool fromRoute;
    private readonly List<AddressEntry> own = [];
    private MonotonicTime routeReadAt;

    /// <summary>Reads the interface.</summary>
    /// <param name="interfaceIndex">The interface.</param>
    /// <param name="managed">The VIPs, which are never the node's own addresses; the first decides the default route's family.</param>
    /// <param name="configured">quorum.gateways; empty for the default route.</param>
    internal InterfaceView(int interfaceIndex, VipAddress[] managed, IReadOnlyList<NetAddress> configured)
    {
        this.interfaceIndex = interfaceIndex;
        this.managed = managed;
        routeFamily = managed[0].Address.Family;
        fromRoute = configured.Count == 0;
        Gateways = [.. configured.Select(address => new Gateway(address))];
        ReadAddresses();
        if (fromRoute)
        {
            ReadRoute();
        }
    }

    /// <summary>The gateways, the first one first; replaced as a whole when the default route moves.</summary>
    internal Gateway[] Gateways { get; private set; }

    /// <summary>Reads the node's own addresses anew.</summary>
    internal void ReadAddresses()
    {
        using AddressTable table = new();
        IReadOnlyList<AddressEntry> all = table.List(interfaceIndex);
        own.Clear();
        own.AddRange(all.Where(entry => IsUsable(entry) && !managed.Any(vip => vip.Address == entry.Address)));
    }

    /// <summary>Looks whether the default route has moved, at most every few seconds.</summary>
    internal void RefreshRoute(MonotonicTime now)
    {
        if (fromRoute && now - routeReadAt >= RoutePeriod)
        {
            routeReadAt = now;
            try
            {
                ReadRoute();
            }
            catch (LinuxException)
            {
                // What was known goes on being asked; the next look is soon.
            }
        }
    }

    /// <summary>The node's own address to ask a target from: one in its subnet if there is one, else any that reaches it; none without.</summary>
    internal NetAddress SourceFor(NetAddress target)
    {
        NetAddress any = default;
        foreach (AddressEntry entry in own)
        {
            if (new VipAddress(entry.Address, entry.PrefixLength).Covers(target))
            {
                return entry.Address;
            }

            if (any.IsNone && entry.Address.Family == target.Family && !IsLinkLocal(entry.Address))
            {
                any = entry.Address;
            }
        }

        return any;
    }

    private static bool IsUsable(AddressEntry entry) =>
        (entry.Flags & (AddressFlags.Tentative | AddressFlags.DuplicateFound)) == 0;

    private static bool IsLinkLocal(NetAddress address) => address.IsIPv6 && LinkLocal.Covers(address);

    private static readonly VipAddress LinkLocal = new(NetAddress.Parse("fe80::"), 10);

    private void ReadRoute()
    {
        // A route that is gone for a moment (a link that flaps) is no reason to forget whom to ask.
        if (RouteTable.DefaultGateway(interfaceIndex, routeFamily) is NetAddress gateway
            && (Gateways.Length == 0 || Gateways[0].Address != gateway))
        {
            Gateways = [new Gateway(gateway)];
        }
    }
}
