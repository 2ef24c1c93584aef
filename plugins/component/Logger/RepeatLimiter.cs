using HAMgm.Contracts.Logging;

namespace HAMgm.Component.Logger;

/// <summary>
/// Lets the first lines of a kind through and counts the rest, so that a fault that repeats a thousand times a second
/// neither fills the disk nor pushes out what led to it. A kind is source, level and message; fields may differ.
/// </summary>
internal sealed class RepeatLimiter(TimeProvider time, Action<LogLevel, string, string, long> reportSuppressed)
{
    /// <summary>How long a window is.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromSeconds(10);

    /// <summary>Lines of one kind in a window; debugging, which somebody has switched on to see them, gets more.</summary>
    public const int Burst = 20;

    private const int DebugBurst = 1000;
    private const int MaxKinds = 1024;

    private readonly Lock _gate = new();
    private readonly Dictionary<(string Source, LogLevel Level, string Message), Kind> _kinds = [];

    /// <summary>True when this line is to be written.</summary>
    public bool Allow(LogLevel level, string source, string message)
    {
        if (level == LogLevel.Fatal)
        {
            return true;
        }

        long suppressed;
        lock (_gate)
        {
            var key = (source, level, message);
            if (!_kinds.TryGetValue(key, out var kind) && _kinds.Count >= MaxKinds)
            {
                // Messages with a number in them make endless kinds: beyond the bound they count as one.
                key = ("component.logger", level, "further messages");
                _kinds.TryGetValue(key, out kind);
            }

            if (kind is null || time.GetElapsedTime(kind.Since) >= Window)
            {
                suppressed = kind?.Suppressed ?? 0;
                _kinds[key] = new Kind { Since = time.GetTimestamp(), Written = 1 };
            }
            else if (kind.Written < (level == LogLevel.Debug ? DebugBurst : Burst))
            {
                kind.Written++;
                return true;
            }
            else
            {
                kind.Suppressed++;
                return false;
            }
        }

        if (suppressed > 0)
        {
            reportSuppressed(level, source, message, suppressed);
        }

        return true;
    }

    /// <summary>Reports and forgets what has ended; called now and then, and at the end with <paramref name="all"/>.</summary>
    public void Sweep(bool all = false)
    {
        List<((string Source, LogLevel Level, string Message) Key, long Suppressed)> over = [];
        lock (_gate)
        {
            foreach (var (key, kind) in _kinds.Where(k => all || time.GetElapsedTime(k.Value.Since) >= Window).ToArray())
            {
                _kinds.Remove(key);
                if (kind.Suppressed > 0)
                {
                    over.Add((key, kind.Suppressed));
                }
            }
        }

        foreach (var (key, suppressed) in over)
        {
            reportSuppressed(key.Level, key.Source, key.Message, suppressed);
        }
    }

    private sealed class Kind
    {
        public long Since { get; init; }

        public int Written { get; set; }

        public long Suppressed { get; set; }
    }
}
