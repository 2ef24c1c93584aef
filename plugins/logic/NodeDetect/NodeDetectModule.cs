using System.Composition;
using System.Globalization;
using HAMgm.Contracts.Configuration;
using HAMgm.Contracts.Detection;
using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Kernel;
using HAMgm.Contracts.Logging;
using HAMgm.Contracts.Scripts;
using HAMgm.Contracts.StateMachine;
using HAMgm.Logic.NodeDetect.Running;
using HAMgm.Logic.NodeDetect.Settings;
using HAMgm.Logic.NodeDetect.Verdict;

namespace HAMgm.Logic.NodeDetect;

/// <summary>logic.nodedetect: runs this node's health checks (spec/1 section 2.3.1, NodeDetectModule).</summary>
[Shared]
[Export(typeof(IModule))]
[Export(typeof(INodeDetector))]
public sealed class NodeDetectModule : IModule, INodeDetector, IEventHandler<RoleChangedEvent>, IDisposable
{
    /// <summary>This plugin's id.</summary>
    public const string Id = "logic.nodedetect";

    private static readonly TimeSpan RunNowLimit = TimeSpan.FromSeconds(3);

    private readonly IConfigManager _config;
    private readonly IStateMachine _stateMachine;
    private readonly IScripts? _scripts;
    private readonly IEventBus _events;
    private readonly ILogger _log;
    private readonly IFaultReporter _faults;
    private readonly TimeProvider _time;
    private readonly string _nodeId;
    private readonly string _peerId;
    private readonly HealthLedger _ledger = new();
    private readonly HealthPublisher _publisher;
    private readonly CheckSource _source;
    private readonly Lock _settings = new();
    private volatile Func<bool, CancellationToken, Task<NodeHealth>>? _askPeer;
    private CheckRunner? _runner;
    private IDisposable? _watch;

    /// <summary>Called by the composition.</summary>
    [ImportingConstructor]
    public NodeDetectModule(
        IConfigManager config, IStateMachine stateMachine, IEventBus events, ILogger log, IFaultReporter faults,
        [Import(AllowDefault = true)] IScripts? scripts)
        : this(config, stateMachine, events, log, faults, scripts, TimeProvider.System)
    {
    }

    /// <summary>Called by tests, with a clock of theirs.</summary>
    public NodeDetectModule(
        IConfigManager config, IStateMachine stateMachine, IEventBus events, ILogger log, IFaultReporter faults, IScripts? scripts, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(config);
        _config = config;
        _stateMachine = stateMachine;
        _events = events;
        _log = log;
        _faults = faults;
        _scripts = scripts;
        _time = time;
        _nodeId = config.GetString("node.id");
        _peerId = config.GetString("peer.id");
        _publisher = new HealthPublisher(_nodeId, _ledger, stateMachine, events, log);
        _source = new CheckSource(config, scripts, new ScriptFactsSource(config, stateMachine), log);
    }

    /// <inheritdoc/>
    public Task InitializeAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _runner = new CheckRunner(_time, _ledger, _faults.Report)
        {
            Changed = _publisher.OnChanged,
            Gone = (gone, _) => _publisher.OnGone(gone),
        };
        _events.Subscribe(this);
        _runner.SetRole(_stateMachine.GetCurrentState());
        _watch = _config.WatchConfig(CheckSource.Prefix, _ => ReadChecks());
        if (_scripts is not null)
        {
            _scripts.Changed += ReadChecks;
        }

        ReadChecks();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        if (_scripts is not null)
        {
            _scripts.Changed -= ReadChecks;
        }

        _watch?.Dispose();
        _watch = null;
        if (_runner is { } runner)
        {
            _runner = null;
            runner.Dispose();

            // Nobody is left to say that a check passes again.
            runner.Read((_, now) =>
            {
                _publisher.Retract(now);
                return true;
            });
        }

