using System.Buffers.Binary;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace HAMgm.VipProbe;

/// <summary>
/// Raw frames on one Ethernet segment: one packet socket for ARP (RFC 826), one for IPv4 or IPv6. An IPv6 VIP is asked for by
/// echo alone: a node that has it answers that, and nobody's neighbour table is touched by the question.
/// </summary>
internal sealed unsafe class SegmentSocket : IDisposable
{
    private const int ArpFrameLength = 42;
    private readonly bool isIPv6;
    private readonly int headerLength;
    private readonly byte[] ownMac;
    private readonly byte[] ownAddress;
    private readonly byte[] vip;
    private readonly byte[] arpFrame = new byte[ArpFrameLength];
    private readonly byte[] echoFrame;

    public SegmentSocket(string interfaceName, IPAddress vip)
    {
        NetworkInterface card = NetworkInterface.GetAllNetworkInterfaces().FirstOrDefault(card => card.Name == interfaceName)
            ?? throw new IOException($"no interface {interfaceName} here");
        isIPv6 = vip.AddressFamily == AddressFamily.InterNetworkV6;
        headerLength = isIPv6 ? 40 : 20;
        echoFrame = new byte[14 + headerLength + Icmp.EchoLength];
        int index = card.GetIPProperties().GetIPv4Properties().Index;
        ownMac = card.GetPhysicalAddress().GetAddressBytes();
        ownAddress = card.GetIPProperties().UnicastAddresses
            .First(address => address.Address.AddressFamily == vip.AddressFamily && !address.Address.IsIPv6LinkLocal).Address.GetAddressBytes();
        this.vip = vip.GetAddressBytes();
        Arp = Open(Native.EtherTypeArp, index);
        Ip = Open(isIPv6 ? Native.EtherTypeIp6 : Native.EtherTypeIp, index);
        if (isIPv6)
        {
            PrepareEcho6();
            return;
        }

        PrepareArp();
        PrepareEcho();
    }

    public int Arp { get; }

    public int Ip { get; }

    public void AskByArp()
    {
        if (!isIPv6)
        {
            Send(Arp, arpFrame);
        }
    }

    public void AskByEcho(ulong destinationMac, ushort identifier, ushort sequence)
    {
        Span<byte> frame = echoFrame;
        for (int i = 5; i >= 0; i--)
        {
            frame[i] = (byte)destinationMac;
            destinationMac >>= 8;
        }

        Span<byte> message = frame[(14 + headerLength)..];
        Icmp.WriteEcho(message, identifier, sequence, isIPv6 ? Icmp.EchoRequestV6 : Icmp.EchoRequest);
        if (isIPv6)
        {
            WriteChecksum6(frame, message);
        }

        Send(Ip, echoFrame);
    }

    /// <summary>True when the frame says, to us, that its sender has the VIP.</summary>
    public bool IsArpAnswer(ReadOnlySpan<byte> frame) =>
        frame.Length >= ArpFrameLength
        && frame[..6].SequenceEqual(ownMac)
        && frame[21] == 2
        && frame[28..32].SequenceEqual(vip);

    /// <summary>True when the frame is an echo reply from the VIP to us with our identifier (no IP options are expected).</summary>
    public bool IsEchoAnswer(ReadOnlySpan<byte> frame, ushort identifier) =>
        isIPv6 ? IsEchoAnswer6(frame, identifier) : frame.Length >= 42
        && frame[14] == 0x45
        && frame[23] == Native.ProtocolIcmp
        && frame[26..30].SequenceEqual(vip)
        && frame[30..34].SequenceEqual(ownAddress)
        && frame[34] == Icmp.EchoReply
        && BinaryPrimitives.ReadUInt16BigEndian(frame[38..]) == identifier;

    /// <summary>The number that an echo reply carries.</summary>
    public ushort SequenceOf(ReadOnlySpan<byte> frame) => BinaryPrimitives.ReadUInt16BigEndian(frame[(14 + headerLength + 6)..]);

    public void Dispose()
    {
        // The process ends with the probe; the handles only keep the type honest.
        using (new SafeSocketHandle(Arp, true))
        using (new SafeSocketHandle(Ip, true))
        {
        }
    }

