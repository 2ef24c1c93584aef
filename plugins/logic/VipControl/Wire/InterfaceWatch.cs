using HAMgm.Linux;
using HAMgm.Linux.Netlink;
using HAMgm.Logic.VipControl.Addresses;

namespace HAMgm.Logic.VipControl.Wire;

/// <summary>Reads the kernel's notices about the interface, so that a VIP removed by somebody else is known at once, not at the next refresh.</summary>
internal sealed class InterfaceWatch(InterfaceInfo interfaceInfo, VipAddress[] managed, InterfaceView view) : IDisposable
{
    private readonly AddressMonitor monitor = new();
    private bool wasDown = !interfaceInfo.IsRunning;

    internal FileDescriptor Descriptor => monitor.Descriptor;

    internal string FirstGateway => view.Gateways is [Gateway first, ..] ? first.Address.ToString() : "";

    /// <summary>What this node adds and refreshes itself is no news.</summary>
    internal void Ignore(NetlinkAddresses own) => own.HideFrom(monitor);

    /// <summary>Reads what has come, and says what it means.</summary>
    internal InterfaceNews Receive()
    {
        InterfaceNews news = InterfaceNews.None;
        bool ownChanged = false;
        try
        {
            while (monitor.TryRead(out AddressEvent notice))
            {
                bool here = notice.InterfaceIndex == interfaceInfo.Index;
                switch (notice.Kind)
                {
                    case AddressEventKind.Overrun:
                        news |= InterfaceNews.AddressMayBeGone;
                        ownChanged = true;
                        break;
                    case AddressEventKind.AddressDeleted when here && IsManaged(notice.Address):
                        news |= InterfaceNews.AddressMayBeGone;
                        break;
                    case AddressEventKind.AddressDeleted or AddressEventKind.AddressChanged when here && !IsManaged(notice.Address):
                        ownChanged = true;
                        break;
                    case AddressEventKind.LinkDeleted or AddressEventKind.LinkDown when here:
                        news |= InterfaceNews.AddressMayBeGone;
                        wasDown = true;
                        break;
                    case AddressEventKind.LinkUp:
                        news |= OnLinkUp(notice.InterfaceIndex, here);
                        break;
                }
            }

            if (ownChanged)
            {
                view.ReadAddresses();
            }
        }
        catch (LinuxException)
        {
            // What could not be read is looked for: the addresses themselves decide.
            news |= InterfaceNews.AddressMayBeGone;
        }

        return news;
    }

    public void Dispose() => monitor.Dispose();

    private InterfaceNews OnLinkUp(int index, bool here)
    {
        InterfaceInfo? now = InterfaceInfo.Find(index);
        if (now?.Name == interfaceInfo.Name && (!here || now.Mac != interfaceInfo.Mac))
        {
            return InterfaceNews.Replaced;
        }

        if (!here || !wasDown)
        {
            return InterfaceNews.None;
        }

        wasDown = false;
        return InterfaceNews.LinkIsBack;
    }

    private bool IsManaged(NetAddress address)
    {
        foreach (VipAddress vip in managed)
        {
            if (vip.Address == address)
            {
                return true;
            }
        }

        return false;
    }
}
