namespace HAMgm.Component.Alert.Tests.Support;

/// <summary>A clock that a test moves; timers fire within the move, on its thread.</summary>
internal sealed class ManualClock : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<ManualTimer> _timers = [];
    private DateTimeOffset _wall = new(2026, 3, 2, 10, 0, 0, TimeSpan.Zero);
    private long _ticks = TimeSpan.TicksPerHour;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override long GetTimestamp()
    {
        lock (_gate)
        {
            return _ticks;
        }
    }

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
        {
            return _wall;
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Time passes.</summary>
    public void Advance(TimeSpan by)
    {
        var end = GetTimestamp() + by.Ticks;
        while (Next(end) is { } timer)
        {
            timer.Fire();
        }

        MoveTo(end);
    }

    /// <summary>Somebody sets the clock.</summary>
    public void SetWallClockBy(TimeSpan by)
    {
        lock (_gate)
        {
            _wall += by;
        }
    }

    private ManualTimer? Next(long end)
    {
        lock (_gate)
        {
            var next = _timers.Where(timer => timer.Due <= end).MinBy(timer => timer.Due);
            if (next is not null)
            {
                var at = Math.Max(_ticks, next.Due);
                _wall += TimeSpan.FromTicks(at - _ticks);
                _ticks = at;
                next.Due = long.MaxValue;
            }

            return next;
        }
    }

    private void MoveTo(long end)
    {
        lock (_gate)
        {
            if (end > _ticks)
            {
                _wall += TimeSpan.FromTicks(end - _ticks);
                _ticks = end;
            }
        }
    }

    private sealed class ManualTimer(ManualClock owner, Action callback) : ITimer
    {
        public long Due { get; set; } = long.MaxValue;

        public void Fire() => callback();

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (owner._gate)
            {
                if (!owner._timers.Contains(this))
                {
                    owner._timers.Add(this);
                }

                Due = dueTime < TimeSpan.Zero ? long.MaxValue : owner._ticks + dueTime.Ticks;
                return true;
            }
        }

        public void Dispose()
        {
            lock (owner._gate)
            {
                owner._timers.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
