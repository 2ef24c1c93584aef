using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using HAMgm.Linux;

namespace HAMgm.Logic.VipControl.Wire;

/// <summary>
/// ICMP echo by an ordinary socket, for the simulation: an unprivileged ping socket (net.ipv4.ping_group_range), or a raw
/// one where the rights allow it. One address family.
/// </summary>
internal sealed class PlainEcho : IDisposable
{
    private const int HeaderLength = 8;
    private readonly Socket socket;
    private readonly bool isIPv6;
    private readonly bool isRaw;
    private readonly ushort identifier;
    private readonly byte[] buffer = new byte[512];
    private readonly Dictionary<NetAddress, IPEndPoint> targets = [];

    private PlainEcho(Socket socket, bool isIPv6, bool isRaw, ushort identifier)
    {
        this.socket = socket;
        this.isIPv6 = isIPv6;
        this.isRaw = isRaw;
        this.identifier = identifier;
        socket.Blocking = false;

        // A view of the descriptor for polling; the socket goes on owning it.
        Descriptor = new FileDescriptor((int)socket.Handle);
    }

    internal FileDescriptor Descriptor { get; }

    /// <summary>Opens one; null when the system allows neither kind.</summary>
    internal static PlainEcho? Open(bool isIPv6, ushort identifier)
    {
        AddressFamily family = isIPv6 ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork;
        ProtocolType protocol = isIPv6 ? ProtocolType.IcmpV6 : ProtocolType.Icmp;
        foreach (SocketType type in (ReadOnlySpan<SocketType>)[SocketType.Dgram, SocketType.Raw])
        {
            try
            {
                return new PlainEcho(new Socket(family, type, protocol), isIPv6, type == SocketType.Raw, identifier);
            }
            catch (SocketException)
            {
                // The next kind.
            }
        }

        return null;
    }

    internal bool Send(NetAddress gateway, ushort sequence)
    {
        if (!targets.TryGetValue(gateway, out IPEndPoint? target))
        {
            targets[gateway] = target = new IPEndPoint(gateway.ToIPAddress(), 0);
        }

        Span<byte> message = buffer.AsSpan(0, HeaderLength);
        message.Clear();
        message[0] = isIPv6 ? (byte)128 : (byte)8;
        BinaryPrimitives.WriteUInt16BigEndian(message[4..], identifier);
        BinaryPrimitives.WriteUInt16BigEndian(message[6..], sequence);
        if (!isIPv6)
        {
            // The kernel writes the checksum of a ping socket and of ICMPv6, not of a raw ICMP one.
            uint sum = (uint)(0x0800 + identifier + sequence);
            sum = (sum & 0xFFFF) + (sum >> 16);
            BinaryPrimitives.WriteUInt16BigEndian(message[2..], (ushort)~((sum & 0xFFFF) + (sum >> 16)));
        }

        try
        {
            return socket.SendTo(message, SocketFlags.None, target) == HeaderLength;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>The next answer, without waiting.</summary>
    internal bool TryReceive(out NetAddress from, out ushort sequence)
    {
        from = default;
        sequence = 0;
        try
        {
            while (socket.Available > 0)
            {
                EndPoint sender = new IPEndPoint(isIPv6 ? IPAddress.IPv6Any : IPAddress.Any, 0);
                ReadOnlySpan<byte> message = buffer.AsSpan(0, socket.ReceiveFrom(buffer, ref sender));
                if (isRaw && !isIPv6)
                {
                    message = message.Length > 20 ? message[Math.Min((message[0] & 0xF) * 4, message.Length)..] : default;
                }

                if (message.Length >= HeaderLength
                    && message[0] == (isIPv6 ? 129 : 0)
                    && (!isRaw || BinaryPrimitives.ReadUInt16BigEndian(message[4..]) == identifier))
                {
                    from = NetAddress.FromIPAddress(((IPEndPoint)sender).Address);
                    sequence = BinaryPrimitives.ReadUInt16BigEndian(message[6..]);
                    return true;
                }
            }
        }
        catch (SocketException)
        {
            // An ICMP error about an earlier send: no answer.
        }

        return false;
    }

    public void Dispose()
    {
        Descriptor.SetHandleAsInvalid();
        Descriptor.Dispose();
        socket.Dispose();
    }
}
