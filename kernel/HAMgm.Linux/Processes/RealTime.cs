using System.Runtime.InteropServices;
using HAMgm.Linux.Native;

namespace HAMgm.Linux.Processes;

/// <summary>What keeps the lease loop punctual. Each is asked for and may be refused; the reason is for the status page.</summary>
public static unsafe class RealTime
{
    private const int ScheduleFifo = 1;
    private const int ResetOnFork = 0x4000_0000;
    private const int LockCurrent = 1;
    private const int LockFuture = 2;
    private const int LockOnFault = 4;
    private const int SetTimerSlack = 29;
    private const int LimitMemLock = 8;

    /// <summary>Puts the calling thread under SCHED_FIFO; its children start as ordinary processes.</summary>
    /// <param name="priority">1 to 99; above 50 it competes with the kernel's interrupt threads.</param>
    /// <param name="reason">Why not; empty when granted.</param>
    public static bool TrySetCurrentThreadFifo(int priority, out string reason)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(priority, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(priority, 99);
        bool granted = Libc.SchedSetScheduler(0, ScheduleFifo | ResetOnFork, &priority) == 0;
        reason = granted ? "" : Explain("SCHED_FIFO", "grant cap_sys_nice, or LimitRTPRIO= in the unit");
        return granted;
    }

    /// <summary>
    /// Locks the memory of this process, pages being locked as they are first touched (so that the address space that
    /// the runtime only reserves costs nothing).
    /// </summary>
    /// <param name="reason">Why not; empty when granted.</param>
    public static bool TryLockMemory(out string reason)
    {
        // With a finite limit, later mappings would fail once it is reached, and the runtime would die of it.
        ulong* limits = stackalloc ulong[2];
        if (!Capabilities.HasIpcLock && (Libc.GetRLimit(LimitMemLock, limits) != 0 || limits[0] != ulong.MaxValue))
        {
            reason = "mlockall: the limit on locked memory is finite; grant cap_ipc_lock, or LimitMEMLOCK=infinity in the unit";
            return false;
        }

        bool granted = Libc.MLockAll(LockCurrent | LockFuture | LockOnFault) == 0;
        reason = granted ? "" : Explain("mlockall", "grant cap_ipc_lock, or LimitMEMLOCK=infinity in the unit");
        return granted;
    }

    /// <summary>Sets how late the kernel may wake the calling thread (by default 50 µs); needs no right. Unused under SCHED_FIFO.</summary>
    public static void SetCurrentThreadTimerSlack(TimeSpan slack) =>
        _ = Libc.PrCtl(SetTimerSlack, (ulong)Math.Max(1, slack.Ticks * TimeSpan.NanosecondsPerTick), 0, 0, 0);

    private static string Explain(string what, string remedy)
    {
        int errno = Marshal.GetLastPInvokeError();
        return $"{what}: {Marshal.GetPInvokeErrorMessage(errno)} (errno {errno}); {remedy}";
    }
}
