using System.Runtime.InteropServices;

namespace HAMgm.Logic.Heartbeat.Udp;

/// <summary>
/// sendto(2). Socket.SendTo reports an unreachable network by an exception, and the first one of a process costs many
/// milliseconds, in just the moment when the loop that keeps the leases must be on time.
/// </summary>
internal static partial class NativeSend
{
    private const int DontWait = 0x40;
    private const int NoSignal = 0x4000;

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

    [LibraryImport("libc", EntryPoint = "sendto")]
    private static unsafe partial nint SendTo(SafeHandle socket, byte* buffer, nuint length, int flags, byte* address, uint addressLength);
}
