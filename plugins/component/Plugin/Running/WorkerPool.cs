using System.Collections.Concurrent;
using System.Diagnostics;
using HAMgm.Linux;
using HAMgm.Scripts;

namespace HAMgm.Component.Plugin.Running;

/// <summary>
/// The workers of all lanes: started when first needed, used again, ended when nobody needed them for a while. Without scripts that run
/// there is no worker and no timer.
/// </summary>
internal sealed class WorkerPool(TimeProvider time) : IDisposable
{
    private readonly ConcurrentDictionary<LaneKey, Lane> _lanes = new();
    private readonly ConcurrentDictionary<WorkerProcess, byte> _busy = new();
    private readonly Lock _lock = new();
    private ScriptSettings? _settings;
    private ITimer? _sweep;
    private bool _isDisposed;

    /// <summary>Process ids of all workers.</summary>
    public IReadOnlyList<int> Pids => [.. _lanes.Values.SelectMany(lane => lane.Pids), .. _busy.Keys.Select(worker => worker.Pid)];

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

    /// <summary>A worker of a lane, and its lane; waits when all are at work.</summary>
    /// <returns>Null when none became free in that time.</returns>
    /// <exception cref="LinuxException">None can be started.</exception>
    /// <exception cref="OperationCanceledException">Called off.</exception>
    public async Task<WorkerLoan?> BorrowAsync(LaneKey key, TimeSpan patience, CancellationToken cancellationToken)
    {
        ScriptSettings settings = _settings ?? throw new InvalidOperationException("not configured");
        Lane lane = _lanes.GetOrAdd(key, static (key, settings) => new Lane(settings, key), settings);
        if (!await lane.Slots.WaitAsync(patience, cancellationToken).ConfigureAwait(false))
        {
            return null;
        }

        WorkerProcess? worker = null;
        try
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            worker = lane.TakeIdle() ?? WorkerProcess.Start(lane.Setup);
            _busy[worker] = 0;
            return new WorkerLoan(this, lane, worker);
        }
        finally
        {
            if (worker is null)
            {
                lane.Slots.Release();
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            _isDisposed = true;
            _sweep?.Dispose();
            _sweep = null;
        }

        foreach (Lane lane in _lanes.Values)
        {
            lane.Close();
        }

        foreach (WorkerProcess worker in _busy.Keys)
        {
            worker.Kill();
        }
    }

    /// <summary>Takes a worker back.</summary>
    internal void Return(Lane lane, WorkerProcess worker)
    {
        _busy.TryRemove(worker, out _);
        if (!worker.IsUsable || !lane.TryPark(worker))
        {
            worker.Dispose();
        }
        else
        {
            ArmSweep();
        }

        lane.Slots.Release();
    }

    private void ArmSweep()
    {
        if (_sweep is not null)
        {
            return;
        }

        lock (_lock)
        {
            if (!_isDisposed && _sweep is null)
            {
                _sweep = time.CreateTimer(static pool => ((WorkerPool)pool!).Sweep(), this, _settings!.Idle, Timeout.InfiniteTimeSpan);
            }
        }
    }

    // Ends those that were idle for long, and is set again only while there are others.
    private void Sweep()
    {
        bool areLeft = false;
        TimeSpan idle = _settings!.Idle;
        foreach (Lane lane in _lanes.Values)
        {
            areLeft |= lane.EndIdle(worker => Stopwatch.GetElapsedTime(worker.IdleSince) >= idle);
        }

        lock (_lock)
        {
            if (areLeft && !_isDisposed)
            {
                _sweep?.Change(idle, Timeout.InfiniteTimeSpan);
            }
            else
            {
                _sweep?.Dispose();
                _sweep = null;
            }
        }
    }
}
