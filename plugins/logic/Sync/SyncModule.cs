using System.Composition;
using System.Globalization;
using HAMgm.Contracts.Configuration;
using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Kernel;
using HAMgm.Contracts.Logging;
using HAMgm.Contracts.Management;
using HAMgm.Contracts.Records;
using HAMgm.Contracts.StateMachine;
using HAMgm.Contracts.Sync;
using HAMgm.Logic.Sync.Rsync;
using HAMgm.Logic.Sync.Runs;
using HAMgm.Logic.Sync.Settings;

namespace HAMgm.Logic.Sync;

/// <summary>
/// logic.sync: keeps sets of files on the STANDBY as they are on the PRIMARY (spec/1 section 2.3.1, spec/3). Without sets it opens
/// nothing and runs nothing. What keeps it from working stands in its status; it never takes the service down with it.
/// </summary>
[Export(typeof(IModule)), Export(typeof(ISynchronizer)), Shared]
public sealed class SyncModule : IModule, ISynchronizer, IEventHandler<RoleChangedEvent>, IDisposable
{
    private const int MaxRuns = 1000;

    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(30);

    private readonly IConfigManager _config;
    private readonly ISyncRecords _records;
    private readonly IStateMachine _stateMachine;
    private readonly IEventBus _events;
    private readonly IFaultReporter _faults;
    private readonly ILogger _log;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private IDisposable? _watch;
    private SyncEngine? _engine;
    private ITimer? _retry;
    private string _problem = "";
    private volatile bool _isRunning;

    // The settings were read, and name nothing. False while nobody knows: before they are read, and while an engine closes or opens.
    private volatile bool _isIdle;

    /// <summary>Called by the composition.</summary>
    [ImportingConstructor]
    public SyncModule(IConfigManager config, ISyncRecords records, IStateMachine stateMachine, IEventBus events, IFaultReporter faults, ILogger log)
        : this(config, records, stateMachine, events, faults, log, TimeProvider.System)
    {
    }

    /// <summary>With a clock, by which the schedule goes.</summary>
    public SyncModule(
        IConfigManager config, ISyncRecords records, IStateMachine stateMachine, IEventBus events, IFaultReporter faults, ILogger log, TimeProvider time)
    {
        _config = config;
        _records = records;
        _stateMachine = stateMachine;
        _events = events;
        _faults = faults;
        _log = log;
        _time = time;
    }

