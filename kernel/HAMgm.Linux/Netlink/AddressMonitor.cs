using System.Runtime.InteropServices;
using HAMgm.Linux.Native;
using HAMgm.Linux.Packets;
using HAMgm.Linux.Time;

namespace HAMgm.Linux.Netlink;

/// <summary>
/// The kernel's notices about addresses coming and going and links going up and down
/// (RTNLGRP_LINK, RTNLGRP_IPV4_IFADDR, RTNLGRP_IPV6_IFADDR). Reading allocates nothing; one thread reads.
/// </summary>
public sealed class AddressMonitor : IDisposable
{
    private const uint GroupLink = 1;
    private const uint GroupIPv4Address = 0x10;
    private const uint GroupIPv6Address = 0x100;
    private const ushort NewLink = 16;
    private const ushort DeleteLink = 17;
    private const uint FlagUp = 1;
    private const uint FlagRunning = 0x40;
    private const int PendingLimit = 64;

    private readonly NetlinkSocket netlink;
    private readonly AddressEvent[] pending = new AddressEvent[PendingLimit];
    private int first;
    private int count;

    /// <summary>Begins to listen.</summary>
    /// <param name="withAddresses">False: only links, so that addresses that are refreshed all the time wake nobody.</param>
    public AddressMonitor(bool withAddresses = true) =>
        netlink = new(
            NetlinkSocket.ProtocolRoute, "rtnetlink monitor", withAddresses ? GroupLink | GroupIPv4Address | GroupIPv6Address : GroupLink);

    /// <summary>The descriptor, for polling; readable means that <see cref="TryRead"/> may give something.</summary>
    public FileDescriptor Descriptor => netlink.Descriptor;

    /// <summary>
    /// Leaves out what a table adds and refreshes: whoever refreshes a lifetime four times a second need not be woken by the
    /// news of it. Deletions are told, whoever made them.
    /// </summary>
    public void IgnoreAdditionsBy(AddressTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        netlink.Filter(PacketFilters.AllBut(AddressMessages.NewAddress, table.Port));
    }

    /// <summary>The next notice, without waiting. Read until it gives false: one readiness may carry several.</summary>
    public bool TryRead(out AddressEvent notice)
    {
        while (count == 0)
        {
            if (!Fill())
            {
                notice = default;
                return false;
            }
        }

        notice = pending[first];
        first = (first + 1) % PendingLimit;
        count--;
        return true;
    }

    /// <summary>The next notice, waiting for it at most the given time; false when none came.</summary>
    public bool Read(TimeSpan timeout, out AddressEvent notice)
    {
        Deadline deadline = Deadline.In(timeout);
        while (!TryRead(out notice))
        {
            if (!deadline.WaitReadable(netlink.Descriptor))
            {
                return false;
            }
        }

        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => netlink.Dispose();

    private bool Fill()
    {
        ReadOnlySpan<byte> data;
        try
        {
            data = netlink.Receive(Constants.MSG_DONTWAIT);
        }
        catch (LinuxException overrun) when (overrun.Errno == Errno.ENOBUFS)
        {
            Push(new AddressEvent(AddressEventKind.Overrun, 0, default));
            return true;
        }

        if (data.IsEmpty)
        {
            return false;
        }

        NetlinkReader reader = new(data);
        while (reader.Next())
        {
            switch (reader.Type)
            {
                case AddressMessages.NewAddress or AddressMessages.DeleteAddress when AddressMessages.TryRead(reader.Payload, out AddressEntry entry):
                    AddressEventKind kind = reader.Type == AddressMessages.NewAddress ? AddressEventKind.AddressChanged : AddressEventKind.AddressDeleted;
                    Push(new AddressEvent(kind, entry.InterfaceIndex, entry.Address));
                    break;
                case NewLink or DeleteLink when reader.Payload.Length >= 16:
                    Push(new AddressEvent(LinkKind(reader), MemoryMarshal.Read<int>(reader.Payload[4..]), default));
                    break;
            }
        }

        return true;
    }

    private static AddressEventKind LinkKind(NetlinkReader reader)
    {
        if (reader.Type == DeleteLink)
        {
            return AddressEventKind.LinkDeleted;
        }

        uint flags = MemoryMarshal.Read<uint>(reader.Payload[8..]);
        return (flags & (FlagUp | FlagRunning)) == (FlagUp | FlagRunning) ? AddressEventKind.LinkUp : AddressEventKind.LinkDown;
    }

    private void Push(AddressEvent notice)
    {
        if (count == PendingLimit)
        {
            // One datagram carried more than fits: say that something was lost instead of hiding it.
            pending[(first + count - 1) % PendingLimit] = new AddressEvent(AddressEventKind.Overrun, 0, default);
            return;
        }

        pending[(first + count) % PendingLimit] = notice;
        count++;
    }
}
