using System.Collections.Concurrent;
using System.Composition;
using HAMgm.Contracts.Alerts;
using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.Configuration;
using HAMgm.Contracts.Election;
using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Kernel;
using HAMgm.Contracts.Logging;
using HAMgm.Contracts.Peer;
using HAMgm.Contracts.StateMachine;
using HAMgm.Contracts.Time;
using HAMgm.Contracts.Vip;
using HAMgm.Logic.Core;
using HAMgm.Logic.Core.Actions;
using HAMgm.Logic.Core.Observations;
using HAMgm.Logic.Core.Policy;

namespace HAMgm.Logic.StateMachine;

/// <summary>logic.statemachine: runs the decision core (spec/1 section 2.3.1, StateMachine).</summary>
[Export(typeof(IModule))]
[Export(typeof(IStateMachine))]
[Export(typeof(ICriticalGuard))]
[Export(typeof(IAnnouncedRestart))]
[Shared]
public sealed class StateMachineModule : IModule, IStateMachine, ICriticalGuard, IAnnouncedRestart, IDisposable
{
    private readonly IConfigManager _config;
    private readonly IVipExecutor _vip;
    private readonly IPeerLink _link;
    private readonly IElection _election;
    private readonly IHost _host;
    private readonly IEventBus _events;
    private readonly ILogger _log;
    private readonly IFaultReporter _faults;
    private readonly DecisionLoop _loop;
    private readonly Reporter _reporter;
    private readonly TransitionHistory _history = new();
    private readonly NodeStatusSource _status;
    private readonly ConcurrentDictionary<ulong, TaskCompletionSource<OperationResult>> _operations = new();
    private readonly TaskCompletionSource _left = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly string _nodeId;
    private readonly string _peerId;
    private IDisposable? _watch;
    private ulong _lastOperation;
    private volatile HealthReport _health = new(true, 0, "");
    private volatile bool _isRunning;

