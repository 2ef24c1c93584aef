using System.Net.Sockets;
using System.Runtime.InteropServices;
using HAMgm.Linux.Native;

namespace HAMgm.Linux.Netlink;

/// <summary>The main routing table, as far as the witness needs it: who is the default gateway.</summary>
public static class RouteTable
{
    private const ushort NewRoute = 24;
    private const ushort GetRoute = 26;
    private const int HeaderLength = 12;
    private const ushort RtaOif = 4;
    private const ushort RtaGateway = 5;
    private const ushort RtaPriority = 6;
    private const ushort RtaMultipath = 9;
    private const byte TableMain = 254;

    /// <summary>The next hop of the default route through an interface, the one of the lowest metric; null without one.</summary>
    /// <param name="ifIndex">The interface; 0 for any.</param>
    /// <param name="family">InterNetwork or InterNetworkV6.</param>
    public static NetAddress? DefaultGateway(int ifIndex, AddressFamily family)
    {
        using NetlinkSocket netlink = new(NetlinkSocket.ProtocolRoute, "rtnetlink");
        NetlinkMessage message = netlink.Compose();
        uint sequence = netlink.NextSequence();
        message.Begin(GetRoute, NetlinkSocket.FlagRequest | NetlinkSocket.FlagDump, sequence);
        message.Take(HeaderLength)[0] = (byte)(family == AddressFamily.InterNetworkV6 ? Constants.AF_INET6 : Constants.AF_INET);
        message.End();
        netlink.Send(message.Length);
        NetAddress best = default;
        long bestMetric = long.MaxValue;
        while (true)
        {
            NetlinkReader reader = new(netlink.Receive());
            while (reader.Next())
            {
                if (reader.Type == NetlinkSocket.TypeDone)
                {
                    return best.IsNone ? default(NetAddress?) : best;
                }

                if (reader.Type == NetlinkSocket.TypeError)
                {
                    throw new LinuxException("list the routes", netlink.ErrorOf(reader));
                }

                if (reader.Type == NewRoute && TryReadDefault(reader.Payload, ifIndex, out NetAddress gateway, out uint metric) && metric < bestMetric)
                {
                    best = gateway;
                    bestMetric = metric;
                }
            }
        }
    }

    private static bool TryReadDefault(ReadOnlySpan<byte> payload, int ifIndex, out NetAddress gateway, out uint metric)
    {
        gateway = default;
        metric = 0;
        if (payload.Length < HeaderLength || payload[1] != 0 || payload[4] != TableMain)
        {
            return false;
        }

        uint output = 0;
        ReadOnlySpan<byte> hops = default;
        AttributeReader attributes = new(payload[HeaderLength..]);
        while (attributes.Next())
        {
            switch (attributes.Type)
            {
                case RtaOif:
                    output = attributes.Host32;
                    break;
                case RtaGateway:
                    gateway = NetAddress.FromBytes(attributes.Value);
                    break;
                case RtaPriority:
                    metric = attributes.Host32;
                    break;
                case RtaMultipath:
                    hops = attributes.Value;
                    break;
            }
        }

        return hops.IsEmpty
            ? !gateway.IsNone && (ifIndex == 0 || output == (uint)ifIndex)
            : TryReadHop(hops, ifIndex, out gateway);
    }

    /// <summary>The first next hop of a multipath route that leaves by the interface (struct rtnexthop).</summary>
    private static bool TryReadHop(ReadOnlySpan<byte> hops, int ifIndex, out NetAddress gateway)
    {
        gateway = default;
        while (hops.Length >= 8)
        {
            int length = MemoryMarshal.Read<ushort>(hops);
            if (length < 8 || length > hops.Length)
            {
                return false;
            }

            if (ifIndex == 0 || MemoryMarshal.Read<int>(hops[4..]) == ifIndex)
            {
                AttributeReader attributes = new(hops[8..length]);
                while (attributes.Next())
                {
                    if (attributes.Type == RtaGateway)
                    {
                        gateway = NetAddress.FromBytes(attributes.Value);
                        return !gateway.IsNone;
                    }
                }
            }

            hops = hops[Math.Min((length + 3) & ~3, hops.Length)..];
        }

        return false;
    }
}
