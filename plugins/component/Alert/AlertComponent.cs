using System.Composition;
using HAMgm.Component.Alert.Book;
using HAMgm.Component.Alert.Sending;
using HAMgm.Component.Alert.Settings;
using HAMgm.Contracts.Alerts;
using HAMgm.Contracts.Configuration;
using HAMgm.Contracts.Data;
using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Kernel;
using HAMgm.Contracts.Logging;

namespace HAMgm.Component.Alert;

/// <summary>
/// component.alert: keeps what others raise, decides who is told, and tells them (spec/1 sections 2.3.1 and 5.2). Wiring; each part stands in its folder.
/// </summary>
[Export(typeof(IComponent)), Export(typeof(IAlertManager)), Shared]
public sealed class AlertComponent : IComponent, IAlertManager, IDisposable
{
    private readonly IConfigManager _config;
    private readonly IFaultReporter _faults;
    private readonly ILogger _log;
    private readonly TimeProvider _time;
    private readonly INoticeSender _sender;
    private readonly List<IDisposable> _subscriptions = [];
    private readonly AlertBook _book;
    private readonly AlertStore _written;
    private readonly AlertSources _sources;
    private AlertSettings? _settings;
    private Dispatcher? _dispatcher;
    private TimeSpan _nextRetry = TimeSpan.MaxValue;
    private TimeSpan _nextPruning;
    private int _writesWanted;
    private volatile Task _writing = Task.CompletedTask;

    /// <summary>Called by the composition.</summary>
    [ImportingConstructor]
    public AlertComponent(IConfigManager config, IDataStore store, ICounters counters, IEventBus events, IFaultReporter faults, IHost host, ILogger log)
        : this(config, store, counters, events, faults, host, log, TimeProvider.System, new ChannelSender(TimeProvider.System))
    {
    }

    internal AlertComponent(
        IConfigManager config, IDataStore store, ICounters counters, IEventBus events, IFaultReporter faults, IHost host, ILogger log, TimeProvider time, INoticeSender sender)
    {
        (_config, _faults, _log, _time, _sender) = (config, faults, log, time, sender);
        var ids = new AlertIds(counters, time, () => (Settings.NodeId, Settings.PeerId));
        _book = new AlertBook(time, () => Settings, ids.Next, () => DateTimeOffset.FromUnixTimeMilliseconds(host.StartedAtUnixMs));
        _written = new AlertStore(_book, store, log);
        _sources = new AlertSources(_book, events, () => Settings, () => _dispatcher?.Standing ?? AlertStanding.Alone, OnRaised);
    }

    /// <inheritdoc/>
    public bool IsReady => _dispatcher is not null;

    /// <inheritdoc/>
    public long Version => _book.Version;

    private AlertSettings Settings => Volatile.Read(ref _settings) ?? throw NotReady();

    private Dispatcher Sending => _dispatcher ?? throw NotReady();

