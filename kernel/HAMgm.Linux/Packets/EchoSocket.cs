using System.Buffers.Binary;
using System.Net.Sockets;
using HAMgm.Linux.Native;
using HAMgm.Linux.Time;

namespace HAMgm.Linux.Packets;

/// <summary>
/// ICMP and ICMPv6 echo, raw on one interface, so that the source may be a VIP that is not (or not yet) bound here:
/// the gateway's answer comes only while its neighbour entry for the VIP points to this host (safety rule R17).
/// Needs cap_net_raw. Nothing allocates; an instance belongs to one thread.
/// </summary>
/// <remarks>
/// The kernel sees the answer as well, and drops it (it knows no such request). One socket per address family, so that
/// the kernel's filter stays small.
/// </remarks>
public sealed class EchoSocket : IDisposable
{
    private const int IPv4HeaderLength = 20;
    private const int IPv6HeaderLength = 40;
    private readonly PacketSocket packets;
    private readonly AddressFamily family;

    /// <summary>Opens the socket.</summary>
    /// <param name="ifIndex">The interface.</param>
    /// <param name="family">InterNetwork or InterNetworkV6: only addresses of this family are sent and received.</param>
    public EchoSocket(int ifIndex, AddressFamily family)
    {
        this.family = family;
        packets = family switch
        {
            AddressFamily.InterNetwork => new PacketSocket(ifIndex, Constants.ETH_P_IP, PacketFilters.EchoReplyIPv4, "ICMP echo"),
            AddressFamily.InterNetworkV6 => new PacketSocket(ifIndex, Constants.ETH_P_IPV6, PacketFilters.EchoReplyIPv6, "ICMPv6 echo"),
            _ => throw new ArgumentOutOfRangeException(nameof(family), family, "IPv4 or IPv6 only."),
        };
    }

    /// <summary>The descriptor, for polling.</summary>
    public FileDescriptor Descriptor => packets.Descriptor;

    /// <summary>Sends one echo request of 8 bytes. False when the kernel did not take it.</summary>
    public bool SendEcho(MacAddress sourceMac, MacAddress destinationMac, NetAddress sourceIp, NetAddress destinationIp, ushort identifier, ushort sequence)
    {
        if (sourceIp.Family != family || destinationIp.Family != family)
        {
            throw new ArgumentException($"This socket sends {family} only, not {sourceIp} to {destinationIp}.", nameof(sourceIp));
        }

        bool six = family == AddressFamily.InterNetworkV6;
        int header = six ? IPv6HeaderLength : IPv4HeaderLength;
        int length = header + EchoReply.HeaderLength;
        Span<byte> ip = packets.Frame(destinationMac, sourceMac, six ? Constants.ETH_P_IPV6 : Constants.ETH_P_IP, length);
        Span<byte> message = ip[header..];
        message[0] = six ? (byte)128 : (byte)8;
        BinaryPrimitives.WriteUInt16BigEndian(message[4..], identifier);
        BinaryPrimitives.WriteUInt16BigEndian(message[6..], sequence);
        if (six)
        {
            WriteIPv6(ip, sourceIp, destinationIp);
            BinaryPrimitives.WriteUInt16BigEndian(message[2..], InternetChecksum.OfIcmpv6(ip.Slice(8, 16), ip.Slice(24, 16), message));
        }
        else
        {
            WriteIPv4(ip, sourceIp, destinationIp, length);
            BinaryPrimitives.WriteUInt16BigEndian(message[2..], InternetChecksum.Of(message));
        }

        return packets.Send(length);
    }

    /// <summary>The next answer, without waiting. Frames that are no sound echo reply are passed over.</summary>
    public bool TryReceive(out EchoReply reply)
    {
        while (true)
        {
            ReadOnlySpan<byte> frame = packets.Receive();
            if (frame.IsEmpty)
            {
                reply = default;
                return false;
            }

            if (EchoReply.TryParse(frame, out reply))
            {
                return true;
            }
        }
    }

    /// <summary>The next answer, waiting at most the given time; false when none came.</summary>
    public bool Receive(TimeSpan timeout, out EchoReply reply)
    {
        Deadline deadline = Deadline.In(timeout);
        while (!TryReceive(out reply))
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

    private static void WriteIPv4(Span<byte> ip, NetAddress source, NetAddress destination, int length)
    {
        ip[0] = 0x45;
        BinaryPrimitives.WriteUInt16BigEndian(ip[2..], (ushort)length);
        ip[6] = 0x40; // do not fragment
        ip[8] = 64;
        ip[9] = 1;
        source.CopyTo(ip[12..]);
        destination.CopyTo(ip[16..]);
        BinaryPrimitives.WriteUInt16BigEndian(ip[10..], InternetChecksum.Of(ip[..IPv4HeaderLength]));
    }

    private static void WriteIPv6(Span<byte> ip, NetAddress source, NetAddress destination)
    {
        ip[0] = 0x60;
        BinaryPrimitives.WriteUInt16BigEndian(ip[4..], EchoReply.HeaderLength);
        ip[6] = 58;
        ip[7] = 64;
        source.CopyTo(ip[8..]);
        destination.CopyTo(ip[24..]);
    }
}
