using System.Globalization;
using HAMgm.Linux;
using HAMgm.Linux.Files;
using HAMgm.Logic.NodeDetect.Running;
using HAMgm.Logic.NodeDetect.Verdict;

namespace HAMgm.Logic.NodeDetect.Probes;

/// <summary>How full a file system is, in bytes and in inodes, and whether it can be written at all.</summary>
internal sealed class DiskProbe(string path, PercentLimits limits) : IProbe
{
    public async Task<CheckOutcome> RunAsync(CancellationToken cancellationToken)
    {
        FileSystemUse use;
        try
        {
            use = await OwnThread.RunAsync("detect-disk", () => FileSystemUse.Read(path)).ConfigureAwait(false);
        }
        catch (LinuxException error)
        {
            return CheckOutcome.Unhealthy(error.Message);
        }

        return Judge(path, use, limits);
    }

    public void Dispose()
    {
    }

    internal static CheckOutcome Judge(string path, FileSystemUse use, PercentLimits limits)
    {
        (string Name, double Value)[] metrics =
            [("used_percent", use.UsedPercent), ("inodes_used_percent", use.InodesUsedPercent), ("available_mib", use.AvailableBytes / (1 << 20))];
        if (use.IsReadOnly)
        {
            return CheckOutcome.Unhealthy($"{path} is mounted read-only", metrics);
        }

        var worst = Math.Max(use.UsedPercent, use.InodesUsedPercent);
        var what = use.InodesUsedPercent > use.UsedPercent ? "inodes used" : "used";
        return CheckOutcome.Make(
            limits.Judge(worst),
            string.Create(CultureInfo.InvariantCulture, $"{path}: {Texts.Percent(worst)} {what}, {use.AvailableBytes / (1 << 20)} MiB available"),
            metrics);
    }
}
