using System.Globalization;
using HAMgm.Logic.NodeDetect.Running;
using HAMgm.Logic.NodeDetect.Verdict;

namespace HAMgm.Logic.NodeDetect.Probes;

/// <summary>How much of the memory is not available (/proc/meminfo).</summary>
internal sealed class MemoryProbe(PercentLimits limits, string procFolder = "/proc") : IProbe
{
    public async Task<CheckOutcome> RunAsync(CancellationToken cancellationToken)
    {
        string text;
        try
        {
            text = await File.ReadAllTextAsync(Path.Combine(procFolder, "meminfo"), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return CheckOutcome.Unhealthy($"/proc/meminfo cannot be read: {error.Message}");
        }

        if (Kibibytes(text, "MemTotal:") is not { } total || total == 0 || Kibibytes(text, "MemAvailable:") is not { } available)
        {
            return CheckOutcome.Unhealthy("/proc/meminfo does not tell MemTotal and MemAvailable");
        }

        var percent = Math.Clamp(100.0 * (total - available) / total, 0, 100);
        return CheckOutcome.Make(
            limits.Judge(percent),
            string.Create(CultureInfo.InvariantCulture, $"{Texts.Percent(percent)} used, {available / 1024} MiB available"),
            [("used_percent", percent), ("available_mib", available / 1024)]);
    }

    public void Dispose()
    {
    }

    private static long? Kibibytes(string text, string name)
    {
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            if (line.StartsWith(name, StringComparison.Ordinal))
            {
                var value = line[name.Length..].Trim();
                var end = value.IndexOf(' ');
                return long.TryParse(end < 0 ? value : value[..end], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
            }
        }

        return null;
    }
}
