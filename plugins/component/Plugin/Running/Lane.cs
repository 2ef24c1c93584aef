using HAMgm.Contracts.Scripts;
using HAMgm.Scripts;

namespace HAMgm.Component.Plugin.Running;

/// <summary>
/// The threads of one lane, each with a worker: made when first needed, ended when nobody needed them for a while. What finds none free waits.
/// </summary>
internal sealed class Lane(ScriptSettings settings, LaneKey key, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly List<LaneThread> _threads = [];
    private readonly List<LaneThread> _idle = [];
    private readonly Queue<LaneRun> _waiting = new();
    private readonly int _most = key.IsSuspect ? 1 : settings.Workers;
    private bool _isClosed;
    private volatile bool _isKilled;

    /// <summary>How its workers are started.</summary>
    public WorkerSetup Setup { get; } = settings.Setup with { User = key.User };

    /// <summary>Process ids of its workers.</summary>
    public IReadOnlyList<int> Pids
    {
        get
        {
            lock (_lock)
            {
                return [.. _threads.Select(static thread => thread.Pid).Where(static pid => pid != 0)];
            }
        }
    }

    /// <summary>Runs something on a worker, when one is free.</summary>
    public void Add(LaneRun run)
    {
        lock (_lock)
        {
            if (!_isKilled)
            {
                if (TryFindThread(run))
                {
                    return;
                }

                _waiting.Enqueue(run);
            }
        }

        // Outside the lock: what awaits a run may go on within these calls, and take locks of its own.
        if (_isKilled)
        {
            Refuse(run);
        }
        else
        {
            run.Wait(time);
        }
    }

    /// <summary>What a thread does next, called on it; without anything it counts as free from now on.</summary>
    /// <returns>Null when nothing waits: it has to <see cref="Rest"/>.</returns>
    public LaneRun? TakeNext(LaneThread thread)
    {
        lock (_lock)
        {
            if (_waiting.TryDequeue(out LaneRun? run))
            {
                return run;
            }

            if (_isClosed)
            {
                thread.End();
            }
            else
            {
                _idle.Add(thread);
            }

            return null;
        }
    }

    /// <summary>Waits on a thread that is free.</summary>
    /// <returns>Null when it is superfluous: it ends.</returns>
    public LaneRun? Rest(LaneThread thread)
    {
        if (thread.WaitForGift(settings.Idle) is { } given)
        {
            return given;
        }

        lock (_lock)
        {
            if (_idle.Remove(thread) || _isClosed)
            {
                _threads.Remove(thread);
                return thread.WaitForGift(TimeSpan.Zero);
            }
        }

        // It was given something in this very moment.
        return thread.WaitForGift(settings.Idle);
    }

    /// <summary>Takes nothing new; its threads end after what they are at.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _isClosed = true;
            _idle.ForEach(static thread => thread.End());
            _idle.Clear();
        }
    }

    /// <summary>Ends everything at once.</summary>
    public void Kill()
    {
        LaneThread[] threads;
        LaneRun[] waiting;
        lock (_lock)
        {
            _isKilled = true;
            threads = [.. _threads];
            waiting = [.. _waiting];
            _waiting.Clear();
        }

        Array.ForEach(waiting, Refuse);
        Close();
        Array.ForEach(threads, static thread => thread.Kill());
    }

    private static void Refuse(LaneRun run) => run.Fail(ScriptFailure.NotStarted, "no worker for it: the service stops");

    private bool TryFindThread(LaneRun run)
    {
        if (_idle.Count > 0)
        {
            // The one used last: so the others become superfluous.
            LaneThread free = _idle[^1];
            _idle.RemoveAt(_idle.Count - 1);
            free.Give(run);
            return true;
        }

        if (_threads.Count < _most)
        {
            var thread = new LaneThread(this);
            _threads.Add(thread);
            thread.Start(run);
            return true;
        }

        return false;
    }
}
