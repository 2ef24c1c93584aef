using System.Buffers.Binary;

namespace HAMgm.VipProbe;

/// <summary>ICMP echo messages (RFC 792) and the Internet checksum (RFC 1071).</summary>
internal static class Icmp
{
    public const int EchoLength = 16;
    public const byte EchoRequest = 8;
    public const byte EchoReply = 0;
    public const byte EchoRequestV6 = 128;
    public const byte EchoReplyV6 = 129;

    /// <summary>Writes an echo request of <see cref="EchoLength"/> bytes; the last eight are zero.</summary>
    public static void WriteEcho(Span<byte> message, ushort identifier, ushort sequence, byte type = EchoRequest)
    {
        message[..EchoLength].Clear();
        message[0] = type;
        BinaryPrimitives.WriteUInt16BigEndian(message[4..], identifier);
        BinaryPrimitives.WriteUInt16BigEndian(message[6..], sequence);
        BinaryPrimitives.WriteUInt16BigEndian(message[2..], Checksum(message[..EchoLength]));
    }

    /// <summary>The one's complement sum of 16-bit words, of an even number of bytes.</summary>
    public static ushort Checksum(ReadOnlySpan<byte> data)
    {
        uint sum = 0;
        for (int i = 0; i + 1 < data.Length; i += 2)
        {
            sum += BinaryPrimitives.ReadUInt16BigEndian(data[i..]);
        }

        while (sum >> 16 != 0)
        {
            sum = (sum & 0xFFFF) + (sum >> 16);
        }

        return (ushort)~sum;
    }
}
