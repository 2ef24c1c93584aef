using System.Buffers.Binary;
using HAMgm.Linux.Native;

namespace HAMgm.Linux.Packets;

/// <summary>Classic BPF programs over whole Ethernet frames, and one over netlink messages: what they do not take never reaches this process.</summary>
internal static class PacketFilters
{
    private const ushort LoadWord = 0x20;
    private const ushort LoadByte = 0x30;
    private const ushort LoadHalf = 0x28;
    private const ushort LoadIPv4HeaderLength = 0xB1;
    private const ushort LoadByteIndexed = 0x50;
    private const ushort JumpEqual = 0x15;
    private const ushort JumpSet = 0x45;
    private const ushort Return = 0x06;
    private const uint PacketType = 0xFFFF_F004; // SKF_AD_OFF + SKF_AD_PKTTYPE; 0 is PACKET_HOST
    private const uint WholeFrame = 0x40000;

    /// <summary>ARP for IPv4 over Ethernet.</summary>
    internal static readonly BpfInstruction[] Arp =
    [
        new(LoadHalf, 0, 0, 12),
        new(JumpEqual, 0, 3, Constants.ETH_P_ARP),
        new(LoadHalf, 0, 0, 16),
        new(JumpEqual, 0, 1, Constants.ETH_P_IP),
        new(Return, 0, 0, WholeFrame),
        new(Return, 0, 0, 0),
    ];

    /// <summary>ICMPv6 neighbour solicitations (135) and advertisements (136), without extension headers (RFC 6980 forbids fragments).</summary>
    internal static readonly BpfInstruction[] NeighbourDiscovery =
    [
        new(LoadByte, 0, 0, 20),
        new(JumpEqual, 0, 4, 58),
        new(LoadByte, 0, 0, 54),
        new(JumpEqual, 1, 0, 135),
        new(JumpEqual, 0, 1, 136),
        new(Return, 0, 0, WholeFrame),
        new(Return, 0, 0, 0),
    ];

    /// <summary>
    /// ICMP echo replies, unfragmented, to this host's own MAC. An answer to somebody else that is overheard (promiscuous
    /// mode, a flooding switch) would be taken for a proof that the gateway's entry points here.
    /// </summary>
    internal static readonly BpfInstruction[] EchoReplyIPv4 =
    [
        new(LoadByte, 0, 0, PacketType),
        new(JumpEqual, 0, 8, 0),
        new(LoadByte, 0, 0, 23),
        new(JumpEqual, 0, 6, 1),
        new(LoadHalf, 0, 0, 20),
        new(JumpSet, 4, 0, 0x3FFF),
        new(LoadIPv4HeaderLength, 0, 0, 14),
        new(LoadByteIndexed, 0, 0, 14),
        new(JumpEqual, 0, 1, 0),
        new(Return, 0, 0, WholeFrame),
        new(Return, 0, 0, 0),
    ];

    /// <summary>ICMPv6 echo replies without extension headers, to this host's own MAC for the same reason.</summary>
    internal static readonly BpfInstruction[] EchoReplyIPv6 =
    [
        new(LoadByte, 0, 0, PacketType),
        new(JumpEqual, 0, 5, 0),
        new(LoadByte, 0, 0, 20),
        new(JumpEqual, 0, 3, 58),
        new(LoadByte, 0, 0, 54),
        new(JumpEqual, 0, 1, 129),
        new(Return, 0, 0, WholeFrame),
        new(Return, 0, 0, 0),
    ];

    /// <summary>Every netlink message but those of one type that one socket's requests brought about (struct nlmsghdr).</summary>
    internal static BpfInstruction[] AllBut(ushort type, uint port) =>
    [
        // The machine loads in network order, netlink writes in the host's.
        new(LoadHalf, 0, 0, 4),
        new(JumpEqual, 0, 3, BinaryPrimitives.ReverseEndianness(type)),
        new(LoadWord, 0, 0, 12),
        new(JumpEqual, 0, 1, BinaryPrimitives.ReverseEndianness(port)),
        new(Return, 0, 0, 0),
        new(Return, 0, 0, WholeFrame),
    ];
}
