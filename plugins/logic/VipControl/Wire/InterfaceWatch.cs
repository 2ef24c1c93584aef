using HAMgm.Linux;
using HAMgm.Linux.Netlink;
using HAMgm.Logic.VipControl.Addresses;
using HAMgm.Logic.VipControl.Startup;

namespace HAMgm.Logic.VipControl.Wire;

/// <summary>Reads the kernel's notices about the VIPs' interfaces, so that a VIP removed by somebody else is known at once, not at the next refresh.</summary>
internal sealed class InterfaceWatch(VipPlaces places, PacketWire wire) : IDisposable
{
    private readonly AddressMonitor monitor = new();
    private readonly bool[] isDown = [.. places.Interfaces.Select(static place => !place.IsRunning)];

    internal FileDescriptor Descriptor => monitor.Descriptor;

    /// <summary>Whether every interface has a carrier.</summary>
    internal bool HasCarrier => Array.IndexOf(isDown, true) < 0;

    /// <summary>What this node adds and refreshes itself is no news.</summary>
    internal void Ignore(NetlinkAddresses own) => own.HideFrom(monitor);

    /// <summary>Reads what has come, and says what it means.</summary>
    internal InterfaceNews Receive()
    {
        InterfaceNews news = InterfaceNews.None;
        bool hadCarrier = HasCarrier;
        bool ownChanged = false;
        try
        {
            while (monitor.TryRead(out AddressEvent notice))
            {
                int place = IndexOf(notice.InterfaceIndex);
                switch (notice.Kind)
                {
                    case AddressEventKind.Overrun:
                        news |= InterfaceNews.AddressMayBeGone;
                        ownChanged = true;
                        break;
                    case AddressEventKind.AddressDeleted when place >= 0 && IsManaged(notice.Address):
                        news |= InterfaceNews.AddressMayBeGone;
                        break;
                    case AddressEventKind.AddressDeleted or AddressEventKind.AddressChanged when place >= 0 && !IsManaged(notice.Address):
                        ownChanged = true;
                        break;
                    case AddressEventKind.LinkDeleted or AddressEventKind.LinkDown when place >= 0:
                        news |= InterfaceNews.AddressMayBeGone;
                        isDown[place] = true;
                        break;
                    case AddressEventKind.LinkUp:
                        news |= OnLinkUp(notice.InterfaceIndex, place);
                        break;
                }
            }

            if (ownChanged)
            {
                wire.ReadOwnAddresses();
            }
        }
        catch (LinuxException)
        {
            // What could not be read is looked for: the addresses themselves decide.
            news |= InterfaceNews.AddressMayBeGone;
        }

        return hadCarrier == HasCarrier ? news : news | InterfaceNews.CarrierChanged;
    }

    public void Dispose() => monitor.Dispose();

    private InterfaceNews OnLinkUp(int index, int place)
    {
        if (place >= 0 && !isDown[place])
        {
            // The kernel tells of every change of a link, many of which are none of ours; but the Ethernet address may be.
            return InterfaceInfo.Find(index) is { } same && same.Mac != places.Interfaces[place].Mac ? InterfaceNews.Replaced : InterfaceNews.None;
        }

        InterfaceInfo? now = InterfaceInfo.Find(index);
        InterfaceInfo? before = Array.Find(places.Interfaces, one => one.Name == now?.Name);
        if (now is null || before is null)
        {
            return InterfaceNews.None;
        }

        if (place < 0 || now.Mac != before.Mac)
        {
            return InterfaceNews.Replaced;
        }

        isDown[place] = false;
        return InterfaceNews.LinkIsBack;
    }

    private int IndexOf(int interfaceIndex)
    {
        for (int place = 0; place < places.Interfaces.Length; place++)
        {
            if (places.Interfaces[place].Index == interfaceIndex)
            {
                return place;
            }
        }

        return -1;
    }

    private bool IsManaged(NetAddress address)
    {
        foreach (ref readonly VipAddress vip in places.Addresses.AsSpan())
        {
            if (vip.Address == address)
            {
                return true;
            }
        }

        return false;
    }
}
