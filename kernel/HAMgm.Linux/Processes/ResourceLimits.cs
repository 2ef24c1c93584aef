using HAMgm.Linux.Native;

namespace HAMgm.Linux.Processes;

/// <summary>Limits of a process and of what it starts from then on (prlimit(2)).</summary>
public static unsafe class ResourceLimits
{
    private const int Data = 2;
    private const int Core = 4;

    /// <summary>No core files of this process and its children.</summary>
    public static void ForbidCoreFiles() => Set(0, Core, 0);

    /// <summary>Bounds the private writable memory that a process may set aside (RLIMIT_DATA). False when it has ended or may not be limited.</summary>
    /// <param name="pid">The process.</param>
    /// <param name="bytes">The bound.</param>
    public static bool BoundData(int pid, long bytes) => Set(pid, Data, (ulong)bytes);

    private static bool Set(int pid, int resource, ulong value)
    {
        ulong* limits = stackalloc ulong[2];
        limits[0] = limits[1] = value;
        return Libc.PrLimit(pid, resource, limits, null) == 0;
    }
}
