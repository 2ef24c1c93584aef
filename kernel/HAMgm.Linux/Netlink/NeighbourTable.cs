using System.Runtime.InteropServices;
using HAMgm.Linux.Native;
using HAMgm.Linux.Packets;

namespace HAMgm.Linux.Netlink;

/// <summary>The kernel's ARP and neighbour-discovery cache, for reading.</summary>
public static class NeighbourTable
{
    private const ushort NewNeighbour = 28;
    private const ushort GetNeighbour = 30;
    private const int HeaderLength = 12;
    private const ushort NdaDestination = 1;
    private const ushort NdaLinkLayer = 2;
    private const ushort StateUseless = 0x01 | 0x20 | 0x40; // INCOMPLETE, FAILED, NOARP: no answer stands behind them

    /// <summary>The Ethernet address that the kernel has cached for an address (it may be stale); null when it has none.</summary>
    public static MacAddress? Lookup(int ifIndex, NetAddress ip)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(ip.IsNone, false, nameof(ip));
        using NetlinkSocket netlink = new(NetlinkSocket.ProtocolRoute, "rtnetlink");
        NetlinkMessage message = netlink.Compose();
        uint sequence = netlink.NextSequence();
        message.Begin(GetNeighbour, NetlinkSocket.FlagRequest | NetlinkSocket.FlagAck, sequence);
        Span<byte> header = message.Take(HeaderLength);
        header[0] = (byte)(ip.IsIPv6 ? Constants.AF_INET6 : Constants.AF_INET);
        MemoryMarshal.Write(header[4..], ifIndex);
        message.Attribute(NdaDestination, ip);
        message.End();
        netlink.Send(message.Length);
        while (true)
        {
            NetlinkReader reader = new(netlink.Receive());
            while (reader.Next())
            {
                if (reader.Type == NewNeighbour && reader.Payload.Length >= HeaderLength)
                {
                    return Parse(reader.Payload);
                }

                if (reader.Type == NetlinkSocket.TypeError)
                {
                    int errno = netlink.ErrorOf(reader);
                    return errno is 0 or Errno.ENOENT or Errno.ENODEV ? null : throw new LinuxException($"look up the neighbour {ip} on interface {ifIndex}", errno);
                }
            }
        }
    }

    private static MacAddress? Parse(ReadOnlySpan<byte> payload)
    {
        if ((MemoryMarshal.Read<ushort>(payload[8..]) & StateUseless) != 0)
        {
            return null;
        }

        AttributeReader attributes = new(payload[HeaderLength..]);
        while (attributes.Next())
        {
            if (attributes.Type == NdaLinkLayer && attributes.Value.Length == MacAddress.Length)
            {
                return MacAddress.FromBytes(attributes.Value);
            }
        }

        return null;
    }
}
