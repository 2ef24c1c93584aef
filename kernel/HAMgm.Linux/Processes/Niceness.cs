using System.Globalization;
using System.Runtime.InteropServices;
using HAMgm.Linux.Native;

namespace HAMgm.Linux.Processes;

/// <summary>How large a share of the processor ordinary threads get beside other programs: the nice value, −20 (most) to 19.</summary>
public static class Niceness
{
    private const int OfProcess = 0;

    /// <summary>
    /// Sets the nice value of a process's main thread. Threads that it starts from then on have the same, so this is for a child
    /// that has just been started; threads under SCHED_FIFO, and what they start, are not concerned.
    /// </summary>
    /// <param name="pid">The process.</param>
    /// <param name="nice">−20 to 19; below the present one needs cap_sys_nice or RLIMIT_NICE.</param>
    /// <param name="reason">Why not; empty when it is set.</param>
    public static bool TrySet(int pid, int nice, out string reason)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(nice, -20);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(nice, 19);
        if (Libc.SetPriority(OfProcess, (uint)pid, nice) == 0)
        {
            reason = "";
            return true;
        }

        int errno = Marshal.GetLastPInvokeError();
        reason = $"setpriority: {Marshal.GetPInvokeErrorMessage(errno)} (errno {errno}); grant cap_sys_nice, or LimitNICE= in the unit";
        return false;
    }

    /// <summary>
    /// Where the kernel groups tasks by session (sched_autogroup, common on Debian), nice values count within a session only, and
    /// the sessions share the processor evenly. Sets this session's own value, when this process leads it: a session that
    /// belongs to somebody's shell is not ours to favour.
    /// </summary>
    /// <param name="nice">−20 to 19.</param>
    /// <returns>Whether it was set; false also where there is no such grouping.</returns>
    public static bool TrySetOwnSession(int nice)
    {
        if (Libc.GetSid(0) != Environment.ProcessId)
        {
            return false;
        }

        try
        {
            File.WriteAllText("/proc/self/autogroup", nice.ToString(CultureInfo.InvariantCulture));
            return true;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
