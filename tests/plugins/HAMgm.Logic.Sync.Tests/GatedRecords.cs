using HAMgm.Contracts.Records;
using HAMgm.Contracts.Sync;

namespace HAMgm.Logic.Sync.Tests;

/// <summary>The real records behind two gates: a database that hangs is what makes a node close, and open, for as long as a test wants.</summary>
internal sealed class GatedRecords(ISyncRecords inner) : ISyncRecords
{
    /// <summary>What a node writes about rsync as soon as it works; its close waits for that.</summary>
    public Gate Status { get; } = new();

    /// <summary>What a node reads while it opens.</summary>
    public Gate Recall { get; } = new();

    public async Task AddStatusAsync(Guid id, SyncServiceStatus status, CancellationToken cancellationToken)
    {
        await Status.PassAsync();
        await inner.AddStatusAsync(id, status, cancellationToken);
    }

    public Task<SyncServiceStatus?> GetLastStatusAsync(string nodeIp, CancellationToken cancellationToken) => inner.GetLastStatusAsync(nodeIp, cancellationToken);

    public Task AddRunAsync(SyncRun run, CancellationToken cancellationToken) => inner.AddRunAsync(run, cancellationToken);

    public Task<IReadOnlyList<SyncRun>> GetRunsAsync(int limit, CancellationToken cancellationToken) => inner.GetRunsAsync(limit, cancellationToken);

    public async Task<SyncRun?> GetLastSuccessAsync(string set, CancellationToken cancellationToken)
    {
        await Recall.PassAsync();
        return await inner.GetLastSuccessAsync(set, cancellationToken);
    }

    /// <summary>Stands until it is opened.</summary>
    internal sealed class Gate
    {
        private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Somebody stands there.</summary>
        public Task Reached => _reached.Task;

        public void Open() => _open.TrySetResult();

        public async Task PassAsync()
        {
            _reached.TrySetResult();
            await _open.Task;
        }
    }
}
