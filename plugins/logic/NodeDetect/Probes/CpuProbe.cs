using System.Globalization;
using HAMgm.Logic.NodeDetect.Running;
using HAMgm.Logic.NodeDetect.Verdict;

namespace HAMgm.Logic.NodeDetect.Probes;

/// <summary>How busy the processors were since the last look (/proc/stat).</summary>
internal sealed class CpuProbe(PercentLimits limits, string procFolder = "/proc") : IProbe
{
    private (long Busy, long Total)? _last;

    public async Task<CheckOutcome> RunAsync(CancellationToken cancellationToken)
    {
        string line;
        try
        {
            using var reader = new StreamReader(Path.Combine(procFolder, "stat"));
            line = await reader.ReadLineAsync(cancellationToken).ConfigureAwait(false) ?? "";
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return CheckOutcome.Unhealthy($"/proc/stat cannot be read: {error.Message}");
        }

        if (Parse(line) is not { } now)
        {
            return CheckOutcome.Unhealthy("/proc/stat does not begin with the processors' times");
        }

        var before = _last;
        _last = now;
        if (before is not { } then || now.Total <= then.Total)
        {
            return CheckOutcome.Healthy("measuring");
        }

        var percent = Math.Clamp(100.0 * (now.Busy - then.Busy) / (now.Total - then.Total), 0, 100);
        return CheckOutcome.Make(limits.Judge(percent), $"{Texts.Percent(percent)} busy", [("busy_percent", percent)]);
    }

    public void Dispose()
    {
    }

    // "cpu  user nice system idle iowait irq softirq steal guest guest_nice": guest is part of user, so it is left out.
    internal static (long Busy, long Total)? Parse(string line)
    {
        var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length < 6 || fields[0] != "cpu")
        {
            return null;
        }

        long total = 0, idle = 0;
        for (var i = 1; i < Math.Min(fields.Length, 9); i++)
        {
            if (!long.TryParse(fields[i], NumberStyles.None, CultureInfo.InvariantCulture, out var ticks))
            {
                return null;
            }

            total += ticks;
            idle += i is 4 or 5 ? ticks : 0;
        }

        return (total - idle, total);
    }
}
