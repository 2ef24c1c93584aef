using System.Runtime.InteropServices;
using HAMgm.Linux.Native;

namespace HAMgm.Linux.Packets;

/// <summary>
/// ppoll(2) over a set of descriptors that is told anew before each wait, and a wake-up from other threads. For sockets that
/// come and go; <see cref="Poller"/> is for a set that stays. Allocates only when the set grows.
/// </summary>
/// <remarks>One thread waits; any thread may <see cref="Wake"/>. The descriptors must be open during a wait.</remarks>
public sealed unsafe class PollSet : IDisposable
{
    private const int EventFdFlags = Constants.SOCK_CLOEXEC | Constants.SOCK_NONBLOCK; // EFD_CLOEXEC | EFD_NONBLOCK
    private const short PollOut = 4;
    private readonly FileDescriptor wake;
    private PollFd[] entries = new PollFd[8];
    private int count = 1;

    /// <summary>Creates an empty set.</summary>
    /// <exception cref="LinuxException">No more descriptors.</exception>
    public PollSet()
    {
        wake = FileDescriptor.FromResult(Libc.EventFd(0, EventFdFlags), "create an eventfd");
        entries[0] = new PollFd { Fd = wake.Value, Events = Constants.POLLIN };
    }

    /// <summary>Empties the set.</summary>
    public void Clear() => count = 1;

    /// <summary>Adds a descriptor; the first one has index 0.</summary>
    /// <param name="descriptor">Its number.</param>
    /// <param name="forWriting">Whether to wait until it can be written, too.</param>
    public void Add(int descriptor, bool forWriting)
    {
        if (count == entries.Length)
        {
            Array.Resize(ref entries, count * 2);
        }

        entries[count++] = new PollFd { Fd = descriptor, Events = (short)(Constants.POLLIN | (forWriting ? PollOut : 0)) };
    }

    /// <summary>Waits until a descriptor is ready, the time is over, or somebody wakes. May return early because of a signal.</summary>
    /// <param name="timeoutNs">Nanoseconds from now; 0 looks only; negative waits without end.</param>
    public void Wait(long timeoutNs)
    {
        TimeSpec timeout = TimeSpec.FromNanoseconds(Math.Max(timeoutNs, 0));
        fixed (PollFd* all = entries)
        {
            if (Libc.PPoll(all, (nuint)count, timeoutNs < 0 ? null : &timeout, null) < 0)
            {
                int errno = Marshal.GetLastPInvokeError();
                if (errno != Errno.EINTR)
                {
                    throw new LinuxException("wait for descriptors", errno);
                }

                for (int index = 0; index < count; index++)
                {
                    all[index].Returned = 0;
                }
            }
        }

        if (entries[0].Returned != 0)
        {
            ulong counter;
            _ = Libc.Read(wake, &counter, sizeof(ulong));
        }
    }

    /// <summary>Whether a descriptor was readable, hung up or in error (reading tells which) when the last wait ended.</summary>
    public bool IsReadable(int index) => (entries[index + 1].Returned & ~PollOut) != 0;

    /// <summary>Whether a descriptor could be written when the last wait ended.</summary>
    public bool IsWritable(int index) => (entries[index + 1].Returned & PollOut) != 0;

    /// <summary>Ends the wait that is going on, or the next one. For any thread; never blocks, never allocates.</summary>
    public void Wake()
    {
        ulong one = 1;
        _ = Libc.Write(wake, &one, sizeof(ulong));
    }

    /// <inheritdoc/>
    public void Dispose() => wake.Dispose();
}