    private static void Send(int socket, byte[] frame)
    {
        fixed (byte* data = frame)
        {
            _ = Native.Send(socket, data, (nuint)frame.Length, Native.DoNotWait);
        }
    }

    private static int Open(int etherType, int interfaceIndex)
    {
        ushort protocol = BinaryPrimitives.ReverseEndianness((ushort)etherType);
        int socket = Native.OpenSocket(
            Native.AddressFamilyPacket, Native.SocketRaw | Native.CloseOnExec | Native.NonBlocking, protocol);
        if (socket < 0)
        {
            throw Native.Failure("open a packet socket (cap_net_raw is needed)");
        }

        byte* address = stackalloc byte[20];
        new Span<byte>(address, 20).Clear();
        *(ushort*)address = Native.AddressFamilyPacket;
        *(ushort*)(address + 2) = protocol;
        *(int*)(address + 4) = interfaceIndex;
        return Native.Bind(socket, address, 20) == 0 ? socket : throw Native.Failure("bind the packet socket");
    }

    private void PrepareArp()
    {
        Span<byte> frame = arpFrame;
        frame[..6].Fill(0xFF);
        ownMac.CopyTo(frame[6..]);
        BinaryPrimitives.WriteUInt16BigEndian(frame[12..], Native.EtherTypeArp);
        ReadOnlySpan<byte> fixedPart = [0, 1, 8, 0, 6, 4, 0, 1];
        fixedPart.CopyTo(frame[14..]);
        ownMac.CopyTo(frame[22..]);
        ownAddress.CopyTo(frame[28..]);
        vip.CopyTo(frame[38..]);
    }

    private void PrepareEcho()
    {
        Span<byte> frame = echoFrame;
        ownMac.CopyTo(frame[6..]);
        BinaryPrimitives.WriteUInt16BigEndian(frame[12..], Native.EtherTypeIp);
        Span<byte> header = frame.Slice(14, 20);
        header[0] = 0x45;
        BinaryPrimitives.WriteUInt16BigEndian(header[2..], 20 + Icmp.EchoLength);
        header[8] = 64;
        header[9] = Native.ProtocolIcmp;
        ownAddress.CopyTo(header[12..]);
        vip.CopyTo(header[16..]);
        BinaryPrimitives.WriteUInt16BigEndian(header[10..], Icmp.Checksum(header));
    }

    private bool IsEchoAnswer6(ReadOnlySpan<byte> frame, ushort identifier) =>
        frame.Length >= 62
        && frame[20] == Native.ProtocolIcmpV6
        && frame[22..38].SequenceEqual(vip)
        && frame[38..54].SequenceEqual(ownAddress)
        && frame[54] == Icmp.EchoReplyV6
        && BinaryPrimitives.ReadUInt16BigEndian(frame[58..]) == identifier;

    /// <summary>RFC 4443: over the pseudo-header (source, destination, length, next header) and the message.</summary>
    private static void WriteChecksum6(ReadOnlySpan<byte> frame, Span<byte> message)
    {
        message[2..4].Clear();
        Span<byte> all = stackalloc byte[40 + Icmp.EchoLength];
        all.Clear();
        frame[22..54].CopyTo(all);
        all[35] = Icmp.EchoLength;
        all[39] = Native.ProtocolIcmpV6;
        message[..Icmp.EchoLength].CopyTo(all[40..]);
        BinaryPrimitives.WriteUInt16BigEndian(message[2..], Icmp.Checksum(all));
    }

    private void PrepareEcho6()
    {
        Span<byte> frame = echoFrame;
        ownMac.CopyTo(frame[6..]);
        BinaryPrimitives.WriteUInt16BigEndian(frame[12..], Native.EtherTypeIp6);
        frame[14] = 0x60;
        frame[19] = Icmp.EchoLength;
        frame[20] = Native.ProtocolIcmpV6;
        frame[21] = 64;
        ownAddress.CopyTo(frame[22..]);
        vip.CopyTo(frame[38..]);
    }
}
