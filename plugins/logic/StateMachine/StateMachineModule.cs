using System.Collections.Concurrent;
using System.Composition;
using HAMgm.Contracts.Alerts;
using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.Configuration;
using HAMgm.Contracts.Data;
using HAMgm.Contracts.Election;
using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Fencing;
using HAMgm.Contracts.Hooks;
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
public sealed partial class StateMachineModule : IModule, IStateMachine, ICriticalGuard, IAnnouncedRestart, IDisposable
{
    private readonly IConfigManager _config;
    private readonly IVipExecutor _vip;
    private readonly IPeerLink _link;
    private readonly IElection _election;
    private readonly IHost _host;
    private readonly IEventBus _events;
    private readonly ILogger _log;
    private readonly IFaultReporter _faults;
    private readonly IFence? _fence;
    private readonly FenceRunner _fenceRunner;
    private readonly HookRunner _hookRunner;
    private readonly DecisionLoop _loop;
    private readonly Reporter _reporter;
    private readonly TransitionHistory _history = new();
    private readonly NodeStatusSource _status;
    private readonly ConcurrentDictionary<ulong, TaskCompletionSource<OperationResult>> _operations = new();
    private readonly TaskCompletionSource _left = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _policyGate = new();
    private readonly string _nodeId;
    private readonly string _peerId;
    private IDisposable? _watch;
    private HistoryStore? _stored;
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
        IFaultReporter faults,
        [Import(AllowDefault = true)] IFence? fence)
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
        _loop = new DecisionLoop(link, vip, new GatewayWitness(vip), election, _reporter, log, OnBroken);
        _fence = fence;
        _fenceRunner = new FenceRunner(fence, _nodeId, _peerId, log, _loop.OnFenceEnded);
        _loop.Fence = _fenceRunner;
        _hookRunner = new HookRunner(() => Hooks, ReadFacts, log, _loop.OnHooksEnded) { Failed = OnHookFailed };
        _loop.Hooks = _hookRunner;
        _loop.Completed += OnCompleted;
        _loop.Left += () => _left.TrySetResult();
        _status = new NodeStatusSource(_loop, vipControl, config, _history);
        link.Attach(_loop);
        vip.Attach(_loop);
        election.Attach(_loop);
    }

    /// <summary>Where the history is kept; null in a test that has no disk.</summary>
    [Import(AllowDefault = true)]
    public IDataStore? Store { get; set; }

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
        var started = Clock.Now;
        // The core answers within its own time-outs; twice T more means that the loop is gone.
        var limit = (_loop.Policy.PrepareTimeout * 2) + (_loop.Policy.Timeout * 2) + TimeSpan.FromSeconds(1) + LongestHooks;
        var result = await AskAsync(
            operation => Observation.SwitchRequested(operation, force),
            limit,
            "The hand-over was not finished in time; ask `cluster status` who has the VIP.",
            cancellationToken).ConfigureAwait(false);
        return result == OperationResult.Taken
            ? new SwitchOutcome(_nodeId, _peerId, _loop.Snapshot(out _).Peer.Term, Clock.Now - started)
            : throw SwitchErrors.For(result, _nodeId, _peerId, _hookRunner.Details(HookPoint.BeforeDemote));
    }

    /// <inheritdoc/>
    public async Task SetMaintenanceAsync(bool on, bool force, CancellationToken cancellationToken)
    {
        var limit = (_loop.Policy.PrepareTimeout * 2) + (_loop.Policy.Timeout * 3) + _loop.Policy.DiskPatience + TimeSpan.FromSeconds(2) + LongestHooks;
        var result = await AskAsync(
            operation => Observation.MaintenanceRequested(operation, on, force),
            limit,
            $"{_nodeId} did not change its maintenance mode in time; see `node status {_nodeId}` for what it is.",
            cancellationToken).ConfigureAwait(false);
        if (result != OperationResult.Done)
        {
            throw SwitchErrors.ForMaintenance(result, on, _nodeId, _peerId, _hookRunner.Details(HookPoint.BeforeDemote));
        }
    }

    /// <inheritdoc/>
    public async Task SetFrozenAsync(bool frozen, bool force, CancellationToken cancellationToken)
    {
        var limit = _loop.Policy.ConsentTimeout + _loop.Policy.DiskPatience + TimeSpan.FromSeconds(2);
        var result = await AskAsync(
            operation => Observation.FreezeRequested(operation, frozen, force),
            limit,
            $"{_nodeId} was not {(frozen ? "frozen" : "unfrozen")} in time; see `cluster status` for what it is.",
            cancellationToken).ConfigureAwait(false);
        if (result != OperationResult.Done)
        {
            throw SwitchErrors.ForFreeze(result, frozen, _nodeId, _peerId);
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
        _loop.Causes.Note(operation, Correlation.Current);
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
    public void NoteCause(ulong correlation) => _loop.Causes.Announce(correlation, Clock.Now);

    /// <inheritdoc/>
    public void SetHealth(bool isHealthy, int weight, string reason)
    {
        _health = new HealthReport(isHealthy, weight, reason);
        ApplyPolicy();
        _loop.SetHealth(isHealthy);
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
        if (Store is { } store && _stored is null)
        {
            _stored = new HistoryStore(store, _nodeId, _log, TimeProvider.System);
            _stored.Restore(_history);
        }

        _reporter.Start();
        _loop.Guard = new GuardPublisher(_config.GetPath("data_dir"), _link, _vip);
        _watch = _config.WatchConfig("", _ => ApplyPolicy());
        if (_fence is not null)
        {
            _fence.Changed += ApplyPolicy;
        }

        if (Hooks is { } hooks)
        {
            hooks.Changed += ApplyPolicy;
        }

        // Read once it is listened to: what changes from here on calls again.
        ApplyPolicy();
        NoteDeathAsPrimary();
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

        if (_fence is not null)
        {
            _fence.Changed -= ApplyPolicy;
        }

        if (Hooks is { } hooks)
        {
            hooks.Changed -= ApplyPolicy;
        }

        _watch?.Dispose();
        _loop.Stop();
        _loop.Guard?.Dispose();
        _loop.Guard = null;
        await EndHooksAsync(cancellationToken).ConfigureAwait(false);
        await _reporter.StopAsync().ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _fenceRunner.Dispose();
        _hookRunner.Dispose();
        _loop.Dispose();
    }

    /// <inheritdoc/>
    public ModuleStatus GetStatus()
    {
        var state = _loop.Snapshot(out _);
        return new(_isRunning ? ModuleState.Running : ModuleState.Stopped, $"{state.Role} term {state.Term} by {state.LastRule?.Id ?? "-"}");
    }

    private void ApplyPolicy()
    {
        // Several threads come here (the file's, the health checks', the scripts'): an older reading must not follow a newer one.
        lock (_policyGate)
        {
            if (_loop.Guard is not null)
            {
                _loop.Policy = PolicySource.Read(_config, _vip.InterfaceMac, _health.Weight, _fenceRunner.IsConfigured, _hookRunner);
            }
        }
    }

    /// <summary>Hands an operation to the core, and waits for what it says.</summary>
    private async Task<OperationResult> AskAsync(
        Func<ulong, Observation> ask, TimeSpan limit, string late, CancellationToken cancellationToken)
    {
        if (!_isRunning)
        {
            throw new HamgmException(ErrorKind.ServiceUnavailable, ErrorCodes.Unavailable, _nodeId, $"{_nodeId} is starting or stopping; try again.");
        }

        var operation = Interlocked.Increment(ref _lastOperation);
        var done = new TaskCompletionSource<OperationResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        _operations[operation] = done;
        _loop.Causes.Note(operation, Correlation.Current);
        _loop.Post(ask(operation));
        try
        {
            return await done.Task.WaitAsync(limit, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException error)
        {
            throw new HamgmException(ErrorKind.Cluster, ErrorCodes.Timeout, _nodeId, late, error);
        }
        finally
        {
            _operations.TryRemove(operation, out _);
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
        using var scope = Correlation.Use(report.Cause);
        switch (report.Kind)
        {
            case ReportKind.Transition:
                HandleTransition(report);
                break;
            case ReportKind.Alert:
                var alert = AlertTexts.For(report.Alert, report.Number, _nodeId, _peerId, _vip.Bindings);
                if (report.Alert == AlertKind.HooksFailed && _hookRunner.Details((HookPoint)report.Number) is { Length: > 0 } said)
                {
                    alert = alert with { Message = $"{alert.Message} ({said})" };
                }

                _log.Warn(alert.Title, ("alert", alert.Type), ("severity", alert.Severity), ("message", alert.Message));
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
        var transition = new StateTransition(report.From, report.To, rule.Id, rule.Why, report.Term, report.AtUnixMs)
        {
            Inputs = InputWords.For(report.Inputs, _peerId),
            Correlation = Correlation.Text(report.Cause),
        };
        _history.Add(transition);
        _stored?.Save(_history.Read(), _election.GetVote().CandidateNodeId, _loop.Policy.Timeout, GetNodeStatus().PeerAge);
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
