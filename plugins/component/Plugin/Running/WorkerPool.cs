using System.Collections.Concurrent;

namespace HAMgm.Component.Plugin.Running;

/// <summary>The lanes and their workers. Without scripts that run there is no worker, no thread and no timer.</summary>
internal sealed class WorkerPool(TimeProvider time) : IDisposable
{
    private readonly ConcurrentDictionary<LaneKey, Lane> _lanes = new();
    private readonly Lock _lock = new();
    private ScriptSettings? _settings;
    private bool _isDisposed;

    /// <summary>Process ids of all workers of the lanes.</summary>
    public IReadOnlyList<int> Pids => [.. _lanes.Values.SelectMany(lane => lane.Pids)];

    /// <summary>Workers that were started under other settings are replaced, the busy ones after their run.</summary>
    public void Configure(ScriptSettings settings)
    {
        Lane[] old;
        lock (_lock)
        {
            _settings = settings;
            old = [.. _lanes.Values];
            _lanes.Clear();
        }

        foreach (Lane lane in old)
        {
            lane.Close();
        }
    }

    /// <summary>Runs something in a lane, on a worker as soon as one is free.</summary>
    /// <exception cref="ObjectDisposedException">The pool has been ended.</exception>
    public Task<LaneOutcome> RunAsync(LaneKey key, LaneRun run)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        ScriptSettings settings = _settings ?? throw new InvalidOperationException("not configured");
        _lanes.GetOrAdd(key, static (key, given) => new Lane(given.Settings, key, given.Time), (Settings: settings, Time: time)).Add(run);
        return run.Outcome;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _isDisposed = true;
        foreach (Lane lane in _lanes.Values)
        {
            lane.Kill();
        }
    }
}
