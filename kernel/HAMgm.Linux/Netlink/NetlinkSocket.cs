using System.Runtime.InteropServices;
using System.Text;
using HAMgm.Linux.Native;
using static HAMgm.Linux.Native.Constants;

namespace HAMgm.Linux.Netlink;

/// <summary>
/// One netlink socket that is kept open, with its own buffers: a request is one sendto and one or more recv.
/// Not safe for use by several threads at once.
/// </summary>
internal sealed unsafe class NetlinkSocket : IDisposable
{
    internal const int ProtocolRoute = 0;
    internal const int ProtocolNetfilter = 12;
    internal const ushort FlagRequest = 1;
    internal const ushort FlagAck = 4;
    internal const ushort FlagDumpInterrupted = 0x10;
    internal const ushort FlagDump = 0x300;
    internal const ushort FlagReplace = 0x100;
    internal const ushort FlagExclusive = 0x200;
    internal const ushort FlagCreate = 0x400;
    internal const ushort FlagAppend = 0x800;
    internal const ushort TypeError = 2;
    internal const ushort TypeDone = 3;

    private const int SolNetlink = 270;
    private const int OptionCapAck = 10;
    private const int OptionExtendedAck = 11;
    private const int OptionStrictCheck = 12;
    private const ushort FlagCapped = 0x100;
    private const ushort FlagAckTlvs = 0x200;
    private const ushort ExtendedAckMessage = 1;

    private readonly FileDescriptor socket;
    private readonly string name;
    private readonly byte[] output;
    private readonly byte[] input = GC.AllocateUninitializedArray<byte>(32 * 1024);
    private uint sequence;

    /// <summary>Opens the socket; groups other than 0 subscribe it to the kernel's notices.</summary>
    internal NetlinkSocket(int protocol, string name, uint groups = 0, int outputBytes = 1024)
    {
        this.name = name;
        output = new byte[outputBytes];
        socket = FileDescriptor.FromResult(Libc.Socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, protocol), $"open {name}");
        NetlinkAddress address = new() { Family = AF_NETLINK, Groups = groups };
        if (Libc.Bind(socket, &address, (uint)sizeof(NetlinkAddress)) != 0)
        {
            LinuxException failure = LinuxException.Last($"bind {name}");
            socket.Dispose();
            throw failure;
        }

        // Older kernels lack some of these; each only makes answers shorter or richer.
        SetOption(SolNetlink, OptionCapAck, 1);
        SetOption(SolNetlink, OptionExtendedAck, 1);
        SetOption(SolNetlink, OptionStrictCheck, 1);

        // The kernel answers within the send; a missing answer must not hang the loop that keeps the lease.
        TimeSpec limit = new() { Seconds = 1 };
        _ = Libc.SetSockOpt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, (uint)sizeof(TimeSpec));
    }

    internal FileDescriptor Descriptor => socket;

    /// <summary>The address by which the kernel knows this socket.</summary>
    internal uint Port
    {
        get
        {
            NetlinkAddress own = default;
            uint size = (uint)sizeof(NetlinkAddress);
            return Libc.GetSockName(socket, &own, &size) == 0 ? own.PortId : throw LinuxException.Last($"name {name}");
        }
    }

    /// <summary>What the filter does not take never reaches this process.</summary>
    internal void Filter(ReadOnlySpan<BpfInstruction> filter)
    {
        fixed (BpfInstruction* instructions = filter)
        {
            BpfProgram program = new() { Length = (ushort)filter.Length, Instructions = instructions };
            if (Libc.SetSockOpt(socket, SOL_SOCKET, SO_ATTACH_FILTER, &program, (uint)sizeof(BpfProgram)) != 0)
            {
                throw LinuxException.Last($"attach the filter of {name}");
            }
        }
    }

    /// <summary>The kernel's own words on the last refusal, or null. Allocates only when asked.</summary>
    internal string? LastRefusal => refusalLength == 0 ? null : Encoding.UTF8.GetString(refusal, 0, refusalLength);

    private readonly byte[] refusal = new byte[256];
    private int refusalLength;

    internal NetlinkMessage Compose() => new(output);

    internal uint NextSequence() => ++sequence;

    internal void ForgetRefusal() => refusalLength = 0;

    internal void SetOption(int level, int option, int value) => _ = Libc.SetSockOpt(socket, level, option, &value, sizeof(int));

    internal void Send(int length)
    {
        NetlinkAddress kernel = new() { Family = AF_NETLINK };
        fixed (byte* data = output)
        {
            nint sent;
            do
            {
                sent = Libc.SendTo(socket, data, (nuint)length, 0, &kernel, (uint)sizeof(NetlinkAddress));
            }
            while (sent < 0 && Marshal.GetLastPInvokeError() == Errno.EINTR);
            if (sent < 0)
            {
                throw LinuxException.Last($"send to {name}");
            }
        }
    }

    /// <summary>Receives one datagram into the socket's buffer; empty when nothing came (only with MSG_DONTWAIT).</summary>
    internal ReadOnlySpan<byte> Receive(int flags = 0)
    {
        fixed (byte* data = input)
        {
            while (true)
            {
                nint got = Libc.Recv(socket, data, (nuint)input.Length, flags);
                if (got >= 0)
                {
                    return input.AsSpan(0, (int)got);
                }

                int errno = Marshal.GetLastPInvokeError();
                if (errno == Errno.EAGAIN && (flags & MSG_DONTWAIT) != 0)
                {
                    return default;
                }

                if (errno != Errno.EINTR)
                {
                    throw new LinuxException($"receive from {name}", errno == Errno.EAGAIN ? Errno.ETIMEDOUT : errno);
                }
            }
        }
    }

    /// <summary>Sends what was composed and returns the kernel's verdict on it: 0 or a positive errno.</summary>
    internal int Transact(int length, uint wanted)
    {
        refusalLength = 0;
        Send(length);
        while (true)
        {
            NetlinkReader reader = new(Receive());
            while (reader.Next())
            {
                if (reader.Type == TypeError && reader.Sequence == wanted)
                {
                    return ErrorOf(reader);
                }
            }
        }
    }

    /// <summary>The errno of an error message, keeping the kernel's words for <see cref="LastRefusal"/>.</summary>
    internal int ErrorOf(NetlinkReader message)
    {
        ReadOnlySpan<byte> payload = message.Payload;
        if (payload.Length < 4 + NetlinkMessage.HeaderLength)
        {
            return Errno.EINVAL;
        }

        int errno = -MemoryMarshal.Read<int>(payload);
        if (errno != 0 && (message.Flags & FlagAckTlvs) != 0)
        {
            uint echoed = (message.Flags & FlagCapped) != 0 ? NetlinkMessage.HeaderLength : MemoryMarshal.Read<uint>(payload[4..]);
            KeepRefusal(payload, 4 + (long)((echoed + 3) & ~3u));
        }

        return errno;
    }

    public void Dispose() => socket.Dispose();

    private void KeepRefusal(ReadOnlySpan<byte> payload, long attributesAt)
    {
        if (attributesAt > payload.Length)
        {
            return;
        }

        AttributeReader attributes = new(payload[(int)attributesAt..]);
        while (attributes.Next())
        {
            if (attributes.Type == ExtendedAckMessage)
            {
                ReadOnlySpan<byte> text = attributes.Value.TrimEnd((byte)0);
                refusalLength = Math.Min(text.Length, refusal.Length);
                text[..refusalLength].CopyTo(refusal);
            }
        }
    }
}
