using System.Composition;
using HAMgm.Component.Records.Postgres;
using HAMgm.Component.Records.Sqlite;
using HAMgm.Contracts.Alerts;
using HAMgm.Contracts.Configuration;
using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Kernel;
using HAMgm.Contracts.Logging;
using HAMgm.Contracts.Records;
using HAMgm.Contracts.Sync;
using HAMgm.Contracts.Upgrades;

namespace HAMgm.Component.Records;

/// <summary>component.records: the tables of spec/3. The database is opened when the first record is read or written.</summary>
[Export(typeof(IComponent)), Export(typeof(ISyncRecords)), Export(typeof(IUpgradeRecords)), Shared]
public sealed class RecordsComponent : IComponent, ISyncRecords, IUpgradeRecords, IDisposable
{
    private const int MaxRecords = 1000;

    private static readonly TimeSpan PruneInterval = TimeSpan.FromHours(1);

    private readonly IConfigManager _config;
    private readonly IEventBus _events;
    private readonly ILogger _log;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _opening = new(1, 1);
    private IRecordDatabase? _database;
    private DateTimeOffset _pruned;

    /// <summary>Called by the composition.</summary>
    [ImportingConstructor]
    public RecordsComponent(IConfigManager config, IEventBus events, ILogger log)
        : this(config, events, log, TimeProvider.System)
    {
    }

    /// <summary>With a clock, by which old records go.</summary>
    public RecordsComponent(IConfigManager config, IEventBus events, ILogger log, TimeProvider time)
    {
        _config = config;
        _events = events;
        _log = log;
        _time = time;
    }

    /// <inheritdoc/>
    public bool IsReady { get; private set; }

    /// <inheritdoc/>
    public Task LoadAsync(CancellationToken cancellationToken)
    {
        IsReady = true;
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task UnloadAsync(CancellationToken cancellationToken)
    {
        IsReady = false;
        await _opening.WaitAsync(cancellationToken);
        _database?.Dispose();
        _database = null;
        _opening.Release();
    }

    /// <inheritdoc/>
    public Task AddStatusAsync(Guid id, SyncServiceStatus status, CancellationToken cancellationToken) =>
        RunAsync(session => SyncTables.AddStatusAsync(session, id, status), cancellationToken);

    /// <inheritdoc/>
    public Task<SyncServiceStatus?> GetLastStatusAsync(string nodeIp, CancellationToken cancellationToken) =>
        RunAsync(session => SyncTables.GetLastStatusAsync(session, nodeIp), cancellationToken);

    /// <inheritdoc/>
    public async Task AddRunAsync(SyncRun run, CancellationToken cancellationToken)
    {
        await RunAsync(session => SyncTables.AddRunAsync(session, run), cancellationToken);
        var now = _time.GetUtcNow();
        if (now - _pruned >= PruneInterval || now < _pruned)
        {
            _pruned = now;
            var kept = _config.GetDuration("records.retention");
            await RunAsync(
                async session => await SyncTables.PruneAsync(session, now - kept) + await UpgradeTables.PruneAsync(session, now - kept), cancellationToken);
        }
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<SyncRun>> GetRunsAsync(int limit, CancellationToken cancellationToken) =>
        RunAsync(session => SyncTables.GetRunsAsync(session, Math.Clamp(limit, 1, MaxRecords)), cancellationToken);

    /// <inheritdoc/>
    public Task<SyncRun?> GetLastSuccessAsync(string set, CancellationToken cancellationToken) =>
        RunAsync(session => SyncTables.GetLastSuccessAsync(session, set), cancellationToken);

    /// <inheritdoc/>
    public Task SaveUpgradeAsync(UpgradeRecord upgrade, IReadOnlyDictionary<string, string> nodeIps, CancellationToken cancellationToken) =>
        RunAsync(session => UpgradeTables.SaveAsync(session, upgrade, nodeIps), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<UpgradeRecord>> GetUpgradesAsync(int limit, CancellationToken cancellationToken) =>
        RunAsync(session => UpgradeTables.GetAsync(session, Math.Clamp(limit, 1, MaxRecords)), cancellationToken);

    /// <summary>Called by the composition, after Unload.</summary>
    public void Dispose()
    {
        _database?.Dispose();
        _opening.Dispose();
    }

    /// <summary>The database, for tests.</summary>
    internal async Task<T> RunAsync<T>(Func<IRecordSession, Task<T>> work, CancellationToken cancellationToken)
    {
        var database = await OpenAsync(cancellationToken);
        try
        {
            return await database.RunAsync(work, cancellationToken);
        }
        catch (RecordFailure refused)
        {
            throw Unavailable(refused);
        }
    }

    private async Task<IRecordDatabase> OpenAsync(CancellationToken cancellationToken)
    {
        if (_database is { } open)
        {
            return open;
        }

        await _opening.WaitAsync(cancellationToken);
        try
        {
            return _database ??= await OpenAsync(_config.GetString("records.database"), cancellationToken);
        }
        catch (RecordFailure refused)
        {
            throw Unavailable(refused);
        }
        finally
        {
            _opening.Release();
        }
    }

    private async Task<IRecordDatabase> OpenAsync(string connectionString, CancellationToken cancellationToken)
    {
        if (connectionString.Length > 0)
        {
            return await PrepareAsync(new PostgresRecords(connectionString), cancellationToken);
        }

        var path = Path.Combine(_config.GetPath("data_dir"), "records.db");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        try
        {
            return await PrepareAsync(new SqliteRecords(path), cancellationToken);
        }
        catch (RecordFailure damaged) when (damaged.IsDamaged)
        {
            SetAside(path, damaged);
            return await PrepareAsync(new SqliteRecords(path), cancellationToken);
        }
    }

    private async Task<IRecordDatabase> PrepareAsync(IRecordDatabase database, CancellationToken cancellationToken)
    {
        var complete = false;
        try
        {
            await database.RunAsync(
                async session =>
                {
                    await RecordSchema.ApplyAsync(session, database.Dialect);
                    return true;
                }, cancellationToken);
            complete = true;
            _log.Info("records opened", ("database", database.Description));
            return database;
        }
        finally
        {
            if (!complete)
            {
                database.Dispose();
            }
        }
    }

    // Records are a history: what decides nothing must not keep files from being copied.
    private void SetAside(string path, RecordFailure damaged)
    {
        var aside = $"{path}.damaged-{_time.GetUtcNow():yyyyMMddTHHmmssZ}";
        File.Move(path, aside, overwrite: true);
        foreach (var suffix in (string[])["-wal", "-shm"])
        {
            File.Delete(path + suffix);
        }

        _log.Error("the records' database is damaged and was set aside", ("file", aside), ("error", damaged.Message));
        _events.Publish(new AlertEvent(
            "records_damaged", AlertSeverity.Medium, "The history of synchronisations is damaged",
            $"{path} cannot be read ({damaged.Message}). It was moved to {aside}, and a new one begun; the peer has its own copy of the history.", "component.records"));
    }

    private static HamgmException Unavailable(RecordFailure refused) => new(
        ErrorKind.ServiceUnavailable, ErrorCodes.Unavailable, "records.database",
        $"The database of the records cannot be used: {refused.Message}. Look at records.database and the disk of data_dir.", refused);
}
