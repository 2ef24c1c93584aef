using HAMgm.Scripts;

namespace HAMgm.Component.Plugin.Running;

/// <summary>A worker that is in use; disposing it gives it back.</summary>
internal sealed class WorkerLoan(WorkerPool pool, Lane lane, WorkerProcess worker) : IDisposable
{
    /// <summary>The worker.</summary>
    public WorkerProcess Worker => worker;

    /// <inheritdoc/>
    public void Dispose() => pool.Return(lane, worker);
}
