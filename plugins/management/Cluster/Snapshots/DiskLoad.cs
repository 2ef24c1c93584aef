namespace HAMgm.Management.Cluster;

/// <summary>How full the file system under data_dir is, asked at most every half minute: operators look at it, no decision rests on it.</summary>
internal sealed class DiskLoad(Func<string> folder, TimeProvider time)
{
    private static readonly TimeSpan SampleInterval = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private bool _isSampled;
    private long _sampledAt;
    private double? _percent;

    /// <summary>Percent, 0 … 100; null when the system does not tell.</summary>
    public double? Read()
    {
        lock (_lock)
        {
            if (!_isSampled || time.GetElapsedTime(_sampledAt) >= SampleInterval)
            {
                _percent = Sample(folder());
                _isSampled = true;
                _sampledAt = time.GetTimestamp();
            }

            return _percent;
        }
    }

    private static double? Sample(string path)
    {
        try
        {
            // What is free for root only counts as used: nobody else can write there.
            return path.Length > 0 && new DriveInfo(path) is { IsReady: true, TotalSize: > 0 and var total } drive
                ? Math.Clamp(100.0 * (total - drive.AvailableFreeSpace) / total, 0, 100)
                : null;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }
}
