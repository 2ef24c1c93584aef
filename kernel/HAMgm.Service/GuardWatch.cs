using System.Runtime.InteropServices;
using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Kernel;

namespace HAMgm.Service;

/// <summary>
/// Notices the death of the guard at once, through a pidfd (no polling, no mistaking another process of the same number for
/// it): without a guard this node may not go on, since nobody would release what it holds if this process froze.
/// </summary>
internal static partial class GuardWatch
{
    private const int PidFdOpen = 434;
    private const short PollIn = 1;
    private const int InterruptedCall = 4;

    /// <summary>Watches on a thread of its own, for the rest of this process's life.</summary>
    public static void Start(int guardPid, IHost host)
    {
        int descriptor = (int)SystemCall(PidFdOpen, guardPid, 0);
        if (descriptor < 0)
        {
            host.RequestStop(ExitCodes.GuardLost, $"the guard (process {guardPid} of HAMGM_GUARD_PID) is not there");
            return;
        }

        new Thread(() => Watch(descriptor, guardPid, host)) { IsBackground = true, Name = "guard-watch" }.Start();
    }

    private static void Watch(int descriptor, int guardPid, IHost host)
    {
        var poll = new PollDescriptor { Descriptor = descriptor, Events = PollIn };
        while (Poll(ref poll, 1, -1) < 0 && Marshal.GetLastPInvokeError() == InterruptedCall)
        {
        }

        host.RequestStop(ExitCodes.GuardLost, $"the guard (process {guardPid}) died; start both again");
    }

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial long SystemCall(long number, long first, long second);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static partial int Poll(ref PollDescriptor descriptors, ulong count, int timeoutMs);

    [StructLayout(LayoutKind.Sequential)]
    private struct PollDescriptor
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }
}
