using System.Runtime.InteropServices;

namespace HAMgm.Logic.Heartbeat.Tcp;

/// <summary>
/// connect(2), send(2) and recv(2) without waiting. The framework's own calls emulate blocking once a socket has been used
/// asynchronously, and report by exceptions what is ordinary here.
/// </summary>
internal static partial class NativeStream
{
    private const int DontWait = 0x40;
    private const int NoSignal = 0x4000;
    private const int Interrupted = 4;
    private const int WouldBlock = 11;
    private const int InProgress = 115;

    /// <summary>Begins to connect a socket that does not block.</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="address">A socket address.</param>
    /// <returns>False when it cannot; else the socket becomes writable once it is decided.</returns>
    public static unsafe bool TryConnect(SafeHandle socket, ReadOnlySpan<byte> address)
    {
        fixed (byte* target = address)
        {
            return Connect(socket, target, (uint)address.Length) == 0 || Marshal.GetLastPInvokeError() is InProgress or Interrupted;
        }
    }

    /// <summary>Gives a socket what it takes at once.</summary>
    /// <returns>Bytes taken, 0 when it is full just now; -1 when the connection is broken.</returns>
    public static unsafe int Send(SafeHandle socket, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* first = bytes)
        {
            nint count;
            do
            {
                count = SendTo(socket, first, (nuint)bytes.Length, DontWait | NoSignal, null, 0);
            }
            while (count < 0 && Marshal.GetLastPInvokeError() == Interrupted);

            return count >= 0 ? (int)count : Marshal.GetLastPInvokeError() == WouldBlock ? 0 : -1;
        }
    }

    /// <summary>Takes what has come.</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="room">Where it goes; not empty.</param>
    /// <param name="count">Bytes received; 0 when there is nothing just now.</param>
    /// <returns>False when the connection is over.</returns>
    public static unsafe bool TryReceive(SafeHandle socket, Span<byte> room, out int count)
    {
        fixed (byte* first = room)
        {
            count = (int)Receive(socket, first, (nuint)room.Length, DontWait);
        }

        if (count > 0)
        {
            return true;
        }

        bool isEnd = count == 0;
        count = 0;
        return !isEnd && Marshal.GetLastPInvokeError() is WouldBlock or Interrupted;
    }

    [LibraryImport("libc", SetLastError = true, EntryPoint = "connect")]
    private static unsafe partial int Connect(SafeHandle socket, byte* address, uint addressLength);

    [LibraryImport("libc", SetLastError = true, EntryPoint = "sendto")]
    private static unsafe partial nint SendTo(SafeHandle socket, byte* buffer, nuint length, int flags, byte* address, uint addressLength);

    [LibraryImport("libc", SetLastError = true, EntryPoint = "recv")]
    private static unsafe partial nint Receive(SafeHandle socket, byte* buffer, nuint length, int flags);
}
