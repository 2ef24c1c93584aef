using System.Buffers.Binary;
using System.Runtime.InteropServices;
using HAMgm.Linux.Native;
using static HAMgm.Linux.Native.Constants;

namespace HAMgm.Linux.Packets;

/// <summary>
/// One AF_PACKET socket on one interface, kept open (opening and closing costs 16 ms, a frame 2 µs), with a kernel
/// filter so that unrelated traffic never wakes this process. Not safe for several threads at once.
/// </summary>
internal sealed unsafe class PacketSocket : IDisposable
{
    internal const int EthernetHeaderLength = 14;
    private const int MaxFrame = 2048;
    private readonly FileDescriptor socket;
    private readonly int ifIndex;
    private readonly byte[] input = new byte[MaxFrame];
    private readonly byte[] output = new byte[MaxFrame];

    internal PacketSocket(int ifIndex, ushort protocol, ReadOnlySpan<BpfInstruction> filter, string purpose)
    {
        this.ifIndex = ifIndex;

        // Protocol 0 until it is bound: otherwise frames of every interface arrive before the filter is on.
        socket = FileDescriptor.FromResult(Libc.Socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, 0), $"open a packet socket for {purpose}");
        try
        {
            Attach(filter, purpose);
            LinkLayerAddress address = new()
            {
                Family = AF_PACKET,
                ProtocolBigEndian = BinaryPrimitives.ReverseEndianness(protocol),
                InterfaceIndex = ifIndex,
            };
            if (Libc.Bind(socket, &address, (uint)sizeof(LinkLayerAddress)) != 0)
            {
                throw LinuxException.Last($"bind the packet socket for {purpose} to interface {ifIndex}");
            }
        }
        catch (LinuxException)
        {
            socket.Dispose();
            throw;
        }
    }

    internal FileDescriptor Descriptor => socket;

    /// <summary>The buffer with the Ethernet header written; returns what follows it.</summary>
    internal Span<byte> Frame(MacAddress destination, MacAddress source, ushort protocol, int payloadLength)
    {
        Span<byte> frame = output.AsSpan(0, EthernetHeaderLength + payloadLength);
        frame.Clear();
        destination.CopyTo(frame);
        source.CopyTo(frame[6..]);
        BinaryPrimitives.WriteUInt16BigEndian(frame[12..], protocol);
        return frame[EthernetHeaderLength..];
    }

    /// <summary>
    /// Sends what <see cref="Frame"/> returned last. True when the kernel took it; false when the queue is full or the
    /// link is down, which the caller has to count as "not sent": a probe that did not leave proves nothing.
    /// </summary>
    internal bool Send(int payloadLength)
    {
        fixed (byte* data = output)
        {
            while (true)
            {
                if (Libc.SendTo(socket, data, (nuint)(EthernetHeaderLength + payloadLength), MSG_DONTWAIT, null, 0) >= 0)
                {
                    return true;
                }

                int errno = Marshal.GetLastPInvokeError();
                switch (errno)
                {
                    case Errno.EINTR:
                        continue;
                    case Errno.EAGAIN or Errno.ENOBUFS or Errno.ENETDOWN or Errno.ENODEV or Errno.ENXIO:
                        return false;
                    default:
                        throw new LinuxException($"send a frame on interface {ifIndex}", errno);
                }
            }
        }
    }

    /// <summary>The next frame, Ethernet header included; empty when there is none. Valid until the next call.</summary>
    internal ReadOnlySpan<byte> Receive()
    {
        fixed (byte* data = input)
        {
            while (true)
            {
                nint got = Libc.Recv(socket, data, MaxFrame, MSG_DONTWAIT);
                if (got >= 0)
                {
                    return input.AsSpan(0, (int)got);
                }

                int errno = Marshal.GetLastPInvokeError();
                switch (errno)
                {
                    case Errno.EINTR:
                        continue;

                    // The link going down is reported once on the socket; the monitor tells it, and frames come again later.
                    case Errno.EAGAIN or Errno.ENETDOWN or Errno.ENODEV or Errno.ENXIO:
                        return default;
                    default:
                        throw new LinuxException($"receive on interface {ifIndex}", errno);
                }
            }
        }
    }

    public void Dispose() => socket.Dispose();

    private void Attach(ReadOnlySpan<BpfInstruction> filter, string purpose)
    {
        fixed (BpfInstruction* instructions = filter)
        {
            BpfProgram program = new() { Length = (ushort)filter.Length, Instructions = instructions };
            if (Libc.SetSockOpt(socket, SOL_SOCKET, SO_ATTACH_FILTER, &program, (uint)sizeof(BpfProgram)) != 0)
            {
                throw LinuxException.Last($"attach the filter for {purpose}");
            }
        }
    }
}
