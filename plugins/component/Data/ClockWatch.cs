namespace HAMgm.Component.Data;

/// <summary>Notices when the wall clock and the monotonic one part.</summary>
internal sealed class ClockWatch(TimeProvider time)
{
    // Slewing by NTP is far below this between two looks; a leap second, too.
    private static readonly TimeSpan Threshold = TimeSpan.FromSeconds(30);

    private DateTimeOffset _wall = time.GetUtcNow();
    private long _monotonic = time.GetTimestamp();

    /// <summary>By how much the clock was set since the last look; null when it was not.</summary>
    public TimeSpan? Look()
    {
        var (wall, monotonic) = (time.GetUtcNow(), time.GetTimestamp());
        var set = wall - _wall - time.GetElapsedTime(_monotonic, monotonic);
        (_wall, _monotonic) = (wall, monotonic);
        return set.Duration() >= Threshold ? set : null;
    }
}
