namespace HAMgm.Management.Cluster;

/// <summary>
/// How many refusals get a line of their own: twenty at once, ten a second in the long run. Whoever may only read could
/// else push everything older out of the audit log by asking for what is refused. Thread-safe.
/// </summary>
internal sealed class RefusalBudget(TimeProvider time)
{
    private const double Burst = 20;
    private const double PerSecond = 10;

    private readonly Lock _lock = new();
    private double _tokens = Burst;
    private long _at = time.GetTimestamp();
    private long _unreported;

    /// <summary>Whether this one gets a line.</summary>
    /// <param name="unreported">How many before it have none; only when it does.</param>
    public bool TryTake(out long unreported)
    {
        lock (_lock)
        {
            _tokens = Math.Min(Burst, _tokens + (time.GetElapsedTime(_at).TotalSeconds * PerSecond));
            _at = time.GetTimestamp();
            if (_tokens < 1)
            {
                _unreported++;
                unreported = 0;
                return false;
            }

            _tokens--;
            unreported = _unreported;
            _unreported = 0;
            return true;
        }
    }
}
