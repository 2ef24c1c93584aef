using System.Buffers.Binary;
using HAMgm.Linux.Native;
using HAMgm.Linux.Time;

namespace HAMgm.Linux.Packets;

/// <summary>
/// Neighbour discovery on one interface, raw: IPv6's <see cref="ArpSocket"/>, with the same properties.
/// Needs cap_net_raw.
/// </summary>
/// <remarks>
/// Solicitations for a VIP that is not bound here are not addressed to this host, so the interface may not pass them up
/// unless it is promiscuous or has joined the group; advertisements to the asker and to all nodes always come.
/// </remarks>
public sealed class NeighbourSocket : IDisposable
{
    private const int OptionLength = 8;
    private const int PacketLength = NeighbourPacket.IPv6HeaderLength + NeighbourPacket.MessageLength + OptionLength;
    private const byte FlagSolicited = 0x40;
    private const byte FlagOverride = 0x20;
    private static readonly NetAddress AllNodes = NetAddress.Parse("ff02::1");
    private static readonly NetAddress Unspecified = NetAddress.Parse("::");
    private readonly PacketSocket packets;
    private readonly MacAddress ownMac;

    /// <summary>Opens the socket.</summary>
    /// <param name="ifIndex">The interface.</param>
    /// <param name="ownMac">Its Ethernet address: the source of every frame.</param>
    public NeighbourSocket(int ifIndex, MacAddress ownMac)
    {
        this.ownMac = ownMac;
        packets = new PacketSocket(ifIndex, Constants.ETH_P_IPV6, PacketFilters.NeighbourDiscovery, "neighbour discovery");
    }

    /// <summary>The descriptor, for polling.</summary>
    public FileDescriptor Descriptor => packets.Descriptor;

    /// <summary>Announces to all nodes that an address is at a MAC (RFC 4861 section 7.2.6, override flag set).</summary>
    public bool SendUnsolicitedNa(NetAddress vip, MacAddress mac) =>
        Send(NeighbourPacket.Advertisement, FlagOverride, vip, AllNodes, Group(AllNodes), vip, mac);

    /// <summary>The same to one host only: nobody else's cache is touched.</summary>
    public bool SendUnsolicitedNaTo(MacAddress to, NetAddress toIp, NetAddress vip, MacAddress mac) =>
        Send(NeighbourPacket.Advertisement, FlagOverride, vip, toIp, to, vip, mac);

    /// <summary>Answers one solicitation that an address is at a MAC.</summary>
    public bool SendNa(in NeighbourPacket to, NetAddress vip, MacAddress mac) => to.SenderIp == Unspecified
        ? SendUnsolicitedNa(vip, mac)
        : Send(NeighbourPacket.Advertisement, FlagSolicited | FlagOverride, vip, to.SenderIp, to.SenderMac, vip, mac);

    /// <summary>Asks who has an address.</summary>
    /// <param name="target">The address asked for.</param>
    /// <param name="sender">The asker's address; none sends from ::, as duplicate address detection does: the answer then goes to all nodes.</param>
    public bool SendNeighbourSolicitation(NetAddress target, NetAddress sender = default)
    {
        Span<byte> group = stackalloc byte[16];
        target.CopyTo(group);

        // The solicited-node group: ff02::1:ff and the last three bytes (RFC 4291 section 2.7.1).
        ReadOnlySpan<byte> prefix = [0xFF, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0xFF];
        prefix.CopyTo(group);
        NetAddress destination = NetAddress.FromBytes(group);
        return Send(NeighbourPacket.Solicitation, 0, sender, destination, Group(destination), target, sender.IsNone ? MacAddress.None : ownMac);
    }

    /// <summary>The next packet, without waiting. What is not proper neighbour discovery is passed over.</summary>
    public bool TryReceive(out NeighbourPacket packet)
    {
        while (true)
        {
            ReadOnlySpan<byte> frame = packets.Receive();
            if (frame.IsEmpty)
            {
                packet = default;
                return false;
            }

            if (NeighbourPacket.TryParse(frame, out packet))
            {
                return true;
            }
        }
    }

    /// <summary>The next packet, waiting at most the given time; false when none came.</summary>
    public bool Receive(TimeSpan timeout, out NeighbourPacket packet)
    {
        Deadline deadline = Deadline.In(timeout);
        while (!TryReceive(out packet))
        {
            if (!deadline.WaitReadable(packets.Descriptor))
            {
                return false;
            }
        }

        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => packets.Dispose();

    private static MacAddress Group(NetAddress multicast)
    {
        Span<byte> bytes = stackalloc byte[16];
        multicast.CopyTo(bytes);
        return new MacAddress(0x3333_0000_0000UL | BinaryPrimitives.ReadUInt32BigEndian(bytes[12..]));
    }

    private bool Send(byte type, byte flags, NetAddress source, NetAddress destination, MacAddress destinationMac, NetAddress target, MacAddress option)
    {
        // Duplicate address detection carries no link-layer option (RFC 4861 section 4.3).
        int length = option.IsNone ? PacketLength - OptionLength : PacketLength;
        Span<byte> ip = packets.Frame(destinationMac, ownMac, Constants.ETH_P_IPV6, length);
        ip[0] = 0x60;
        BinaryPrimitives.WriteUInt16BigEndian(ip[4..], (ushort)(length - NeighbourPacket.IPv6HeaderLength));
        ip[6] = 58;
        ip[7] = 255;
        source.CopyTo(ip[8..]);
        destination.CopyTo(ip[24..]);
        Span<byte> message = ip[NeighbourPacket.IPv6HeaderLength..];
        message[0] = type;
        message[4] = flags;
        target.CopyTo(message[8..]);
        if (!option.IsNone)
        {
            message[24] = type == NeighbourPacket.Advertisement ? (byte)2 : (byte)1;
            message[25] = 1;
            option.CopyTo(message[26..]);
        }

        BinaryPrimitives.WriteUInt16BigEndian(message[2..], InternetChecksum.OfIcmpv6(ip.Slice(8, 16), ip.Slice(24, 16), message));
        return packets.Send(length);
    }
}