    /// <inheritdoc/>
    public Task InitializeAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _isRunning = true;
        _events.Subscribe(this);
        _watch = _config.WatchConfig("sync.", change => { _ = ReloadAsync(); });
        await OpenAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _isRunning = false;
        _watch?.Dispose();
        _watch = null;
        _events.Unsubscribe(this);
        await _turn.WaitAsync(cancellationToken);
        try
        {
            await CloseAsync();
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Called by the composition, after Stop.</summary>
    public void Dispose()
    {
        _retry?.Dispose();
        _turn.Dispose();
    }

    /// <inheritdoc/>
    public ModuleStatus GetStatus() => (_isRunning, _engine) switch
    {
        (false, _) => new ModuleStatus(ModuleState.Stopped),
        (_, null) => new ModuleStatus(ModuleState.Running, _isIdle ? "no sets: nothing is synchronised" : NotReady),
        (_, var engine) => new ModuleStatus(ModuleState.Running, string.Create(
            CultureInfo.InvariantCulture, $"{engine.Settings.Sets.Count} sets{(engine.Problem.Length > 0 ? $"; {engine.Problem}" : "")}")),
    };

    /// <inheritdoc/>
    public async ValueTask HandleEventAsync(RoleChangedEvent @event, CancellationToken cancellationToken)
    {
        if (_engine is { } engine)
        {
            await engine.ApplyRoleAsync(cancellationToken);
        }
    }

    /// <inheritdoc/>
    public Task<SyncStatus> SyncConfigurationAsync(CancellationToken cancellationToken) => SyncDataAsync(SyncKind.Config, [], false, cancellationToken);

    /// <inheritdoc/>
    public Task<SyncStatus> SyncCertificatesAsync(CancellationToken cancellationToken) => SyncDataAsync(SyncKind.Certificate, [], false, cancellationToken);

    /// <inheritdoc/>
    public async Task<SyncStatus> SyncDataAsync(SyncKind kind, IReadOnlyList<string> files, bool force, CancellationToken cancellationToken) =>
        StatusViews.OfRuns(kind, (await RunAsync(new SyncOrder(kind, null, force, files), cancellationToken)).Runs);

    /// <inheritdoc/>
    public IReadOnlyList<SyncStatus> GetSyncStatus() => _engine is { } engine ? StatusViews.OfSets(engine.GetSets()) : [];

    /// <inheritdoc/>
    public async Task<SyncOutcome> RunAsync(SyncOrder order, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(order);
        var runs = await Engine(order.Kind).RunAsync(order, cancellationToken);
        var outcome = new SyncOutcome(runs);
        if (runs.Count > 0 && runs.All(run => run.State is SyncRunState.Failed or SyncRunState.Timeout))
        {
            var failed = outcome.FailedFiles;
            throw new SyncFailedException(
                order.Kind, runs.All(run => run.State == SyncRunState.Timeout) ? ErrorCodes.Timeout : ErrorCodes.Internal,
                string.Join(" ", runs.Select(run => $"{run.Set}: {run.ErrorMessage}").Distinct()), failed.Count > 0 ? failed : [.. runs.Select(run => run.Set)]);
        }

        return outcome;
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<SyncServiceStatus>> PauseAsync(SyncPauseReason reason, CancellationToken cancellationToken) =>
        Engine(SyncKind.All).SetPausedAsync(reason, isPaused: true, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<SyncServiceStatus>> ResumeAsync(SyncPauseReason reason, CancellationToken cancellationToken) =>
        Engine(SyncKind.All).SetPausedAsync(reason, isPaused: false, cancellationToken);

    /// <inheritdoc/>
    public SyncServiceStatus GetServiceStatus() => _engine?.GetStatus() ?? StatusViews.Idle(_config, _isIdle ? "" : NotReady, _time);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<SyncServiceStatus>> GetServiceStatusesAsync(CancellationToken cancellationToken) =>
        _engine is { } engine ? await engine.GetStatusesAsync(cancellationToken) : [GetServiceStatus()];

    /// <inheritdoc/>
    public Task<IReadOnlyList<SyncRun>> GetRunsAsync(int limit, CancellationToken cancellationToken) =>
        _records.GetRunsAsync(Math.Clamp(limit, 1, MaxRuns), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<SyncComparison>> CompareAsync(SyncKind kind, CancellationToken cancellationToken) =>
        Engine(kind).CompareAsync(kind, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<SyncSetFile>> ListFilesAsync(IReadOnlyCollection<SyncKind> kinds, CancellationToken cancellationToken) =>
        Engine(SyncKind.All).ListFilesAsync(kinds, cancellationToken);

    // Why there is no engine although there may be sets.
    private string NotReady => _problem.Length > 0 ? _problem
        : _isRunning ? "logic.sync is just taking over its settings: try again in some seconds."
        : "logic.sync does not run on this node now: it starts and stops with the service.";

    // 404 means that there is nothing to pause and no file to back up, and an upgrade goes by it: it is said of settings that were read only.
    private SyncEngine Engine(SyncKind kind) => _engine ?? throw (_isIdle
        ? new SyncFailedException(kind, ErrorCodes.NotFound, "There is nothing to synchronise: sync.sets names no files, or this node has no peer.", [])
        : new SyncFailedException(kind, ErrorCodes.Unavailable, NotReady, []));

    private async Task ReloadAsync()
    {
        await _turn.WaitAsync();
        try
        {
            if (_isRunning)
            {
                await CloseAsync();
            }
        }
        finally
        {
            _turn.Release();
        }

        if (_isRunning)
        {
            await OpenAsync(CancellationToken.None);
        }
    }

    private async Task OpenAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        SyncEngine? opened = null;
        try
        {
            if (_engine is not null || !_isRunning)
            {
                return;
            }

            var settings = SettingsReader.Read(_config);
            if (settings.IsIdle)
            {
                (_problem, _isIdle) = ("", true);
                return;
            }

            opened = new SyncEngine(
                settings, _stateMachine, new PauseBook(settings.Folder), new RunBook(_records, _events, _log), _events, _faults, _log, _time);
            await opened.StartAsync(cancellationToken);
            (_engine, opened) = (opened, null);
            _problem = "";
        }
        catch (Exception refused) when (refused is HamgmException or IOException or UnauthorizedAccessException)
        {
            _problem = refused.Message;
            _log.Error("nothing is synchronised", ("error", refused.Message));
            _retry ??= _time.CreateTimer(state => { _ = OpenAsync(CancellationToken.None); }, null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            _retry.Change(RetryInterval, Timeout.InfiniteTimeSpan);
        }
        finally
        {
            try
            {
                if (opened is not null)
                {
                    await opened.DisposeAsync();
                }
            }
            finally
            {
                _turn.Release();
            }
        }
    }

    private async Task CloseAsync()
    {
        _isIdle = false;
        if (Interlocked.Exchange(ref _engine, null) is { } engine)
        {
            try
            {
                await engine.DisposeAsync();
            }
            catch (Exception stuck) when (stuck is RsyncException or IOException or UnauthorizedAccessException)
            {
                // Whoever opens next finds the port in use, says so and tries again.
                _log.Error("synchronising could not be stopped cleanly", ("error", stuck.Message));
            }
        }
    }
}
