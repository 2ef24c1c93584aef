using HAMgm.Contracts.Scripts;
using HAMgm.Scripts;

namespace HAMgm.Component.Plugin.Running;

/// <summary>A run that waits for a worker of its lane, or is at one.</summary>
/// <param name="prepare">Makes the request, on the lane's thread, for the worker with this process id.</param>
/// <param name="log">Gets the lines of its log: level, text.</param>
/// <param name="patience">How long it waits for a worker.</param>
/// <param name="goesOnThere">Whether what awaits it goes on on the lane's thread, which it must not block; else on a pool's.</param>
/// <param name="cancellationToken">Calls it off: kills it when it has begun.</param>
internal sealed class LaneRun(Func<int, RunRequest> prepare, Action<string, string> log, TimeSpan patience, bool goesOnThere, CancellationToken cancellationToken)
{
    private readonly TaskCompletionSource<LaneOutcome> _done =
        new(goesOnThere ? TaskCreationOptions.None : TaskCreationOptions.RunContinuationsAsynchronously);
    private CancellationTokenRegistration _calledOff;
    private ITimer? _patience;
    private Action? _tell;
    private int _hasBegun;

    /// <summary>What came of it.</summary>
    public Task<LaneOutcome> Outcome => _done.Task;

    /// <summary>Lets it wait: it ends by itself when it is called off, or out of patience.</summary>
    public void Wait(TimeProvider time)
    {
        _patience = time.CreateTimer(static run => ((LaneRun)run!).EndWaiting(ScriptFailure.NotStarted,
            "no worker became free for it; raise scripts.workers, or give slow scripts a group= of their own"), this, patience, Timeout.InfiniteTimeSpan);
        _calledOff = cancellationToken.UnsafeRegister(static run => ((LaneRun)run!).EndWaiting(ScriptFailure.Cancelled, "it was called off before it began"), this);

        // A thread may have taken it meanwhile, and have found nothing to take back.
        if (Interlocked.CompareExchange(ref _hasBegun, 0, 0) != 0)
        {
            StopWaiting();
        }
    }

    /// <summary>Takes it for a worker.</summary>
    /// <returns>False when it has ended already.</returns>
    public bool TryBegin()
    {
        if (Interlocked.Exchange(ref _hasBegun, 1) != 0)
        {
            return false;
        }

        StopWaiting();
        return true;
    }

    /// <summary>Runs it, on a worker. Never throws: what its request or its log throws is the caller's. <see cref="Complete"/> tells.</summary>
    public void Run(WorkerProcess worker)
    {
        var work = new Task<LaneOutcome>(() =>
        {
            ScriptOutcome outcome = worker.Run(prepare(worker.Pid), log, cancellationToken);
            return new LaneOutcome(outcome, !worker.IsUsable && !cancellationToken.IsCancellationRequested);
        });
        work.RunSynchronously(TaskScheduler.Default);
        _tell = () => _done.TrySetFromTask(work);
    }

    /// <summary>Tells what came of it.</summary>
    public void Complete() => _tell?.Invoke();

    /// <summary>There is no worker for it.</summary>
    public void Fail(ScriptFailure failure, string message) => _done.TrySetResult(new LaneOutcome(
        new ScriptOutcome(ScriptVerdict.Unhealthy, failure, message, RunReply.NoMetrics, TimeSpan.Zero), WorkerIsGone: false));

    private void StopWaiting()
    {
        _patience?.Dispose();
        _calledOff.Dispose();
    }

    private void EndWaiting(ScriptFailure failure, string message)
    {
        if (Interlocked.Exchange(ref _hasBegun, 1) == 0)
        {
            _patience?.Dispose();
            Fail(failure, message);
        }
    }
}
