using System.Runtime.InteropServices;
using HAMgm.Linux.Native;

namespace HAMgm.Linux.Time;

/// <summary>The end of one wait, so that a wait interrupted or woken for nothing goes on for what is left of it.</summary>
internal readonly struct Deadline
{
    private readonly long atNs;

    private Deadline(long atNs) => this.atNs = atNs;

    /// <summary>A deadline from now; negative or infinite time-outs never end.</summary>
    internal static Deadline In(TimeSpan timeout) =>
        new(timeout < TimeSpan.Zero ? long.MaxValue : BootClock.Now + Math.Min(timeout.Ticks, long.MaxValue / 200) * TimeSpan.NanosecondsPerTick);

    /// <summary>Waits until the descriptor is readable (true) or the deadline has passed (false).</summary>
    internal unsafe bool WaitReadable(FileDescriptor descriptor)
    {
        while (true)
        {
            long left = atNs == long.MaxValue ? long.MaxValue : Math.Max(0, atNs - BootClock.Now);
            TimeSpec wait = TimeSpec.FromNanoseconds(left);
            PollFd poll = new() { Fd = descriptor.Value, Events = Constants.POLLIN };
            int ready = Libc.PPoll(&poll, 1, left == long.MaxValue ? null : &wait, null);
            if (ready > 0)
            {
                return true;
            }

            if (ready == 0)
            {
                return false;
            }

            if (Marshal.GetLastPInvokeError() != Errno.EINTR)
            {
                throw LinuxException.Last("wait for a descriptor");
            }
        }
    }
}
