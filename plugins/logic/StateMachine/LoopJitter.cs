using HAMgm.Contracts.Time;

namespace HAMgm.Logic.StateMachine;

/// <summary>The largest lateness of the loop in the last one to two minutes.</summary>
internal sealed class LoopJitter
{
    private static readonly TimeSpan _window = TimeSpan.FromMinutes(1);
    private MonotonicTime _windowSince;
    private long _previousTicks;
    private long _currentTicks;

    public TimeSpan Largest => new(Math.Max(Volatile.Read(ref _previousTicks), Volatile.Read(ref _currentTicks)));

    public void Note(MonotonicTime now, MonotonicTime due)
    {
        if (now - _windowSince >= _window)
        {
            Volatile.Write(ref _previousTicks, _currentTicks);
            Volatile.Write(ref _currentTicks, 0);
            _windowSince = now;
        }

        var late = now.Ticks - due.Ticks;
        if (late > _currentTicks)
        {
            Volatile.Write(ref _currentTicks, late);
        }
    }
}
