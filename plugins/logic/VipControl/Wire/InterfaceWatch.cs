using HAMgm.Linux;
using HAMgm.Linux.Netlink;
using HAMgm.Logic.VipControl.Addresses;
using HAMgm.Logic.VipControl.Startup;

namespace HAMgm.Logic.VipControl.Wire;

/// <summary>Reads the kernel's notices about the VIPs' interfaces, so that a VIP removed by somebody else is known at once, not at the next refresh.</summary>
internal sealed class InterfaceWatch : IDisposable
{
    private readonly VipPlaces places;
    private readonly PacketWire wire;
    private readonly AddressMonitor monitor = new();
    private readonly bool[] isDown;

    internal InterfaceWatch(VipPlaces places, PacketWire wire)
    {
        (this.places, this.wire) = (places, wire);

        // Now, and not as it was found at Initialize: from here on there are notices, of what came between there are none.
        isDown = [.. places.Interfaces.Select(static place => InterfaceInfo.Find(place.Index) is not { IsRunning: true })];
    }

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
        bool mustLook = false;
        try
        {
            while (monitor.TryRead(out AddressEvent notice))
            {
                int place = IndexOf(notice.InterfaceIndex);
                switch (notice.Kind)
                {
                    case AddressEventKind.Overrun:
                        // What was lost may have been about a carrier.
                        news |= InterfaceNews.AddressMayBeGone;
                        ownChanged = true;
                        mustLook = true;
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
                        mustLook = true;
                        break;
                }
            }

            if (mustLook)
            {
                news |= Look();
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

    /// <summary>How the interfaces are. Once for all notices of a turn, for it asks the kernel, which may be busy with what it tells of.</summary>
    private InterfaceNews Look()
    {
        InterfaceNews news = InterfaceNews.None;
        for (int place = 0; place < isDown.Length; place++)
        {
            InterfaceInfo known = places.Interfaces[place];
            InterfaceInfo? now = InterfaceInfo.Find(known.Index);
            if (now is null ? Runs(known.Name) : now.Mac != known.Mac)
            {
                return news | InterfaceNews.Replaced;
            }

            bool runs = now is { IsRunning: true };
            news |= runs && isDown[place] ? InterfaceNews.LinkIsBack : !runs && !isDown[place] ? InterfaceNews.AddressMayBeGone : InterfaceNews.None;
            isDown[place] = !runs;
        }

        return news;
    }

    private static bool Runs(string name)
    {
        try
        {
            return InterfaceInfo.Find(name).IsRunning;
        }
        catch (LinuxException)
        {
            return false;
        }
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
