using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Management;
using HAMgm.Contracts.Sync;
using Idl = HAMgm.Thrift;

namespace HAMgm.Service.Thrift.Calls;

/// <content>Synchronising files (spec/1 section 3.1.4, spec/3).</content>
public sealed partial class HamgmHandler
{
    private const int MaxFiles = 10_000;
    private const int DefaultRuns = 10;
    private const int MaxRuns = 1000;

    /// <inheritdoc/>
    public async Task<Idl.SyncResponse> SyncData(Idl.SyncRequest request, CancellationToken cancellationToken = default)
    {
        var dataType = request?.DataType ?? Idl.SyncDataType.ALL;
        return await RunAsync(nameof(SyncData), () => SyncAsync(request, cancellationToken), dataType);
    }

    /// <inheritdoc/>
    public Task<Idl.RsyncStatusResponse> GetSyncStatus(CancellationToken cancellationToken = default) =>
        RunAsync(nameof(GetSyncStatus), async () => new Idl.RsyncStatusResponse(Ok("Synchronising."))
        {
            Nodes = [.. (await cluster.GetSynchronizer().GetServiceStatusesAsync(cancellationToken)).Select(SyncMapper.ToIdl)],
        });

    /// <inheritdoc/>
    public Task<Idl.SyncHistoryResponse> GetSyncHistory(int limit, CancellationToken cancellationToken = default) =>
        RunAsync(nameof(GetSyncHistory), async () => new Idl.SyncHistoryResponse(Ok("Runs."))
        {
            Records = [.. (await cluster.GetSynchronizer().GetRunsAsync(limit <= 0 ? DefaultRuns : Math.Min(limit, MaxRuns), cancellationToken)).Select(SyncMapper.ToIdl)],
        });

    /// <inheritdoc/>
    public Task<Idl.RsyncStatusResponse> SetSyncPaused(bool paused, CancellationToken cancellationToken = default) =>
        RunAsync(nameof(SetSyncPaused), async () =>
        {
            var nodes = await cluster.SetSyncPausedAsync(paused, caller, cancellationToken);
            var text = paused ? "Synchronising is paused." : nodes.Any(node => node.Paused != SyncPauseReason.None)
                ? "MANUAL was lifted; an upgrade keeps it paused." : "Synchronising goes on.";
            return new Idl.RsyncStatusResponse(Ok(text)) { Nodes = [.. nodes.Select(SyncMapper.ToIdl)] };
        });

    /// <inheritdoc/>
    public Task<Idl.SyncComparisonResponse> CompareSync(CancellationToken cancellationToken = default) =>
        RunAsync(nameof(CompareSync), async () => new Idl.SyncComparisonResponse(Ok("Compared."))
        {
            Comparisons = [.. (await cluster.GetSynchronizer().CompareAsync(cancellationToken)).Select(SyncMapper.ToIdl)],
        });

    private async Task<Idl.SyncResponse> SyncAsync(Idl.SyncRequest? request, CancellationToken cancellationToken)
    {
        if (request is null || !Enum.IsDefined(request.DataType))
        {
            throw BadRequest(ErrorKind.Sync, "request", "The request is missing, or its dataType is none of CONFIG, CERTIFICATE, DATA and ALL.");
        }

        var files = request.SpecificFiles ?? [];
        if (files.Count > MaxFiles)
        {
            throw BadRequest(ErrorKind.Sync, "specificFiles", $"More than {MaxFiles} files; leave specificFiles out to copy all.");
        }

        var target = string.IsNullOrEmpty(request.TargetNodeId) ? null : NodeId(request.TargetNodeId);
        var outcome = await cluster.SyncAsync(
            new SyncOrder((SyncKind)request.DataType, target, request.ForceSync, files), caller, cancellationToken);
        var failed = outcome.FailedFiles;
        return new Idl.SyncResponse(Ok(failed.Count == 0 ? "In step." : "Not everything is in step; see failedFiles and 'hamgm-cli sync history'."))
        {
            SyncedFiles = outcome.FilesSynced,
            FailedFiles = [.. failed],
        };
    }
}
