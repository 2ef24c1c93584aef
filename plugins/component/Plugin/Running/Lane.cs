using HAMgm.Scripts;

namespace HAMgm.Component.Plugin.Running;

/// <summary>The workers of one lane that have nothing to do, and how many may be at work.</summary>
internal sealed class Lane
{
    private readonly Lock _lock = new();
    private readonly Stack<WorkerProcess> _idle = new();
    private bool _isClosed;

    public Lane(ScriptSettings settings, LaneKey key)
    {
        Setup = settings.Setup with { User = key.User };
        Slots = new SemaphoreSlim(key.IsSuspect ? 1 : settings.Workers);
    }

    /// <summary>How its workers are started.</summary>
    public WorkerSetup Setup { get; }

    /// <summary>One for each worker that may be at work.</summary>
    public SemaphoreSlim Slots { get; }

    /// <summary>Process ids of the idle ones.</summary>
    public IReadOnlyList<int> Pids
    {
        get
        {
            lock (_lock)
            {
                return [.. _idle.Select(worker => worker.Pid)];
            }
        }
    }

    /// <summary>One that was started before; null when there is none. The one used last: so the others become superfluous.</summary>
    public WorkerProcess? TakeIdle()
    {
        lock (_lock)
        {
            return _idle.TryPop(out WorkerProcess? worker) ? worker : null;
        }
    }

    /// <summary>Keeps one for the next run; false when the lane is closed.</summary>
    public bool TryPark(WorkerProcess worker)
    {
        lock (_lock)
        {
            if (!_isClosed)
            {
                _idle.Push(worker);
            }

            return !_isClosed;
        }
    }

    /// <summary>Ends some of the idle ones.</summary>
    /// <returns>Whether others are left.</returns>
    public bool EndIdle(Predicate<WorkerProcess> isSuperfluous)
    {
        List<WorkerProcess> ended = [];
        bool areLeft;
        lock (_lock)
        {
            WorkerProcess[] all = [.. _idle.Reverse()];
            _idle.Clear();
            foreach (WorkerProcess worker in all)
            {
                if (isSuperfluous(worker))
                {
                    ended.Add(worker);
                }
                else
                {
                    _idle.Push(worker);
                }
            }

            areLeft = _idle.Count > 0;
        }

        ended.ForEach(static worker => worker.Dispose());
        return areLeft;
    }

    /// <summary>Ends the idle ones, and keeps no more.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _isClosed = true;
        }

        _ = EndIdle(static _ => true);
    }
}
