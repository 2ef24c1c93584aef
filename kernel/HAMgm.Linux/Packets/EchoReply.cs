using System.Buffers.Binary;
using HAMgm.Linux.Native;

namespace HAMgm.Linux.Packets;

/// <summary>An ICMP or ICMPv6 echo reply.</summary>
/// <param name="SourceIp">Who answered.</param>
/// <param name="DestinationIp">To whom: the source of the request, e.g. the VIP.</param>
/// <param name="Identifier">The request's identifier.</param>
/// <param name="Sequence">The request's sequence number.</param>
/// <param name="SourceMac">The source of the frame.</param>
public readonly record struct EchoReply(NetAddress SourceIp, NetAddress DestinationIp, ushort Identifier, ushort Sequence, MacAddress SourceMac)
{
    internal const int HeaderLength = 8;
    private const int IPv4HeaderLength = 20;
    private const int IPv6HeaderLength = 40;

    /// <summary>Parses a whole Ethernet frame; false for anything else than a sound, unfragmented echo reply.</summary>
    public static bool TryParse(ReadOnlySpan<byte> frame, out EchoReply reply)
    {
        reply = default;
        if (frame.Length < PacketSocket.EthernetHeaderLength)
        {
            return false;
        }

        ReadOnlySpan<byte> ip = frame[PacketSocket.EthernetHeaderLength..];
        MacAddress source = MacAddress.FromBytes(frame.Slice(6, 6));
        return BinaryPrimitives.ReadUInt16BigEndian(frame[12..]) switch
        {
            Constants.ETH_P_IP => TryParseIPv4(ip, source, out reply),
            Constants.ETH_P_IPV6 => TryParseIPv6(ip, source, out reply),
            _ => false,
        };
    }

    private static bool TryParseIPv4(ReadOnlySpan<byte> ip, MacAddress source, out EchoReply reply)
    {
        reply = default;
        if (ip.Length < IPv4HeaderLength + HeaderLength)
        {
            return false;
        }

        int header = (ip[0] & 0xF) * 4;
        int total = BinaryPrimitives.ReadUInt16BigEndian(ip[2..]);
        bool fragment = (BinaryPrimitives.ReadUInt16BigEndian(ip[6..]) & 0x3FFF) != 0;
        if (ip[0] >> 4 != 4 || header < IPv4HeaderLength || fragment || ip[9] != 1 || total > ip.Length || total < header + HeaderLength)
        {
            return false;
        }

        ReadOnlySpan<byte> message = ip[header..total];
        if (message[0] != 0 || message[1] != 0 || InternetChecksum.Of(message) != 0)
        {
            return false;
        }

        reply = Make(ip.Slice(12, 4), ip.Slice(16, 4), message, source);
        return true;
    }

    private static bool TryParseIPv6(ReadOnlySpan<byte> ip, MacAddress source, out EchoReply reply)
    {
        reply = default;
        if (ip.Length < IPv6HeaderLength + HeaderLength)
        {
            return false;
        }

        int length = BinaryPrimitives.ReadUInt16BigEndian(ip[4..]);
        if (ip[0] >> 4 != 6 || ip[6] != 58 || length < HeaderLength || length > ip.Length - IPv6HeaderLength)
        {
            return false;
        }

        ReadOnlySpan<byte> message = ip.Slice(IPv6HeaderLength, length);
        if (message[0] != 129 || message[1] != 0 || InternetChecksum.OfIcmpv6(ip.Slice(8, 16), ip.Slice(24, 16), message) != 0)
        {
            return false;
        }

        reply = Make(ip.Slice(8, 16), ip.Slice(24, 16), message, source);
        return true;
    }

    private static EchoReply Make(ReadOnlySpan<byte> from, ReadOnlySpan<byte> to, ReadOnlySpan<byte> message, MacAddress source) => new(
        NetAddress.FromBytes(from),
        NetAddress.FromBytes(to),
        BinaryPrimitives.ReadUInt16BigEndian(message[4..]),
        BinaryPrimitives.ReadUInt16BigEndian(message[6..]),
        source);
}
