namespace HAMgm.Component.Plugin.Running;

/// <summary>The lanes and their workers. Without scripts that run there is no worker, no thread and no timer.</summary>
internal sealed class WorkerPool(TimeProvider time) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<LaneKey, Lane> _lanes = [];
    private ScriptSettings? _settings;
    private bool _isDisposed;

    /// <summary>Process ids of all workers of the lanes.</summary>
    public IReadOnlyList<int> Pids
    {
        get
        {
            lock (_lock)
            {
                return [.. _lanes.Values.SelectMany(static lane => lane.Pids)];
            }
        }
    }

    /// <summary>Workers that were started under other settings are replaced, the busy ones after their run.</summary>
    public void Configure(ScriptSettings settings)
    {
        lock (_lock)
        {
            _settings = settings;
            foreach (Lane lane in _lanes.Values)
            {
                lane.Close();
            }

            _lanes.Clear();
        }
    }

    /// <summary>Has something run in a lane, on a worker as soon as one is free.</summary>
    /// <exception cref="InvalidOperationException">The pool has been ended, or was never configured.</exception>
    public void Begin(LaneKey key, LaneRun run) => LaneOf(key).Add(run);

    /// <inheritdoc/>
    public void Dispose()
    {
        Lane[] lanes;
        lock (_lock)
        {
            _isDisposed = true;
            lanes = [.. _lanes.Values];
        }

        Array.ForEach(lanes, static lane => lane.Kill());
    }

    private Lane LaneOf(LaneKey key)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (!_lanes.TryGetValue(key, out Lane? lane))
            {
                _lanes[key] = lane = new Lane(_settings ?? throw new InvalidOperationException("not configured"), key, time);
            }

            return lane;
        }
    }
}
