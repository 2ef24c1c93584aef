namespace HAMgm.Service.Thrift.Server;

/// <summary>Lets one message pass in each window and counts the others.</summary>
internal sealed class LogThrottle(TimeSpan window)
{
    private readonly Lock _lock = new();
    private long _nextTick = long.MinValue;
    private long _suppressed;

    /// <summary>True when the message may pass; suppressed is how many did not since the last one.</summary>
    public bool TryPass(out long suppressed)
    {
        lock (_lock)
        {
            var now = Environment.TickCount64;
            if (now < _nextTick)
            {
                suppressed = ++_suppressed;
                return false;
            }

            _nextTick = now + (long)window.TotalMilliseconds;
            suppressed = _suppressed;
            _suppressed = 0;
            return true;
        }
    }
}
