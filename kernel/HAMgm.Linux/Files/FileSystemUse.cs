using HAMgm.Linux.Native;

namespace HAMgm.Linux.Files;

/// <summary>How much of a file system is used (statvfs), counted as df does: what is kept for root is neither used nor available.</summary>
/// <param name="TotalBytes">Its size.</param>
/// <param name="AvailableBytes">What a process without privileges may still write.</param>
/// <param name="UsedPercent">0 … 100.</param>
/// <param name="InodesUsedPercent">0 … 100; 0 where there is no such limit.</param>
/// <param name="IsReadOnly">Whether it is mounted read-only.</param>
public sealed record FileSystemUse(long TotalBytes, long AvailableBytes, double UsedPercent, double InodesUsedPercent, bool IsReadOnly)
{
    private const ulong ReadOnlyFlag = 1; // ST_RDONLY

    /// <summary>Asks the kernel. Blocks for as long as the file system does not answer.</summary>
    /// <param name="path">Anything on it.</param>
    /// <exception cref="LinuxException">The path does not exist, or the file system is in error.</exception>
    public static unsafe FileSystemUse Read(string path)
    {
        StatVfs stat;
        if (Libc.StatVfs(path, &stat) != 0)
        {
            throw LinuxException.Last($"ask the file system of {path}");
        }

        ulong used = stat.Blocks - stat.BlocksFree;
        double usable = used + stat.BlocksAvailable;
        return new FileSystemUse(
            (long)(stat.Blocks * stat.FragmentSize),
            (long)(stat.BlocksAvailable * stat.FragmentSize),
            usable > 0 ? 100.0 * used / usable : 0,
            stat.Files > 0 ? 100.0 * (stat.Files - stat.FilesFree) / stat.Files : 0,
            (stat.Flags & ReadOnlyFlag) != 0);
    }
}
