using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Management;
using HAMgm.Contracts.Sync;

namespace HAMgm.Logic.Upgrade.Tests;

/// <summary>
/// The real logic.sync, but two things that its own rsync never does: it does not stop when it is told to, or runs although it was stopped. Only
/// the distribution's service, which others steer, does so, and there is no systemd in the tests. And one that lasts for moments only: it is
/// taking over settings, and answers as it does then.
/// </summary>
internal sealed class FaultySynchronizer(ISynchronizer inner) : ISynchronizer
{
    public ISynchronizer Inner { get; set; } = inner;

    public bool PauseFails { get; set; }

    public bool ShowsRunning { get; set; }

    public bool IsOpening { get; set; }

    public int Pauses { get; private set; }

    public Task<SyncStatus> SyncConfigurationAsync(CancellationToken cancellationToken) => Inner.SyncConfigurationAsync(cancellationToken);

    public Task<SyncStatus> SyncCertificatesAsync(CancellationToken cancellationToken) => Inner.SyncCertificatesAsync(cancellationToken);

    public Task<SyncStatus> SyncDataAsync(SyncKind kind, IReadOnlyList<string> files, bool force, CancellationToken cancellationToken) =>
        Inner.SyncDataAsync(kind, files, force, cancellationToken);

    public IReadOnlyList<SyncStatus> GetSyncStatus() => Inner.GetSyncStatus();

    public Task<SyncOutcome> RunAsync(SyncOrder order, CancellationToken cancellationToken) => Inner.RunAsync(order, cancellationToken);

    public async Task<IReadOnlyList<SyncServiceStatus>> PauseAsync(SyncPauseReason reason, CancellationToken cancellationToken)
    {
        Pauses++;
        RequireOpen();
        return PauseFails ? [.. (await Inner.GetServiceStatusesAsync(cancellationToken)).Select(Running)] : await Inner.PauseAsync(reason, cancellationToken);
    }

    public Task<IReadOnlyList<SyncServiceStatus>> ResumeAsync(SyncPauseReason reason, CancellationToken cancellationToken) => Inner.ResumeAsync(reason, cancellationToken);

    public SyncServiceStatus GetServiceStatus() => Inner.GetServiceStatus();

    public async Task<IReadOnlyList<SyncServiceStatus>> GetServiceStatusesAsync(CancellationToken cancellationToken)
    {
        var statuses = await Inner.GetServiceStatusesAsync(cancellationToken);
        return ShowsRunning ? [.. statuses.Select(Running)] : statuses;
    }

    public Task<IReadOnlyList<SyncRun>> GetRunsAsync(int limit, CancellationToken cancellationToken) => Inner.GetRunsAsync(limit, cancellationToken);

    public Task<IReadOnlyList<SyncComparison>> CompareAsync(SyncKind kind, CancellationToken cancellationToken) => Inner.CompareAsync(kind, cancellationToken);

    public Task<IReadOnlyList<SyncSetFile>> ListFilesAsync(IReadOnlyCollection<SyncKind> kinds, CancellationToken cancellationToken)
    {
        RequireOpen();
        return Inner.ListFilesAsync(kinds, cancellationToken);
    }

    private void RequireOpen()
    {
        if (IsOpening)
        {
            throw new SyncFailedException(SyncKind.All, ErrorCodes.Unavailable, "logic.sync is just taking over its settings: try again in some seconds.", []);
        }
    }

    private static SyncServiceStatus Running(SyncServiceStatus status) => status with { State = RsyncServiceState.Running };
}