    /// <summary>Composed by the kernel.</summary>
    [ImportingConstructor]
    public StateMachineModule(
        IConfigManager config,
        IPeerLink link,
        IVipExecutor vip,
        IVipControl vipControl,
        IElection election,
        IHost host,
        IEventBus events,
        ILogger log,
        IFaultReporter faults)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(link);
        ArgumentNullException.ThrowIfNull(vip);
        ArgumentNullException.ThrowIfNull(election);
        _config = config;
        _vip = vip;
        _link = link;
        _election = election;
        _host = host;
        _events = events;
        _log = log;
        _faults = faults;
        _nodeId = config.GetString("node.id");
        _peerId = config.GetString("peer.id");
        _reporter = new Reporter(log, faults, Handle);
        _loop = new DecisionLoop(link, vip, election, _reporter, log, OnBroken);
        _loop.Completed += OnCompleted;
        _loop.Left += () => _left.TrySetResult();
        _status = new NodeStatusSource(_loop, vipControl, config);
        link.Attach(_loop);
        vip.Attach(_loop);
        election.Attach(_loop);
    }

    /// <inheritdoc/>
    public NodeState GetCurrentState() => _loop.Snapshot(out _).Role;

    /// <inheritdoc/>
    public NodeStatus GetNodeStatus() => _status.Read(_health);

    /// <inheritdoc/>
    public IReadOnlyList<StateTransition> GetHistory() => _history.Read();

    /// <inheritdoc/>
    public bool ValidateTransition(NodeState from, NodeState to) => StateEdges.Has(from, to);

    /// <inheritdoc/>
    public async Task<SwitchOutcome> SwitchAsync(bool force, CancellationToken cancellationToken)
    {
        CheckSwitchable(force);
        var operation = Interlocked.Increment(ref _lastOperation);
        var done = new TaskCompletionSource<OperationResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        _operations[operation] = done;
        var started = Clock.Now;
        _loop.Post(Observation.SwitchRequested(operation, force));
        try
        {
            // The core answers within its own time-outs; twice T more means that the loop is gone.
            var limit = (_loop.Policy.PrepareTimeout * 2) + (_loop.Policy.Timeout * 2) + TimeSpan.FromSeconds(1);
            var result = await done.Task.WaitAsync(limit, cancellationToken).ConfigureAwait(false);
            var term = _loop.Snapshot(out _).Peer.Term;
            return result == OperationResult.Taken
                ? new SwitchOutcome(_nodeId, _peerId, term, Clock.Now - started)
                : throw SwitchErrors.For(result, _nodeId, _peerId);
        }
        catch (TimeoutException error)
        {
            throw new HamgmException(ErrorKind.Cluster, ErrorCodes.Timeout, _nodeId, "The hand-over was not finished in time; ask `cluster status` who has the VIP.", error);
        }
        finally
        {
            _operations.TryRemove(operation, out _);
        }
    }

    /// <inheritdoc/>
    public async Task LeaveAsync(string reason, CancellationToken cancellationToken)
    {
        if (!_isRunning)
        {
            return;
        }

        _log.Info("leaving", ("reason", reason));
        _loop.Post(Observation.LeaveRequested);
        await _left.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<MonotonicTime> AnnounceAsync(CancellationToken cancellationToken)
    {
        var operation = Interlocked.Increment(ref _lastOperation);
        var done = new TaskCompletionSource<OperationResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        _operations[operation] = done;
        _loop.Post(Observation.RestartRequested(operation));
        try
        {
            var limit = (2 * FailoverPolicy.AnnounceTimeout) + TimeSpan.FromSeconds(1);
            var result = await done.Task.WaitAsync(limit, cancellationToken).ConfigureAwait(false);
            return result == OperationResult.Parked ? _loop.Snapshot(out _).AwayUntil : throw RestartErrors.For(result, _nodeId, _peerId);
        }
        catch (TimeoutException error)
        {
            throw new HamgmException(ErrorKind.Cluster, ErrorCodes.Timeout, _nodeId, "The VIP was not left to the next process in time.", error);
        }
        finally
        {
            _operations.TryRemove(operation, out _);
        }
    }

    /// <inheritdoc/>
    public void SetHealth(bool isHealthy, int weight, string reason)
    {
        _health = new HealthReport(isHealthy, weight, reason);
        ApplyPolicy();
        _loop.Post(Observation.HealthChanged(isHealthy));
    }

    /// <inheritdoc/>
    public string? WhyNotNow() =>
        _isRunning && GetCurrentState() is NodeState.Primary or NodeState.Candidate
            ? $"{_nodeId} is PRIMARY; hand over first (hamgm-cli switch force --confirm)"
            : null;

    /// <inheritdoc/>
    public Task StepDownAsync(string reason, CancellationToken cancellationToken) => LeaveAsync(reason, cancellationToken);

    /// <inheritdoc/>
    public Task InitializeAsync(CancellationToken cancellationToken)
    {
        Warmup.Prepare(typeof(DecisionCore).Assembly, typeof(StateMachineModule).Assembly, _log.GetType().Assembly);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _reporter.Start();
        _loop.Guard = new GuardPublisher(_config.GetPath("data_dir"), _link, _vip);
        _loop.Policy = PolicySource.Read(_config, _vip.InterfaceMac, _health.Weight);
        _watch = _config.WatchConfig("", _ => ApplyPolicy());
        _loop.Start(_election.Begin());
        _isRunning = true;
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_isRunning && _loop.IsParked)
        {
            _log.Info("leaving the VIP to the next process");
            _isRunning = false;
        }

        if (_isRunning)
        {
            try
            {
                await LeaveAsync("stopping", cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                _log.Error("could not leave in time; the guard removes what is left");
            }

            _isRunning = false;
        }

        _watch?.Dispose();
        _loop.Stop();
        _loop.Guard?.Dispose();
        _loop.Guard = null;
        await _reporter.StopAsync().ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose() => _loop.Dispose();

    /// <inheritdoc/>
    public ModuleStatus GetStatus()
    {
        var state = _loop.Snapshot(out _);
        return new(_isRunning ? ModuleState.Running : ModuleState.Stopped, $"{state.Role} term {state.Term} by {state.LastRule?.Id ?? "-"}");
    }

    private void ApplyPolicy()
    {
        if (_loop.Guard is not null)
        {
            _loop.Policy = PolicySource.Read(_config, _vip.InterfaceMac, _health.Weight);
        }
    }

    private void CheckSwitchable(bool force)
    {
        var status = GetNodeStatus();
        var peer = _loop.Snapshot(out _).Peer;
        if (status.State != NodeState.Primary)
        {
            throw SwitchErrors.For(OperationResult.NotPrimary, _nodeId, _peerId);
        }

        if (!status.PeerHeard)
        {
            throw SwitchErrors.For(OperationResult.PeerSilent, _nodeId, _peerId);
        }

        if (!force && !peer.Has(PeerStateFlags.Healthy))
        {
            throw new HamgmException(ErrorKind.Cluster, ErrorCodes.Conflict, _peerId, $"{_peerId} says that it is not healthy. Mend it, or use --force.");
        }

        if (!force && peer.ConfigVersion < _config.Version)
        {
            throw new HamgmException(ErrorKind.Cluster, ErrorCodes.Conflict, _peerId, $"{_peerId} has configuration version {peer.ConfigVersion}, behind {_config.Version}. Wait until it is replicated, or use --force.");
        }
    }

    private void OnCompleted(ulong operation, OperationResult result)
    {
        if (_operations.TryGetValue(operation, out var waiting))
        {
            waiting.TrySetResult(result);
        }
    }

    private void OnBroken(Exception error)
    {
        _log.Fatal("the decision core broke; releasing and ending", ("error", error.ToString()));
        _left.TrySetResult();
        _faults.Report(error);
    }

    private void Handle(Report report)
    {
        switch (report.Kind)
        {
            case ReportKind.Transition:
                HandleTransition(report);
                break;
            case ReportKind.Alert:
                var alert = AlertTexts.For(report.Alert, report.Number, _nodeId, _peerId);
                _log.Warn(alert.Title, ("alert", alert.Type), ("severity", alert.Severity), ("number", report.Number));
                _events.Publish(alert);
                break;
            case ReportKind.Trouble:
                _log.Warn(report.Text, ("term", report.Term.Value));
                break;
            default:
                _events.Publish(new PeerChangedEvent(_peerId, report.IsHeard, report.To, report.Term));
                break;
        }
    }

    private void HandleTransition(in Report report)
    {
        var rule = report.Rule!;
        var transition = new StateTransition(report.From, report.To, rule.Id, rule.Why, report.Term, report.AtUnixMs);
        _history.Add(transition);
        _log.Info(rule.Why, ("rule", rule.Id), ("from", report.From), ("to", report.To), ("term", report.Term.Value));
        if (report.From == report.To)
        {
            return;
        }

        _host.ReportStatus($"{report.To.ToString().ToUpperInvariant()}, term {report.Term}: {rule.Why}");
        _events.Publish(new RoleChangedEvent(_nodeId, transition));
        if (report.To == NodeState.Primary)
        {
            _election.RecordResult(new ElectionResult(report.Term, _nodeId, rule.Id, report.AtUnixMs));
            _events.Publish(new AlertEvent(
                "vip_switch",
                AlertSeverity.High,
                $"{_nodeId} is PRIMARY / {_nodeId} 成为主节点",
                $"{_nodeId} took the VIP in term {report.Term}: {rule.Why} / {_nodeId} 在任期 {report.Term} 接管 VIP。",
                AlertTexts.Source));
        }
    }
}