    /// <inheritdoc/>
    public Task LoadAsync(CancellationToken cancellationToken)
    {
        if (_dispatcher is not null)
        {
            return Task.CompletedTask;
        }

        ReadSettings();
        _written.Load();
        var dispatcher = new Dispatcher(
            _book, _sender, () => Settings, _time, _log, Write, _faults.Report, Random.Shared.NextDouble)
        {
            AlsoDue = AlsoDue,
        };
        _dispatcher = dispatcher;
        _subscriptions.AddRange(_sources.Subscribe());
        _subscriptions.Add(_config.WatchConfig("", OnConfigChanged));
        dispatcher.Pump();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task UnloadAsync(CancellationToken cancellationToken)
    {
        foreach (var subscription in _subscriptions)
        {
            subscription.Dispose();
        }

        _subscriptions.Clear();
        if (_dispatcher is { } dispatcher)
        {
            _dispatcher = null;
            await dispatcher.DisposeAsync();
            await _writing.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            try
            {
                await _written.FlushAsync();
            }
            catch (HamgmException refused)
            {
                _log.Error("alerts could not be written before the end", ("error", refused.Message));
            }
        }
    }

    /// <summary>Called by the composition after Unload.</summary>
    public void Dispose() => _written.Dispose();

    /// <inheritdoc/>
    public Task SendAlertAsync(AlertEvent alert, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(alert);
        _sources.Raise(alert);
        return _written.FlushAsync().WaitAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public void ConfigureAlert(AlertConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        Volatile.Write(ref _settings, AlertOverride.Apply(Settings, config));
        Sending.Retry();
    }

    /// <inheritdoc/>
    public IReadOnlyList<AlertRecord> GetAlertHistory() => [.. _book.Snapshot().OrderByDescending(alert => alert.CreateTime)];

    /// <inheritdoc/>
    public Task<IReadOnlyList<AlertTestResult>> TestAlertAsync(string channel, CancellationToken cancellationToken) =>
        AlertTest.RunAsync(Settings, channel, _sender, _time, cancellationToken);

    /// <inheritdoc/>
    public IReadOnlyList<AlertRecord> GetAlerts(AlertFilter filter)
    {
        ArgumentNullException.ThrowIfNull(filter);

        // A critical alert that nobody has acknowledged is shown although it is over.
        return [.. _book.Snapshot()
            .Where(alert => filter.IncludeResolved || alert.Status != AlertStatus.Resolved || (alert.Severity == AlertSeverity.Critical && alert.AcknowledgeTime is null))
            .Where(alert => alert.Severity >= filter.LeastSeverity)
            .Where(alert => filter.Type.Length == 0 || alert.Type == filter.Type)
            .Where(alert => filter.NodeId.Length == 0 || alert.SourceNodeId == filter.NodeId)
            .OrderBy(alert => alert.Status == AlertStatus.Resolved)
            .ThenByDescending(alert => alert.Severity)
            .ThenByDescending(alert => alert.CreateTime)];
    }

    /// <inheritdoc/>
    public async Task<AlertRecord> AcknowledgeAsync(string alertId, string by, string comment)
    {
        var alert = _book.Acknowledge(alertId, by, comment)
            ?? throw new HamgmException(
                ErrorKind.Cluster, ErrorCodes.NotFound, alertId, $"There is no alert '{Bounds.Cut(alertId, 64)}', or it is forgotten; 'hamgm-cli alert list --all' lists those that are kept.");
        await _written.FlushAsync();
        return alert;
    }

    /// <inheritdoc/>
    public async Task<AlertSilence> AddSilenceAsync(AlertSilence silence)
    {
        var made = Silences.Make(silence, Settings, _time.GetUtcNow());
        if (!_book.AddSilence(made))
        {
            throw new HamgmException(ErrorKind.Cluster, ErrorCodes.Conflict, made.Id, $"There are {Bounds.Silences} silences already: end one first.");
        }

        await _written.FlushAsync();
        Sending.Pump();
        return made;
    }

    /// <inheritdoc/>
    public async Task<AlertSilence> EndSilenceAsync(string silenceId, string by)
    {
        var ended = _book.EndSilence(silenceId, by)
            ?? throw new HamgmException(
                ErrorKind.Cluster, ErrorCodes.NotFound, silenceId, $"There is no silence '{Bounds.Cut(silenceId, 64)}' in force; 'hamgm-cli alert list' lists those that are.");
        await _written.FlushAsync();
        Sending.Pump();
        return ended;
    }

    /// <inheritdoc/>
    public IReadOnlyList<AlertSilence> GetSilences() => _book.Silences();

    /// <inheritdoc/>
    public IReadOnlyList<AlertHistoryEntry> GetHistory(string nodeId, DateTimeOffset since, int limit) =>
        [.. _written.ReadHistory(nodeId, since).OrderByDescending(line => line.CreateTime).Take(Math.Clamp(limit, 1, 1000))];

    /// <inheritdoc/>
    public void SetStanding(AlertStanding standing) => _dispatcher?.SetStanding(standing);

    /// <inheritdoc/>
    public Task WaitForChangeAsync(long version, CancellationToken cancellationToken) => _book.WaitAsync(version, cancellationToken);

    /// <inheritdoc/>
    public AlertChanges GetChanges(long cursor) => _book.Changes(cursor);

    /// <inheritdoc/>
    public void Merge(ReadOnlyMemory<byte> json)
    {
        try
        {
            var before = _book.Version;
            _book.Merge(json);
            if (_book.Version != before)
            {
                Write();
                Sending.Pump();
            }
        }
        catch (System.Text.Json.JsonException broken)
        {
            throw new HamgmException(ErrorKind.Cluster, ErrorCodes.BadRequest, "alerts", $"The other node's alerts cannot be read: {broken.Message}", broken);
        }
    }

    private void ReadSettings()
    {
        var problems = new List<string>();
        Volatile.Write(ref _settings, AlertSettings.Read(_config, problems));
        foreach (var problem in problems)
        {
            _log.Warn("alerts: " + problem);
        }
    }

    private void OnConfigChanged(ConfigChange change)
    {
        if (change.Key.StartsWith("alert.", StringComparison.Ordinal) || change.Key is "cluster.id" or "peer.id")
        {
            ReadSettings();
            _dispatcher?.Retry();
        }

        _sources.OnConfigChanged(change, _config.GetScope(change.Key));
    }

    private void OnRaised()
    {
        Write();
        _dispatcher?.Pump();
    }

    private TimeSpan? AlsoDue()
    {
        var now = _book.Now;
        if (now >= _nextPruning)
        {
            _nextPruning = now + TimeSpan.FromHours(24);
            _ = Task.Run(Prune);
        }

        if (_written.IsRefused && now >= _nextRetry)
        {
            Write();
        }

        var next = _sources.Tick();
        next = _written.IsRefused && (next is null || _nextRetry < next) ? _nextRetry : next;
        return next is null || _nextPruning < next ? _nextPruning : next;
    }

    // In the background, one run at a time; whoever needs to know that it is written waits for a flush of its own.
    private void Write()
    {
        _nextRetry = _book.Now + TimeSpan.FromSeconds(10);
        if (Interlocked.Increment(ref _writesWanted) == 1)
        {
            _writing = Task.Run(WriteAsync);
        }
    }

    private async Task WriteAsync()
    {
        int done;
        do
        {
            done = Volatile.Read(ref _writesWanted);
            await WriteOnceAsync();
        }
        while (Interlocked.Add(ref _writesWanted, -done) > 0);
    }

    private async Task WriteOnceAsync()
    {
        var wasRefused = _written.IsRefused;
        try
        {
            await _written.FlushAsync();
            if (wasRefused)
            {
                _log.Info("alerts are written again");
            }
        }
        catch (HamgmException refused) when (!wasRefused)
        {
            _log.Error("alerts are kept in memory until they can be written", ("error", refused.Message));
            _dispatcher?.Pump();
        }
        catch (HamgmException)
        {
            // Said before; the timer tries again.
        }
    }

    private void Prune()
    {
        try
        {
            _written.ForgetBefore(_time.GetUtcNow() - Settings.HistoryKeep);
        }
        catch (HamgmException refused)
        {
            _log.Warn("old alert histories could not be deleted", ("error", refused.Message));
        }
    }

    private static HamgmException NotReady() =>
        new(ErrorKind.ServiceUnavailable, ErrorCodes.Unavailable, "component.alert", "component.alert does not run.");
}