        return Task.CompletedTask;
    }

    /// <summary>Called by the composition when the plugin is unloaded, after Stop.</summary>
    public void Dispose() => _runner?.Dispose();

    /// <inheritdoc/>
    public ModuleStatus GetStatus()
    {
        if (_runner is not { } runner)
        {
            return new ModuleStatus(ModuleState.Stopped);
        }

        return runner.Read((checks, _) =>
        {
            var states = checks.Select(c => _ledger.StateOf(c.Record)).ToArray();
            var hung = checks.Count(c => c.IsHung);
            var failing = states.Count(s => s == CheckState.Failing);
            var problems = _ledger.Problems.Count > 0 ? $"; {_ledger.Problems[0]}" : "";
            return new ModuleStatus(ModuleState.Running, string.Create(
                CultureInfo.InvariantCulture, $"{states.Length} checks, {failing} failing, {hung} hung{problems}"));
        });
    }

    /// <inheritdoc/>
    public ValueTask HandleEventAsync(RoleChangedEvent @event, CancellationToken cancellationToken)
    {
        // What it is now, not what it was then: events may have waited.
        _runner?.SetRole(_stateMachine.GetCurrentState());
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task<HealthStatus> CheckNodeHealthAsync(string nodeId, CancellationToken cancellationToken)
    {
        var health = await GetNodeHealthAsync(nodeId, runNow: true, cancellationToken).ConfigureAwait(false);
        return new HealthStatus(health.NodeId, health.IsHealthy, health.Details, health.TakenAtUnixMs);
    }

    /// <inheritdoc/>
    public async Task<NodeHealth> GetNodeHealthAsync(string nodeId, bool runNow, CancellationToken cancellationToken)
    {
        if (nodeId == _nodeId)
        {
            if (runNow && _runner is { } runner)
            {
                await runner.RunNowAsync(RunNowLimit, cancellationToken).ConfigureAwait(false);
            }

            return Here();
        }

        if (_peerId.Length == 0 || nodeId != _peerId)
        {
            throw new HamgmException(
                ErrorKind.NodeNotFound, ErrorCodes.NotFound, nodeId, $"There is no node '{nodeId}': the cluster has {_nodeId}{(_peerId.Length > 0 ? $" and {_peerId}" : "")}.");
        }

        var ask = _askPeer ?? throw new HamgmException(
            ErrorKind.ServiceUnavailable, ErrorCodes.Unavailable, _peerId, $"'{_peerId}' cannot be asked: management.cluster does not run here.");
        return await ask(runNow, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void ConfigureDetection(DetectionConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        if (config.Timeout > config.Interval)
        {
            throw new HamgmException(
                ErrorKind.Configuration, ErrorCodes.BadRequest, "detect.timeout", "detect.timeout must not be longer than detect.interval.");
        }

        _config.SetAll(new Dictionary<string, string>
        {
            ["detect.interval"] = DurationText.Format(config.Interval),
            ["detect.timeout"] = DurationText.Format(config.Timeout),
            ["detect.rise"] = config.Rise.ToString(CultureInfo.InvariantCulture),
            ["detect.fall"] = config.Fall.ToString(CultureInfo.InvariantCulture),
        });
    }

    /// <inheritdoc/>
    public DetectionResult GetDetectionResult()
    {
        var health = Here();
        return new DetectionResult(
            [new HealthStatus(health.NodeId, health.IsHealthy, health.Details, health.TakenAtUnixMs)],
            health.Checks.Sum(c => c.Runs),
            health.Checks.Count == 0 ? 0 : health.Checks.Max(c => c.LastRunUnixMs));
    }

    /// <inheritdoc/>
    public void AskPeerBy(Func<bool, CancellationToken, Task<NodeHealth>>? ask) => _askPeer = ask;

    private NodeHealth Here()
    {
        // The decision core may know more: a VIP's interface without a carrier is none of the checks.
        var status = _stateMachine.GetNodeStatus();
        var utcNow = _time.GetUtcNow();
        if (_runner is not { } runner)
        {
            return new NodeHealth(_nodeId, status.IsHealthy, 0, status.HealthDetails, [], utcNow.ToUnixTimeMilliseconds());
        }

        return runner.Read((checks, now) =>
        {
            var verdict = _ledger.Judge();
            var isHealthy = verdict.IsHealthy && (status.IsHealthy || !_publisher.Said.IsHealthy);
            var details = verdict.Details.Length > 0 ? verdict.Details : isHealthy ? "" : status.HealthDetails;
            return new NodeHealth(
                _nodeId, isHealthy, verdict.PriorityTaken, details,
                [.. checks.Select(c => CheckView.Of(c, _ledger, now, utcNow))], utcNow.ToUnixTimeMilliseconds());
        });
    }

    private void ReadChecks()
    {
        // One at a time, so that an older reading never comes after a newer one.
        lock (_settings)
        {
            _runner?.Configure(_source.Read());
            foreach (var problem in _ledger.Problems)
            {
                _log.Warn(problem);
            }
        }
    }
}
