using System.Buffers.Binary;

namespace HAMgm.Linux.Packets;

/// <summary>The checksum of RFC 1071, for IPv4 headers, ICMP, and ICMPv6 with its pseudo header (RFC 8200 section 8.1).</summary>
internal static class InternetChecksum
{
    internal static ushort Of(ReadOnlySpan<byte> data, uint seed = 0)
    {
        uint sum = seed;
        int index = 0;
        for (; index + 1 < data.Length; index += 2)
        {
            sum += BinaryPrimitives.ReadUInt16BigEndian(data[index..]);
        }

        if (index < data.Length)
        {
            sum += (uint)(data[index] << 8);
        }

        while (sum > 0xFFFF)
        {
            sum = (sum & 0xFFFF) + (sum >> 16);
        }

        return (ushort)~sum;
    }

    /// <summary>The checksum of an ICMPv6 message between two addresses (16 bytes each).</summary>
    internal static ushort OfIcmpv6(ReadOnlySpan<byte> source, ReadOnlySpan<byte> destination, ReadOnlySpan<byte> message)
    {
        const uint NextHeader = 58;
        uint pseudo = (uint)message.Length + NextHeader;
        for (int index = 0; index < 16; index += 2)
        {
            pseudo += BinaryPrimitives.ReadUInt16BigEndian(source[index..]);
            pseudo += BinaryPrimitives.ReadUInt16BigEndian(destination[index..]);
        }

        return Of(message, pseudo);
    }
}
