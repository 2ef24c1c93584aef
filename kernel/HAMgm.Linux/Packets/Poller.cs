using System.Runtime.InteropServices;
using HAMgm.Linux.Native;

namespace HAMgm.Linux.Packets;

/// <summary>
/// ppoll(2) over a fixed set of descriptors and a wake-up from other threads, with a time-out in nanoseconds (the
/// kernel adds its timer slack: 50 µs by default, none under SCHED_FIFO). Waiting allocates nothing.
/// </summary>
/// <remarks>One thread waits; any thread may <see cref="Wake"/>. The descriptors must stay open while the poller lives.</remarks>
public sealed unsafe class Poller : IDisposable
{
    private const int EventFdFlags = Constants.SOCK_CLOEXEC | Constants.SOCK_NONBLOCK; // EFD_CLOEXEC | EFD_NONBLOCK
    private readonly PollFd[] entries;
    private readonly FileDescriptor wake;
    private readonly List<SafeHandle> held = [];

    /// <summary>Creates the poller.</summary>
    /// <param name="descriptors">The descriptors to wait for, in the order of the indices of <see cref="IsReadable"/>.</param>
    public Poller(params ReadOnlySpan<FileDescriptor> descriptors)
    {
        wake = FileDescriptor.FromResult(Libc.EventFd(0, EventFdFlags), "create an eventfd");
        entries = GC.AllocateArray<PollFd>(descriptors.Length + 1, pinned: true);
        entries[0] = new PollFd { Fd = wake.Value, Events = Constants.POLLIN };
        for (int index = 0; index < descriptors.Length; index++)
        {
            entries[index + 1] = new PollFd { Fd = descriptors[index].Value, Events = Constants.POLLIN };
        }
    }

    /// <summary>Creates a poller over handles of any kind (sockets of the framework, say) and keeps them open as long as it lives.</summary>
    /// <param name="handles">The handles to wait for, in the order of the indices of <see cref="IsReadable"/>.</param>
    /// <exception cref="ObjectDisposedException">One of them is closed.</exception>
    public Poller(IReadOnlyList<SafeHandle> handles)
        : this(default(ReadOnlySpan<FileDescriptor>))
    {
        ArgumentNullException.ThrowIfNull(handles);
        entries = GC.AllocateArray<PollFd>(handles.Count + 1, pinned: true);
        entries[0] = new PollFd { Fd = wake.Value, Events = Constants.POLLIN };
        foreach (SafeHandle handle in handles)
        {
            bool isHeld = false;
            handle.DangerousAddRef(ref isHeld);
            held.Add(handle);
            entries[held.Count] = new PollFd { Fd = (int)handle.DangerousGetHandle(), Events = Constants.POLLIN };
        }
    }

    /// <summary>Whether the last wait ended (also) because of <see cref="Wake"/>.</summary>
    public bool Woken { get; private set; }

    /// <summary>
    /// Waits. May return early with 0, because of a signal: look at the clock, not at the result, for deadlines.
    /// </summary>
    /// <param name="timeoutNs">Nanoseconds from now; 0 looks only; negative waits without end.</param>
    /// <returns>How many of the given descriptors are ready (the wake-up not counted).</returns>
    public int Wait(long timeoutNs)
    {
        TimeSpec timeout = TimeSpec.FromNanoseconds(Math.Max(timeoutNs, 0));
        fixed (PollFd* all = entries)
        {
            int ready = Libc.PPoll(all, (nuint)entries.Length, timeoutNs < 0 ? null : &timeout, null);
            if (ready < 0)
            {
                int errno = Marshal.GetLastPInvokeError();
                if (errno != Errno.EINTR)
                {
                    throw new LinuxException("wait for descriptors", errno);
                }

                ready = 0;
                for (int index = 0; index < entries.Length; index++)
                {
                    all[index].Returned = 0;
                }
            }

            Woken = all[0].Returned != 0;
        }

        if (Woken)
        {
            ulong counter;
            _ = Libc.Read(wake, &counter, sizeof(ulong));
        }

        int count = 0;
        for (int index = 1; index < entries.Length; index++)
        {
            count += entries[index].Returned != 0 ? 1 : 0;
        }

        return count;
    }

    /// <summary>Whether a descriptor was ready (readable, hung up, or in error: reading tells which) when the last wait ended.</summary>
    public bool IsReadable(int index) => entries[index + 1].Returned != 0;

    /// <summary>Takes a descriptor out of the set (its link was removed, say), or puts it back; the index stays its own.</summary>
    public void SetEnabled(int index, bool enabled)
    {
        ref PollFd entry = ref entries[index + 1];

        // poll(2) passes over negative descriptors.
        entry.Fd = enabled == entry.Fd >= 0 ? entry.Fd : ~entry.Fd;
        entry.Returned = 0;
    }

    /// <summary>Ends the wait that is going on, or the next one. For any thread; never blocks, never allocates.</summary>
    public void Wake()
    {
        ulong one = 1;
        _ = Libc.Write(wake, &one, sizeof(ulong));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        wake.Dispose();
        foreach (SafeHandle handle in held)
        {
            handle.DangerousRelease();
        }

        held.Clear();
    }
}
