using System.Globalization;

namespace HAMgm.Management.Cluster;

/// <summary>
/// CPU and memory use of the host, from /proc/stat and /proc/meminfo, read at most once a second: operators look at it,
/// no decision rests on it.
/// </summary>
internal sealed class HostLoad(TimeProvider time, string procFolder = "/proc")
{
    private static readonly TimeSpan SampleInterval = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private bool _sampled;
    private long _sampledAt;
    private (long Busy, long Total) _previous;
    private double? _cpuPercent;
    private double? _memoryPercent;

    /// <summary>Percent, 0 … 100; null when the system does not tell. The first answer is the mean since boot.</summary>
    public (double? CpuPercent, double? MemoryPercent) Read()
    {
        lock (_lock)
        {
            if (!_sampled || time.GetElapsedTime(_sampledAt) >= SampleInterval)
            {
                Sample();
                _sampled = true;
                _sampledAt = time.GetTimestamp();
            }

            return (_cpuPercent, _memoryPercent);
        }
    }

    private void Sample()
    {
        try
        {
            var current = ParseCpu(ReadFirstLine("stat"));
            var total = current.Total - _previous.Total;
            if (total > 0)
            {
                _cpuPercent = Math.Clamp(100.0 * (current.Busy - _previous.Busy) / total, 0, 100);
                _previous = current;
            }

            _memoryPercent = ParseMemory(File.ReadLines(Path.Combine(procFolder, "meminfo")));
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or FormatException or OverflowException)
        {
            _cpuPercent = null;
            _memoryPercent = null;
        }
    }

    private string ReadFirstLine(string file) =>
        File.ReadLines(Path.Combine(procFolder, file)).FirstOrDefault() ?? throw new FormatException($"{file} is empty");

    // "cpu  user nice system idle iowait irq softirq steal guest guest_nice": guest is part of user, so it is left out.
    private static (long Busy, long Total) ParseCpu(string line)
    {
        var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length < 6 || fields[0] != "cpu")
        {
            throw new FormatException("/proc/stat does not begin with cpu");
        }

        var ticks = fields.Skip(1).Take(8).Select(field => long.Parse(field, CultureInfo.InvariantCulture)).ToArray();
        var total = ticks.Sum();
        return (total - ticks[3] - ticks[4], total);
    }

    private static double? ParseMemory(IEnumerable<string> lines)
    {
        long? total = null;
        foreach (var line in lines)
        {
            if (line.StartsWith("MemTotal:", StringComparison.Ordinal))
            {
                total = Kibibytes(line);
            }
            else if (line.StartsWith("MemAvailable:", StringComparison.Ordinal) && total > 0)
            {
                return Math.Clamp(100.0 * (total.Value - Kibibytes(line)) / total.Value, 0, 100);
            }
        }

        return null;
    }

    private static long Kibibytes(string line) =>
        long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
}
