using System.Buffers.Binary;
using HAMgm.Linux.Native;

namespace HAMgm.Linux.Packets;

/// <summary>An ARP packet for IPv4 over Ethernet (RFC 826, RFC 5227).</summary>
/// <param name="Operation">Request or reply.</param>
/// <param name="SenderMac">Who claims the sender address.</param>
/// <param name="SenderIp">The address claimed; 0.0.0.0 in a probe.</param>
/// <param name="TargetMac">The one addressed; none in a request.</param>
/// <param name="TargetIp">The address asked for.</param>
public readonly record struct ArpPacket(ArpOperation Operation, MacAddress SenderMac, NetAddress SenderIp, MacAddress TargetMac, NetAddress TargetIp)
{
    internal const int Length = 28;

    /// <summary>Whether it announces an address: sender and target address are the same.</summary>
    public bool IsAnnouncement => SenderIp == TargetIp;

    /// <summary>Parses a whole Ethernet frame; false for anything else than an ARP request or reply for IPv4.</summary>
    public static bool TryParse(ReadOnlySpan<byte> frame, out ArpPacket packet)
    {
        packet = default;
        if (frame.Length < PacketSocket.EthernetHeaderLength + Length || BinaryPrimitives.ReadUInt16BigEndian(frame[12..]) != Constants.ETH_P_ARP)
        {
            return false;
        }

        ReadOnlySpan<byte> arp = frame.Slice(PacketSocket.EthernetHeaderLength, Length);
        ushort operation = BinaryPrimitives.ReadUInt16BigEndian(arp[6..]);
        bool ethernetIPv4 = BinaryPrimitives.ReadUInt16BigEndian(arp) == 1 && BinaryPrimitives.ReadUInt16BigEndian(arp[2..]) == Constants.ETH_P_IP
            && arp[4] == MacAddress.Length && arp[5] == 4;
        if (!ethernetIPv4 || operation is not (1 or 2))
        {
            return false;
        }

        packet = new ArpPacket(
            (ArpOperation)operation,
            MacAddress.FromBytes(arp.Slice(8, 6)),
            NetAddress.FromBytes(arp.Slice(14, 4)),
            MacAddress.FromBytes(arp.Slice(18, 6)),
            NetAddress.FromBytes(arp.Slice(24, 4)));
        return true;
    }

    internal void Write(Span<byte> arp)
    {
        BinaryPrimitives.WriteUInt16BigEndian(arp, 1);
        BinaryPrimitives.WriteUInt16BigEndian(arp[2..], Constants.ETH_P_IP);
        arp[4] = MacAddress.Length;
        arp[5] = 4;
        BinaryPrimitives.WriteUInt16BigEndian(arp[6..], (ushort)Operation);
        SenderMac.CopyTo(arp[8..]);
        SenderIp.CopyTo(arp[14..]);
        TargetMac.CopyTo(arp[18..]);
        TargetIp.CopyTo(arp[24..]);
    }
}
