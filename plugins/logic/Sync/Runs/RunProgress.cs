namespace HAMgm.Logic.Sync.Runs;

/// <summary>How far a run is, for whoever asks meanwhile. Thread-safe.</summary>
internal sealed class RunProgress
{
    private readonly Lock _lock = new();
    private string _phase = "idle";
    private int _total;
    private int _done;

    /// <summary>Phase, files that have to come over, those that are there.</summary>
    public (string Phase, int Total, int Done) Read()
    {
        lock (_lock)
        {
            return (_phase, _total, _done);
        }
    }

    /// <summary>A new phase; the counts stay.</summary>
    public void Enter(string phase)
    {
        lock (_lock)
        {
            _phase = phase;
        }
    }

    /// <summary>A new phase with counts of its own.</summary>
    public void Enter(string phase, int total, int done)
    {
        lock (_lock)
        {
            (_phase, _total, _done) = (phase, total, done);
        }
    }

    /// <summary>One file more.</summary>
    public void Step()
    {
        lock (_lock)
        {
            _done++;
        }
    }
}
