using System.Diagnostics;
using HAMgm.Logic.NodeDetect.Running;
using HAMgm.Logic.NodeDetect.Verdict;

namespace HAMgm.Logic.NodeDetect.Probes;

/// <summary>How long a small write takes until the disk says that it has it (4 KiB, fsync), in a file that is removed again.</summary>
/// <param name="folder">Where it writes.</param>
/// <param name="id">The check's id, for the file's name.</param>
/// <param name="max">More is a failure; null: the time-out alone counts.</param>
/// <param name="warn">More is degraded; null: nothing is.</param>
internal sealed class DiskLatencyProbe(string folder, string id, TimeSpan? max, TimeSpan? warn) : IProbe
{
    private const int WrittenBytes = 4096;

    public async Task<CheckOutcome> RunAsync(CancellationToken cancellationToken)
    {
        TimeSpan took;
        try
        {
            took = await OwnThread.RunAsync("detect-latency", Write).ConfigureAwait(false);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            return CheckOutcome.Unhealthy($"{folder} cannot be written: {error.Message}");
        }

        var level = took > max ? CheckLevel.Unhealthy : took > warn ? CheckLevel.Degraded : CheckLevel.Healthy;
        return CheckOutcome.Make(level, $"{folder}: a write took {Texts.Duration(took)}", [("write_ms", took.TotalMilliseconds)]);
    }

    public void Dispose()
    {
    }

    private TimeSpan Write()
    {
        // The pid, because two nodes may share a host and a folder.
        var file = Path.Combine(folder, $".hamgm-latency-{Environment.ProcessId}-{id}");
        var options = new FileStreamOptions
        {
            Mode = FileMode.Create, Access = FileAccess.Write, BufferSize = 0, Options = FileOptions.DeleteOnClose,
        };
        var begin = Stopwatch.GetTimestamp();
        using var stream = new FileStream(file, options);
        stream.Write(new byte[WrittenBytes]);
        stream.Flush(flushToDisk: true);
        return Stopwatch.GetElapsedTime(begin);
    }
}
