using System.Runtime.InteropServices;

namespace HAMgm.SystemTests;

/// <summary>Sends signals to processes.</summary>
internal static partial class Signals
{
    /// <summary>Sends a signal; a process that is gone already is no error.</summary>
    public static void Send(int pid, Signal signal) => _ = Kill(pid, (int)signal);

    /// <summary>Sends a signal to several processes, one right after the other.</summary>
    public static void Send(ReadOnlySpan<int> pids, Signal signal)
    {
        foreach (int pid in pids)
        {
            _ = Kill(pid, (int)signal);
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int pid, int signal);
}
