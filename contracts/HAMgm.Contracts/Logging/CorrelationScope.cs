namespace HAMgm.Contracts.Logging;

/// <summary>A stretch of work under a number of <see cref="Correlation"/>; what was before comes back when it is disposed.</summary>
public readonly struct CorrelationScope : IDisposable
{
    private readonly ulong _before;
    private readonly bool _hasChanged;

    internal CorrelationScope(ulong before)
    {
        _before = before;
        _hasChanged = true;
    }

    /// <summary>Ends it.</summary>
    public void Dispose()
    {
        if (_hasChanged)
        {
            Correlation.Restore(_before);
        }
    }
}
