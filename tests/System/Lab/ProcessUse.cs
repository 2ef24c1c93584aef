using System.Globalization;

namespace HAMgm.SystemTests;

/// <summary>What a process takes of the machine, from /proc.</summary>
internal static class ProcessUse
{
    private const double TicksPerSecond = 100;

    /// <summary>Resident memory in MB (10^6 bytes), file mappings included, as the operator's tools show it.</summary>
    public static double ResidentMegabytes(int pid)
    {
        string line = File.ReadLines($"/proc/{pid}/status").First(static line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
        return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) * 1024 / 1e6;
    }

    /// <summary>Processor time since its start, all threads, user and system.</summary>
    public static TimeSpan ProcessorTime(int pid)
    {
        string stat = File.ReadAllText($"/proc/{pid}/stat");
        string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        double ticks = double.Parse(fields[11], CultureInfo.InvariantCulture) + double.Parse(fields[12], CultureInfo.InvariantCulture);
        return TimeSpan.FromSeconds(ticks / TicksPerSecond);
    }
}
