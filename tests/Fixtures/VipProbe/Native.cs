using System.Runtime.InteropServices;

namespace HAMgm.VipProbe;

/// <summary>The system calls that the probes need, without an allocation on the way.</summary>
internal static unsafe partial class Native
{
    public const int AddressFamilyInet = 2;
    public const int AddressFamilyPacket = 17;
    public const int SocketDatagram = 2;
    public const int SocketRaw = 3;
    public const int CloseOnExec = 0x80000;
    public const int NonBlocking = 0x800;
    public const int ProtocolIcmp = 1;
    public const int EtherTypeIp6 = 0x86DD;
    public const int ProtocolIcmpV6 = 58;
    public const int AddressFamilyInet6 = 10;
    public const int EtherTypeIp = 0x0800;
    public const int EtherTypeArp = 0x0806;
    public const int DoNotWait = 0x40;
    public const short PollIn = 1;
    private const int ClockMonotonic = 1;
    private const int SchedulerFifo = 1;

    [StructLayout(LayoutKind.Sequential)]
    public struct TimeSpec
    {
        public long Seconds;
        public long Nanoseconds;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct PollDescriptor
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }

    [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)]
    public static partial int OpenSocket(int family, int type, int protocol);

    [LibraryImport("libc", EntryPoint = "bind", SetLastError = true)]
    public static partial int Bind(int socket, byte* address, uint length);

    [LibraryImport("libc", EntryPoint = "connect", SetLastError = true)]
    public static partial int Connect(int socket, byte* address, uint length);

    [LibraryImport("libc", EntryPoint = "send")]
    public static partial nint Send(int socket, byte* data, nuint length, int flags);

    [LibraryImport("libc", EntryPoint = "recv")]
    public static partial nint Receive(int socket, byte* data, nuint length, int flags);

    [LibraryImport("libc", EntryPoint = "ppoll")]
    public static partial int Poll(PollDescriptor* descriptors, nuint count, TimeSpec* timeout, void* signals);

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int ClockGetTime(int clock, TimeSpec* now);

    [LibraryImport("libc", EntryPoint = "sched_setscheduler")]
    private static partial int SetScheduler(int pid, int policy, int* parameter);

    [LibraryImport("libc", EntryPoint = "prctl")]
    private static partial int ProcessControl(int option, nuint value, nuint unused1, nuint unused2, nuint unused3);

    /// <summary>CLOCK_MONOTONIC in nanoseconds: the same clock for every process of the machine.</summary>
    public static long Now()
    {
        TimeSpec now;
        _ = ClockGetTime(ClockMonotonic, &now);
        return (now.Seconds * 1_000_000_000) + now.Nanoseconds;
    }

    /// <summary>Makes the calling thread SCHED_FIFO with the lowest priority and wakes it without timer slack; false when not permitted.</summary>
    public static bool BecomeRealTime()
    {
        const int setTimerSlack = 29;
        _ = ProcessControl(setTimerSlack, 1, 0, 0, 0);
        int priority = 1;
        return SetScheduler(0, SchedulerFifo, &priority) == 0;
    }

    /// <summary>Waits until a socket can be read or the monotonic time <paramref name="until"/> (ns) has come.</summary>
    public static int PollUntil(PollDescriptor* descriptors, int count, long until)
    {
        long left = Math.Max(0, until - Now());
        TimeSpec timeout = new() { Seconds = left / 1_000_000_000, Nanoseconds = left % 1_000_000_000 };
        return Poll(descriptors, (nuint)count, &timeout, null);
    }

    /// <summary>An IOException with the error text of the last failed call.</summary>
    public static IOException Failure(string what) =>
        new($"{what}: {Marshal.GetLastPInvokeErrorMessage()}");
}
