using HAMgm.Logic.Heartbeat.History;

namespace HAMgm.Logic.Heartbeat.Beats;

/// <summary>Latency and loss of the last 128 beats of a link. Thread-safe; allocates only when it is read.</summary>
internal sealed class BeatStatistics
{
    private const int Capacity = 128;
    private const long LostMark = -1;

    private readonly Lock _gate = new();
    private readonly long[] _ticks = new long[Capacity];
    private int _count;
    private int _next;

    /// <summary>The beats themselves (spec/1 section 5.3).</summary>
    public SequenceHistory History { get; } = new();

    /// <summary>A new beat leaves.</summary>
    public void Sent(ulong sequence) => History.Sent(sequence, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());

    /// <summary>A beat was answered.</summary>
    public void Answered(TimeSpan roundTrip)
    {
        Add(Math.Max(0, roundTrip.Ticks));
        History.Acked(roundTrip);
    }

    /// <summary>A beat will have no answer.</summary>
    public void Lost()
    {
        Add(LostMark);
        History.TimedOut();
    }

    /// <summary>Median and longest round trip (zero when there was none) and share of lost beats, 0 … 100.</summary>
    public (TimeSpan Latency, TimeSpan MaxLatency, double LossPercent) Read()
    {
        long[] answered;
        int count;
        lock (_gate)
        {
            count = _count;
            answered = Array.FindAll(_ticks[.._count], ticks => ticks != LostMark);
        }

        Array.Sort(answered);
        return (
            answered.Length == 0 ? TimeSpan.Zero : new TimeSpan(answered[answered.Length / 2]),
            answered.Length == 0 ? TimeSpan.Zero : new TimeSpan(answered[^1]),
            count == 0 ? 0 : 100.0 * (count - answered.Length) / count);
    }

    private void Add(long ticks)
    {
        lock (_gate)
        {
            _ticks[_next] = ticks;
            _next = (_next + 1) % Capacity;
            _count = Math.Min(_count + 1, Capacity);
        }
    }
}
