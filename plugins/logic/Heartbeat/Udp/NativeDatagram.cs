using System.Runtime.InteropServices;

namespace HAMgm.Logic.Heartbeat.Udp;

/// <summary>
/// sendto(2) and recvfrom(2). Socket.SendTo reports an unreachable network by an exception, and the first one of a process costs many
/// milliseconds, in just the moment when the loop that keeps the leases must be on time; and Socket.ReceiveFrom needs a poll before it and two allocations.
/// </summary>
internal static partial class NativeDatagram
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

    /// <summary>Takes a datagram that has come. Neither waits nor throws nor allocates.</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="buffer">Where it goes; what does not fit is cut off.</param>
    /// <param name="source">Where its source's socket address goes.</param>
    /// <returns>Its length; -1 when there is none, or an error was to be reported.</returns>
    public static unsafe int Receive(SafeHandle socket, Span<byte> buffer, Span<byte> source)
    {
        fixed (byte* bytes = buffer)
        {
            fixed (byte* address = source)
            {
                uint length = (uint)source.Length;
                return (int)ReceiveFrom(socket, bytes, (nuint)buffer.Length, DontWait, address, &length);
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "recvfrom")]
    private static unsafe partial nint ReceiveFrom(SafeHandle socket, byte* buffer, nuint length, int flags, byte* address, uint* addressLength);

    [LibraryImport("libc", EntryPoint = "sendto")]
    private static unsafe partial nint SendTo(SafeHandle socket, byte* buffer, nuint length, int flags, byte* address, uint addressLength);
}
