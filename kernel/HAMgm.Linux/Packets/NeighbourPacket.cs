using System.Buffers.Binary;
using HAMgm.Linux.Native;

namespace HAMgm.Linux.Packets;

/// <summary>A neighbour solicitation or advertisement (RFC 4861 sections 4.3 and 4.4).</summary>
/// <param name="IsAdvertisement">Advertisement (an answer or announcement) or solicitation (a question).</param>
/// <param name="SenderMac">The source of the frame.</param>
/// <param name="SenderIp">The source of the packet; unspecified (::) in duplicate address detection.</param>
/// <param name="Target">The address asked for or claimed.</param>
/// <param name="LinkLayer">The address in the link-layer option; the frame's source when there is no option.</param>
public readonly record struct NeighbourPacket(bool IsAdvertisement, MacAddress SenderMac, NetAddress SenderIp, NetAddress Target, MacAddress LinkLayer)
{
    internal const byte Solicitation = 135;
    internal const byte Advertisement = 136;
    private const int HeadersLength = PacketSocket.EthernetHeaderLength + IPv6HeaderLength;
    internal const int IPv6HeaderLength = 40;
    internal const int MessageLength = 24;

    /// <summary>Parses a whole Ethernet frame; false for anything else. Hop limit and checksum are verified.</summary>
    public static bool TryParse(ReadOnlySpan<byte> frame, out NeighbourPacket packet)
    {
        packet = default;
        if (frame.Length < HeadersLength + MessageLength || BinaryPrimitives.ReadUInt16BigEndian(frame[12..]) != Constants.ETH_P_IPV6)
        {
            return false;
        }

        ReadOnlySpan<byte> ip = frame[PacketSocket.EthernetHeaderLength..];
        int length = BinaryPrimitives.ReadUInt16BigEndian(ip[4..]);

        // Hop limit 255 proves that the packet comes from this segment.
        if (ip[0] >> 4 != 6 || ip[6] != 58 || ip[7] != 255 || length < MessageLength || length > ip.Length - IPv6HeaderLength)
        {
            return false;
        }

        ReadOnlySpan<byte> message = ip.Slice(IPv6HeaderLength, length);
        if (message[0] is not (Solicitation or Advertisement) || message[1] != 0
            || InternetChecksum.OfIcmpv6(ip.Slice(8, 16), ip.Slice(24, 16), message) != 0)
        {
            return false;
        }

        MacAddress sender = MacAddress.FromBytes(frame.Slice(6, 6));
        byte wanted = message[0] == Advertisement ? (byte)2 : (byte)1;
        packet = new NeighbourPacket(
            message[0] == Advertisement,
            sender,
            NetAddress.FromBytes(ip.Slice(8, 16)),
            NetAddress.FromBytes(message.Slice(8, 16)),
            FindOption(message[MessageLength..], wanted) ?? sender);
        return true;
    }

    private static MacAddress? FindOption(ReadOnlySpan<byte> options, byte wanted)
    {
        while (options.Length >= 8)
        {
            int length = options[1] * 8;
            if (length == 0 || length > options.Length)
            {
                return null;
            }

            if (options[0] == wanted && length == 8)
            {
                return MacAddress.FromBytes(options.Slice(2, 6));
            }

            options = options[length..];
        }

        return null;
    }
}
