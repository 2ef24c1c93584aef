namespace HAMgm.Logic.Heartbeat.Beats;

/// <summary>
/// Divides a beat's interval into ticks of at most half a second, so that a shorter interval takes effect while a long one is
/// being waited for.
/// </summary>
internal struct BeatRhythm
{
    private static readonly TimeSpan LongestPeriod = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LeastPeriod = TimeSpan.FromMilliseconds(1);
    private readonly int _ticksPerBeat;
    private int _ticksLeft;

    /// <summary>A rhythm whose first tick is a beat.</summary>
    public BeatRhythm(TimeSpan interval)
    {
        Interval = interval;
        _ticksPerBeat = Math.Max(1, (int)Math.Ceiling(interval / LongestPeriod));
        Period = interval / _ticksPerBeat > LeastPeriod ? interval / _ticksPerBeat : LeastPeriod;
    }

    /// <summary>From beat to beat.</summary>
    public TimeSpan Interval { get; }

    /// <summary>From tick to tick.</summary>
    public TimeSpan Period { get; }

    /// <summary>Counts a tick: whether it is a beat's.</summary>
    public bool IsBeat()
    {
        if (_ticksLeft > 0)
        {
            _ticksLeft--;
            return false;
        }

        _ticksLeft = _ticksPerBeat - 1;
        return true;
    }
}
