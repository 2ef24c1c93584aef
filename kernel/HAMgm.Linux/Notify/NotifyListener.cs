using System.Runtime.InteropServices;
using System.Text;
using HAMgm.Linux.Native;
using HAMgm.Linux.Time;
using static HAMgm.Linux.Native.Constants;

namespace HAMgm.Linux.Notify;

/// <summary>
/// The supervisor's end of <see cref="ServiceNotifier"/>: an abstract datagram socket. The kernel says who sent a
/// message; whether to believe that process is the caller's decision. Messages above 4 KiB are counted and dropped.
/// </summary>
public sealed unsafe class NotifyListener : IDisposable
{
    /// <summary>The longest message taken.</summary>
    public const int MaxMessageBytes = 4096;

    private const int ScmRights = 1;
    private const int ScmCredentials = 2;
    private const int ControlBytes = 256;
    private const int ControlHeaderBytes = 16;
    private const int MessageControlTruncated = 8;
    private readonly FileDescriptor socket;
    private readonly byte[] buffer = new byte[MaxMessageBytes];

    /// <summary>Binds the socket.</summary>
    /// <param name="socketName">@name; null makes one up.</param>
    public NotifyListener(string? socketName = null)
    {
        SocketName = socketName ?? $"@hamgm-notify-{Guid.NewGuid():N}";
        byte[] address = UnixAddress.TryMake(SocketName) ?? throw new ArgumentException($"'{SocketName}' is no socket name: @ and 1 to 106 bytes.", nameof(socketName));
        socket = FileDescriptor.FromResult(Libc.Socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0), "open a notification socket");
        int on = 1;
        fixed (byte* at = address)
        {
            if (Libc.SetSockOpt(socket, SOL_SOCKET, SO_PASSCRED, &on, sizeof(int)) != 0 || Libc.Bind(socket, at, (uint)address.Length) != 0)
            {
                LinuxException failure = LinuxException.Last($"bind the notification socket {SocketName}");
                socket.Dispose();
                throw failure;
            }
        }
    }

    /// <summary>What to put into NOTIFY_SOCKET of the supervised process.</summary>
    public string SocketName { get; }

    /// <summary>How many messages were too long and dropped.</summary>
    public long DroppedCount { get; private set; }

    /// <summary>The descriptor, for polling.</summary>
    public FileDescriptor Descriptor => socket;

    /// <summary>The next message, without waiting; null when there is none.</summary>
    public NotifyMessage? TryReceive()
    {
        byte* control = stackalloc byte[ControlBytes];
        fixed (byte* data = buffer)
        {
            while (true)
            {
                IoVector vector = new() { Base = data, Length = MaxMessageBytes };
                MessageHeader header = new() { Vectors = &vector, VectorCount = 1, Control = control, ControlLength = ControlBytes };
                nint got = Libc.RecvMsg(socket, &header, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
                if (got < 0)
                {
                    int errno = Marshal.GetLastPInvokeError();
                    if (errno == Errno.EINTR)
                    {
                        continue;
                    }

                    return errno == Errno.EAGAIN ? null : throw new LinuxException($"receive from {SocketName}", errno);
                }

                ReadControl(control, (int)header.ControlLength, out int pid, out uint uid);
                if ((header.Flags & (MSG_TRUNC | MessageControlTruncated)) != 0)
                {
                    DroppedCount++;
                    continue;
                }

                return new NotifyMessage(pid, uid, Parse(Encoding.UTF8.GetString(data, (int)got)));
            }
        }
    }

    /// <summary>The next message, waiting at most the given time; null when none came.</summary>
    public NotifyMessage? Receive(TimeSpan timeout)
    {
        Deadline deadline = Deadline.In(timeout);
        while (true)
        {
            if (TryReceive() is NotifyMessage message)
            {
                return message;
            }

            if (!deadline.WaitReadable(socket))
            {
                return null;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => socket.Dispose();

    internal static Dictionary<string, string> Parse(string text)
    {
        Dictionary<string, string> fields = new(StringComparer.Ordinal);
        foreach (string line in text.Split('\n'))
        {
            int at = line.IndexOf('=', StringComparison.Ordinal);
            if (at > 0)
            {
                fields[line[..at]] = line[(at + 1)..];
            }
        }

        return fields;
    }

    /// <summary>Walks the control messages: takes the credentials, and closes descriptors that a sender slipped in.</summary>
    private static void ReadControl(byte* control, int length, out int pid, out uint uid)
    {
        pid = 0;
        uid = uint.MaxValue;
        int at = 0;
        while (at + ControlHeaderBytes <= length)
        {
            long size = *(long*)(control + at);
            if (size < ControlHeaderBytes || size > length - at)
            {
                return;
            }

            int level = *(int*)(control + at + 8);
            int type = *(int*)(control + at + 12);
            int* values = (int*)(control + at + ControlHeaderBytes);
            int count = ((int)size - ControlHeaderBytes) / sizeof(int);
            if (level == SOL_SOCKET && type == ScmCredentials && count >= 3)
            {
                pid = values[0];
                uid = (uint)values[1];
            }

            for (int index = 0; level == SOL_SOCKET && type == ScmRights && index < count; index++)
            {
                _ = Libc.Close(values[index]);
            }

            at += ((int)size + 7) & ~7;
        }
    }
}
