using System.Runtime.InteropServices;

namespace HAMgm.Service.Thrift.Server.Polling;

/// <summary>The calls of Linux that the server's own socket transport is made of (epoll(7), recv(2), send(2)).</summary>
internal static partial class Epoll
{
    public const uint In = 0x001;
    public const uint Out = 0x004;
    public const uint Error = 0x008;
    public const uint HangUp = 0x010;
    public const uint PeerClosed = 0x2000;
    public const uint EdgeTriggered = 1u << 31;

    public const int Add = 1;
    public const int Modify = 3;

    public const int Interrupted = 4;
    public const int Again = 11;

    public const int DontWait = 0x40;
    public const int NoSignal = 0x4000;

    private const int CloseOnExec = 0x80000;
    private const int NonBlocking = 0x800;

    // struct epoll_event is packed on x86-64 alone.
    private static readonly bool Packed = RuntimeInformation.ProcessArchitecture == Architecture.X64;

    /// <summary>Bytes of one struct epoll_event.</summary>
    public static readonly int EventBytes = Packed ? 12 : 16;

    private static readonly int DataOffset = Packed ? 4 : 8;

    public static int Create() => Check(EpollCreate(CloseOnExec));

    /// <summary>A descriptor that wakes who waits for it.</summary>
    public static int CreateWakeUp() => Check(EventFd(0, CloseOnExec | NonBlocking));

    /// <exception cref="IOException">The kernel refuses.</exception>
    public static void Control(int poll, int operation, SafeHandle descriptor, uint events, long data)
    {
        Span<byte> request = stackalloc byte[16];
        WriteEvent(request, events, data);
        Check(EpollCtl(poll, operation, descriptor, ref MemoryMarshal.GetReference(request)));
    }

    /// <inheritdoc cref="Control(int, int, SafeHandle, uint, long)"/>
    public static void Control(int poll, int operation, int descriptor, uint events, long data)
    {
        Span<byte> request = stackalloc byte[16];
        WriteEvent(request, events, data);
        Check(EpollCtl(poll, operation, descriptor, ref MemoryMarshal.GetReference(request)));
    }

    /// <summary>Waits for events; 0 when the time is over or a signal came.</summary>
    public static int Wait(int poll, byte[] events, int timeoutMilliseconds)
    {
        var count = EpollWait(poll, ref MemoryMarshal.GetArrayDataReference(events), events.Length / EventBytes, timeoutMilliseconds);
        return count >= 0 || Marshal.GetLastPInvokeError() == Interrupted ? Math.Max(0, count) : Check(count);
    }

    public static (uint Events, long Data) ReadEvent(ReadOnlySpan<byte> events, int index)
    {
        var one = events.Slice(index * EventBytes, EventBytes);
        return (MemoryMarshal.Read<uint>(one), MemoryMarshal.Read<long>(one[DataOffset..]));
    }

    /// <summary>Bytes received; 0 at the end of the stream; less than 0: minus the error number.</summary>
    /// <param name="socket">From where.</param>
    /// <param name="room">Into where.</param>
    /// <param name="wait">True: blocks this thread until there is something, for the socket's receive time-out at most.</param>
    public static int Receive(SafeHandle socket, Span<byte> room, bool wait)
    {
        var count = (int)RecvOnly(socket, ref MemoryMarshal.GetReference(room), (nuint)room.Length, wait ? 0 : DontWait);
        if (count < 0)
        {
            // To keep the error number costs as much as the rest of a call that succeeds: ask again for it, when there is one.
            count = (int)Recv(socket, ref MemoryMarshal.GetReference(room), (nuint)room.Length, DontWait);
        }

        return count >= 0 ? count : -Marshal.GetLastPInvokeError();
    }

    /// <summary>Bytes sent; less than 0: minus the error number.</summary>
    public static int Send(SafeHandle socket, ReadOnlySpan<byte> bytes)
    {
        var count = (int)SendOnly(socket, ref MemoryMarshal.GetReference(bytes), (nuint)bytes.Length, DontWait | NoSignal);
        if (count < 0)
        {
            count = (int)Send(socket, ref MemoryMarshal.GetReference(bytes), (nuint)bytes.Length, DontWait | NoSignal);
        }

        return count >= 0 ? count : -Marshal.GetLastPInvokeError();
    }

    public static void WakeUp(int descriptor)
    {
        Span<byte> one = stackalloc byte[8];
        MemoryMarshal.Write(one, 1L);
        _ = Write(descriptor, ref MemoryMarshal.GetReference(one), 8);
    }

    public static void ClearWakeUp(int descriptor)
    {
        Span<byte> count = stackalloc byte[8];
        _ = Read(descriptor, ref MemoryMarshal.GetReference(count), 8);
    }

    public static void Close(int descriptor) => _ = CloseDescriptor(descriptor);

    private static void WriteEvent(Span<byte> target, uint events, long data)
    {
        MemoryMarshal.Write(target, events);
        MemoryMarshal.Write(target[DataOffset..], data);
    }

    private static int Check(int result) => result >= 0
        ? result
        : throw new IOException($"epoll: {Marshal.GetLastPInvokeErrorMessage()}");

    [LibraryImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
    private static partial int EpollCreate(int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    private static partial int EpollCtl(int poll, int operation, SafeHandle descriptor, ref byte request);

    [LibraryImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    private static partial int EpollCtl(int poll, int operation, int descriptor, ref byte request);

    [LibraryImport("libc", EntryPoint = "epoll_wait", SetLastError = true)]
    private static partial int EpollWait(int poll, ref byte events, int maxEvents, int timeoutMilliseconds);

    [LibraryImport("libc", EntryPoint = "eventfd", SetLastError = true)]
    private static partial int EventFd(uint initial, int flags);

    [LibraryImport("libc", EntryPoint = "recv", SetLastError = true)]
    private static partial nint Recv(SafeHandle socket, ref byte buffer, nuint length, int flags);

    [LibraryImport("libc", EntryPoint = "recv")]
    private static partial nint RecvOnly(SafeHandle socket, ref byte buffer, nuint length, int flags);

    [LibraryImport("libc", EntryPoint = "send")]
    private static partial nint SendOnly(SafeHandle socket, ref byte buffer, nuint length, int flags);

    [LibraryImport("libc", EntryPoint = "send", SetLastError = true)]
    private static partial nint Send(SafeHandle socket, ref byte buffer, nuint length, int flags);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static partial nint Read(int descriptor, ref byte buffer, nuint length);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint Write(int descriptor, ref byte buffer, nuint length);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int CloseDescriptor(int descriptor);
}
