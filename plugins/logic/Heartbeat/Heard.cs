using HAMgm.Contracts.Time;

namespace HAMgm.Logic.Heartbeat;

/// <summary>When something valid last came from the peer. Thread-safe.</summary>
internal sealed class Heard
{
    private long _ticks;
    private long _unixMs;

    /// <summary>Unix time in milliseconds, for display; 0 for never.</summary>
    public long UnixMs => Interlocked.Read(ref _unixMs);

    /// <summary>By the monotonic clock; <see cref="MonotonicTime.Never"/> for never.</summary>
    public MonotonicTime Last => new(Interlocked.Read(ref _ticks));

    /// <summary>Something valid has come.</summary>
    public void At(MonotonicTime time)
    {
        Interlocked.Exchange(ref _ticks, time.Ticks);
        Interlocked.Exchange(ref _unixMs, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());
    }
}
