using System.Globalization;
using HAMgm.Linux.Native;

namespace HAMgm.Linux.Processes;

/// <summary>Reads /proc.</summary>
public static class ProcFs
{
    private const int SysConfClockTicks = 2;
    private static readonly long TicksPerSecond = Math.Max(1, Libc.SysConf(SysConfClockTicks));

    /// <summary>What a process uses; null when there is no such process.</summary>
    public static ProcessUsage? Read(int pid)
    {
        string stat;
        try
        {
            stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/stat"));
        }
        catch (IOException)
        {
            return null;
        }

        return TryParse(stat, out long ticks, out long pages, out int threads)
            ? new ProcessUsage(
                pages * Environment.SystemPageSize,
                TimeSpan.FromTicks(ticks * TimeSpan.TicksPerSecond / TicksPerSecond),
                CountDescriptors(pid),
                threads)
            : null;
    }

    /// <summary>Parses /proc/PID/stat (proc(5)); the name in brackets may itself hold brackets and blanks.</summary>
    internal static bool TryParse(string stat, out long ticks, out long pages, out int threads)
    {
        // Fields counted from the state, which is the first one after the name.
        const int UserTime = 11;
        const int SystemTime = 12;
        const int Threads = 17;
        const int Resident = 21;
        ticks = pages = threads = 0;
        int end = stat.LastIndexOf(')');
        if (end < 0)
        {
            return false;
        }

        string[] fields = stat[(end + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length <= Resident
            || !long.TryParse(fields[UserTime], NumberStyles.None, CultureInfo.InvariantCulture, out long user)
            || !long.TryParse(fields[SystemTime], NumberStyles.None, CultureInfo.InvariantCulture, out long system)
            || !int.TryParse(fields[Threads], NumberStyles.None, CultureInfo.InvariantCulture, out threads)
            || !long.TryParse(fields[Resident], NumberStyles.None, CultureInfo.InvariantCulture, out pages))
        {
            return false;
        }

        ticks = user + system;
        return true;
    }

    private static int CountDescriptors(int pid)
    {
        try
        {
            return Directory.EnumerateFileSystemEntries(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/fd")).Count();
        }
        catch (UnauthorizedAccessException)
        {
            return -1;
        }
        catch (IOException)
        {
            return -1;
        }
    }
}
