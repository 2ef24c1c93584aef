namespace HAMgm.Kernel.Supervision;

/// <summary>How long to wait before the next restart: doubling, bounded, and from the beginning after a long good run.</summary>
internal sealed class BackOff(TimeSpan first, TimeSpan longest, TimeSpan resetAfter)
{
    private TimeSpan? _next;

    /// <summary>The wait that is due now.</summary>
    /// <param name="ranFor">How long it had run before it failed; zero when it did not start.</param>
    public TimeSpan Next(TimeSpan ranFor)
    {
        if (ranFor >= resetAfter)
        {
            _next = null;
        }

        TimeSpan delay = _next ?? first;
        _next = delay * 2 < longest ? delay * 2 : longest;
        return delay;
    }
}
