using HAMgm.Contracts.Alerts;
using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Kernel;
using HAMgm.Contracts.Logging;
using HAMgm.Contracts.Records;
using HAMgm.Contracts.Sync;
using HAMgm.Logic.Sync.Manifests;

namespace HAMgm.Logic.Sync.Runs;

/// <summary>
/// What became of the runs: records, events, alerts. A run that found nothing to do is recorded once an hour, so that the last ten are
/// worth reading. What the database refuses is tried again with the next record. Thread-safe.
/// </summary>
internal sealed class RunBook(ISyncRecords records, IEventBus events, ILogger log) : IDisposable
{
    private const int MaxWaiting = 256;

    private static readonly long QuietMs = (long)TimeSpan.FromHours(1).TotalMilliseconds;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, SyncRun> _last = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _inStepAt = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SyncRun> _recorded = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _alerted = new(StringComparer.Ordinal);
    private readonly Queue<Func<CancellationToken, Task>> _waiting = new();
    private readonly SemaphoreSlim _writing = new(1, 1);

    public void Dispose() => _writing.Dispose();

    /// <summary>The last run of a set in this life of the service; null: there was none.</summary>
    public SyncRun? Last(string set)
    {
        lock (_lock)
        {
            return _last.GetValueOrDefault(set);
        }
    }

    /// <summary>When a set was last in step, Unix time in milliseconds; 0 for never.</summary>
    public long InStepAt(string set)
    {
        lock (_lock)
        {
            return _inStepAt.GetValueOrDefault(set);
        }
    }

    /// <summary>The checksums that a run which fails early has to bear: the last known ones.</summary>
    public async Task<(string Before, string After)> LastChecksumsAsync(string set, CancellationToken cancellationToken)
    {
        var last = Last(set);
        try
        {
            last ??= await records.GetLastSuccessAsync(set, cancellationToken);
        }
        catch (HamgmException refused)
        {
            log.Warn("the last checksums cannot be read", ("set", set), ("error", refused.Message));
        }

        return (last?.ChecksumBefore ?? Manifest.NoChecksum, last?.ChecksumAfter ?? Manifest.NoChecksum);
    }

    /// <summary>Takes up what the records know of a set from before this life.</summary>
    public async Task RecallAsync(string set, CancellationToken cancellationToken)
    {
        try
        {
            if (await records.GetLastSuccessAsync(set, cancellationToken) is { } run)
            {
                lock (_lock)
                {
                    _inStepAt.TryAdd(set, run.StartUnixMs + (long)run.Duration.TotalMilliseconds);
                }
            }
        }
        catch (HamgmException refused)
        {
            log.Warn("the records of earlier runs cannot be read", ("error", refused.Message));
        }
    }

    /// <summary>Notes a run.</summary>
    /// <param name="run">Which.</param>
    /// <param name="alerts">Whether this node, on which it ran, raises the alerts.</param>
    /// <param name="cancellationToken">Stops waiting for the database.</param>
    public async Task AddAsync(SyncRun run, bool alerts, CancellationToken cancellationToken)
    {
        bool isNews;
        lock (_lock)
        {
            isNews = !_recorded.TryGetValue(run.Set, out var before) || run.FilesSynced > 0 || run.State != before.State || run.Trigger == "order"
                || run.ChecksumBefore != before.ChecksumBefore || run.ErrorMessage != before.ErrorMessage || run.StartUnixMs - before.StartUnixMs >= QuietMs;
            _last[run.Set] = run;
            if (run.IsInStep)
            {
                _inStepAt[run.Set] = run.StartUnixMs + (long)run.Duration.TotalMilliseconds;
            }

            if (isNews)
            {
                _recorded[run.Set] = run;
            }
        }

        if (alerts)
        {
            Alert(run);
        }

        if (isNews)
        {
            await WriteAsync(stop => records.AddRunAsync(run, stop), cancellationToken);
        }

        events.Publish(new SyncRunEvent(run));
    }

    /// <summary>Notes the status of a node.</summary>
    public Task AddStatusAsync(Guid id, SyncServiceStatus status, CancellationToken cancellationToken) =>
        WriteAsync(stop => records.AddStatusAsync(id, status, stop), cancellationToken);

    private async Task WriteAsync(Func<CancellationToken, Task> write, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            if (_waiting.Count < MaxWaiting)
            {
                _waiting.Enqueue(write);
            }

            while (_waiting.TryPeek(out var next))
            {
                await next(cancellationToken);
                _waiting.Dequeue();
            }
        }
        catch (HamgmException refused)
        {
            log.Error("a record of synchronising could not be written; it is tried again with the next one", ("error", refused.Message), ("waiting", _waiting.Count));
        }
        finally
        {
            _writing.Release();
        }
    }

    private void Alert(SyncRun run)
    {
        var conflicts = run.Files.Where(file => file.Action == "conflict").Select(file => file.Path).ToList();
        Raise(
            $"sync_conflict:{run.Set}", "sync_conflict", AlertSeverity.High, conflicts.Count > 0,
            $"Files of '{run.Set}' changed on both nodes",
            $"{conflicts.Count} file(s) changed on both nodes since they last agreed, and were left as they are: {string.Join(", ", conflicts.Take(10))}. " +
            $"Make them equal by hand, or let the PRIMARY's stand with 'hamgm-cli sync {CommandOf(run)} --force' (a copy of the other is kept).", run);
        var failed = run.ErrorMessage.Length > 0 && conflicts.Count == 0 ? run.ErrorMessage : "";
        Raise(
            $"{AlertTypes.SyncFailed}:{run.Set}", AlertTypes.SyncFailed, AlertSeverity.High, failed.Length > 0,
            $"'{run.Set}' is not in step", $"The STANDBY {run.ToNodeIp} could not fetch everything of the set '{run.Set}': {failed}", run);
    }

    private void Raise(string key, string type, AlertSeverity severity, bool isWrong, string title, string message, SyncRun run)
    {
        lock (_lock)
        {
            var before = _alerted.GetValueOrDefault(key, "");
            var now = isWrong ? message : "";
            if (before == now)
            {
                return;
            }

            _alerted[key] = now;
        }

        events.Publish(new AlertEvent(
            type, isWrong ? severity : AlertSeverity.Info, isWrong ? title : $"'{run.Set}' is in step again", isWrong ? message : $"The set '{run.Set}' is in step again.", "logic.sync")
        {
            Key = key,
            Resolves = !isWrong,
            Details = new Dictionary<string, string> { ["set"] = run.Set, ["run"] = run.Id.ToString() },
        });
    }

    private static string CommandOf(SyncRun run) => run.Kind switch
    {
        Contracts.Management.SyncKind.Config => "config",
        Contracts.Management.SyncKind.Certificate => "cert",
        _ => "data",
    };
}
