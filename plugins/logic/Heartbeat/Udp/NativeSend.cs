using System.Runtime.InteropServices;

namespace HAMgm.Logic.Heartbeat.Udp;

/// <summary>
/// sendto(2), without waiting. Socket.SendTo reports an unreachable network by an exception, and the first one of a process costs many
/// milliseconds, in just the moment when the loop that keeps the leases must be on time.
/// </summary>
internal static partial class NativeSend
{
    private const int DontWait = 0x40;
    private const int NoSignal = 0x4000;
    private const int Interrupted = 4;
    private const int Full = 11;

    /// <summary>Sends a datagram; false when it could not leave. Neither waits nor throws nor allocates.</summary>
    public static unsafe bool TrySend(SafeHandle socket, ReadOnlySpan<byte> datagram, ReadOnlySpan<byte> address)
    {
        fixed (byte* bytes = datagram)
        {
            fixed (byte* target = address)
            {
                return SendTo(socket, bytes, (nuint)datagram.Length, DontWait | NoSignal, target, (uint)address.Length) == datagram.Length;
            }
        }
    }

    /// <summary>Gives a connection's socket what it takes at once.</summary>
    /// <returns>Bytes taken, 0 when it is full just now; -1 when the connection is broken.</returns>
    public static unsafe int SendSome(SafeHandle socket, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* first = bytes)
        {
            nint sent;
            do
            {
                sent = SendTo(socket, first, (nuint)bytes.Length, DontWait | NoSignal, null, 0);
            }
            while (sent < 0 && Marshal.GetLastPInvokeError() == Interrupted);

            return sent >= 0 ? (int)sent : Marshal.GetLastPInvokeError() == Full ? 0 : -1;
        }
    }

    [LibraryImport("libc", SetLastError = true, EntryPoint = "sendto")]
    private static unsafe partial nint SendTo(SafeHandle socket, byte* buffer, nuint length, int flags, byte* address, uint addressLength);
}
