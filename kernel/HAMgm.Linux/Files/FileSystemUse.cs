using System.Globalization;
using HAMgm.Linux.Native;

namespace HAMgm.Linux.Files;

/// <summary>How much of a file system is used (statvfs), counted as df does: what is kept for root is neither used nor available.</summary>
/// <param name="TotalBytes">Its size.</param>
/// <param name="AvailableBytes">What a process without privileges may still write.</param>
/// <param name="UsedPercent">0 … 100.</param>
/// <param name="InodesUsedPercent">0 … 100; 0 where there is no such limit.</param>
/// <param name="IsReadOnly">Whether the file system itself is read-only; a read-only mount of one that is not (as systemd's ProtectSystem makes) does not count.</param>
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
            (stat.Flags & ReadOnlyFlag) != 0 && IsReadOnlyItself(path));
    }

    // The mount that the path lies on is found by its number (statx(2), Linux 5.8); behind " - " stand type, source and the file system's own
    // options (proc(5)). What cannot be found out counts as it was said.
    private static unsafe bool IsReadOnlyItself(string path)
    {
        const int CurrentFolder = -100;
        const uint MountId = 0x1000;
        const int MaskAt = 0;
        const int MountIdAt = 144;
        byte* result = stackalloc byte[256];
        if (Libc.StatX(CurrentFolder, path, 0, MountId, result) != 0 || (*(uint*)(result + MaskAt) & MountId) == 0)
        {
            return true;
        }

        string number = string.Create(CultureInfo.InvariantCulture, $"{*(ulong*)(result + MountIdAt)} ");
        string? mount = File.ReadLines("/proc/self/mountinfo").FirstOrDefault(line => line.StartsWith(number, StringComparison.Ordinal));
        return mount?.Split(" - ")[^1].Split(' ')[^1].Split(',').Contains("ro") ?? true;
    }
}
