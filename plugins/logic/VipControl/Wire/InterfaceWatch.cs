using HAMgm.Linux;
using HAMgm.Linux.Netlink;
using HAMgm.Logic.VipControl.Addresses;

namespace HAMgm.Logic.VipControl.Wire;

/// <summary>Reads the kernel's notices about the interface, so that a VIP removed by somebody else is known at once, not at the next refresh.</summary>
internal sealed class InterfaceWatch(InterfaceInfo interfaceInfo, VipAddress[] managed, InterfaceView view) : IDisposable
{
    private readonly AddressMonitor monitor = new();

    internal FileDescriptor Descriptor => monitor.Descriptor;

    internal string FirstGateway => view.Gateways is [Gateway first, ..] ? first.Address.ToString() : "";

    /// <summary>Reads what has come. True when a VIP may be gone.</summary>
    internal bool Receive()
    {
        bool maybeGone = false;
        bool ownChanged = false;
        while (monitor.TryRead(out AddressEvent notice))
        {
            bool here = notice.InterfaceIndex == interfaceInfo.Index;
            switch (notice.Kind)
            {
                case AddressEventKind.Overrun:
                    maybeGone = true;
                    ownChanged = true;
                    break;
                case AddressEventKind.AddressDeleted or AddressEventKind.AddressChanged when here && IsManaged(notice.Address):
                    maybeGone |= notice.Kind == AddressEventKind.AddressDeleted;
                    break;
                case AddressEventKind.AddressDeleted or AddressEventKind.AddressChanged when here:
                    ownChanged = true;
                    break;
                case AddressEventKind.LinkDeleted or AddressEventKind.LinkDown when here:
                    maybeGone = true;
                    break;
            }
        }

        if (ownChanged)
        {
            ReadOwn();
        }

        return maybeGone;
    }

    public void Dispose() => monitor.Dispose();

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

    private void ReadOwn()
    {
        try
        {
            view.ReadAddresses();
        }
        catch (LinuxException)
        {
            // The interface is going away; what was known stays good enough to ask from.
        }
    }
}
