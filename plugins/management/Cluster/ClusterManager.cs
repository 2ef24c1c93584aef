using System.Composition;
using HAMgm.Contracts.Alerts;
using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.Configuration;
using HAMgm.Contracts.Data;
using HAMgm.Contracts.Detection;
using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Kernel;
using HAMgm.Contracts.Logging;
using HAMgm.Contracts.Management;
using HAMgm.Contracts.Peer;
using HAMgm.Contracts.StateMachine;
using HAMgm.Contracts.Sync;
using HAMgm.Contracts.Upgrades;
using HAMgm.Contracts.Vip;

namespace HAMgm.Management.Cluster;

/// <summary>
/// The pair as one thing (spec/1 section 2.3.1, ClusterManager). Holds the parts together; what each does stands in its
/// own file. Making one has no effect on anything: <see cref="ClusterModule"/> starts it.
/// </summary>
[Shared]
[Export(typeof(IClusterManager))]
[Export(typeof(ClusterManager))]
public sealed class ClusterManager : IClusterManager
{
    private readonly ClusterSettings _settings;
    private readonly IStateMachine _stateMachine;
    private readonly IVipControl _vipControl;
    private readonly IPeerChannel _channel;
    private readonly TimeProvider _time;
    private readonly LocalNode _self;
    private readonly PeerNode _peerNode;
    private readonly PeerClient _peer;
    private readonly NodeDetails _details;
    private readonly SharedSettings _shared;
    private readonly ConfigReceiver _receiver;
    private readonly ConfigReconciler _reconciler;
    private readonly ConfigWriter _configWriter;
    private readonly ConfigVersions _configVersions;
    private readonly ConfigFileWatch _fileWatch;
    private readonly ConfigCommands _configCommands;
    private readonly ConfigCommitter _committer;
    private readonly MemberCommands _members;
    private readonly Forwarder _forwarder;
    private readonly EventLog _events;
    private readonly AuditLog _audit;
    private readonly LossRecovery _recovery;
    private readonly NodeHealths _healths;

    /// <summary>Called by the composition.</summary>
    [ImportingConstructor]
    public ClusterManager(
        IConfigManager config, IDataStore store, IPeerChannel channel, IStateMachine stateMachine, IVipControl vipControl,
        IEventBus bus, IHost host, ILogger log)
        : this(config, store, channel, stateMachine, vipControl, bus, host, log, TimeProvider.System)
    {
    }

    /// <summary>Called by tests, with a clock of theirs.</summary>
    public ClusterManager(
        IConfigManager config, IDataStore store, IPeerChannel channel, IStateMachine stateMachine, IVipControl vipControl,
        IEventBus bus, IHost host, ILogger log, TimeProvider time)
    {
        _settings = new ClusterSettings(config);
        _stateMachine = stateMachine;
        _vipControl = vipControl;
        _channel = channel;
        _time = time;
        Bus = bus;
        var agreement = new ConfigAgreement(bus);
        var certificates = new CertificateWatch(config, bus, time);
        var auditFile = new AuditFile(() => config.GetPath("data_dir"), () => _settings.NodeId, time, log);
        var history = new ConfigHistory(store, new DurableCounter(store, "config_change"), log, time);
        _self = new LocalNode(
            _settings, config, stateMachine, vipControl, channel, host, agreement, history, () => _fileWatch!.Warning, certificates, auditFile, new HostLoad(time),
            new DiskLoad(() => config.GetPath("data_dir"), time), time);
        _peerNode = new PeerNode(_settings, stateMachine, channel, time);
        _peer = new PeerClient(channel, _settings);
        _details = new NodeDetails(_settings, stateMachine, vipControl, channel, host, _peer);
        _forwarder = new Forwarder(_settings, _self, _peerNode, _peer);
        _events = new EventLog(_settings, time);
        _audit = new AuditLog(log, auditFile, _events, time);
        _shared = new SharedSettings(_settings, config, channel, history, () => stateMachine.GetCurrentState() == NodeState.Primary);
        _configWriter = new ConfigWriter(_settings, config, _shared, history, bus, log, time);
        _receiver = new ConfigReceiver(_settings, config, stateMachine, _shared, history, _configWriter);
        _reconciler = new ConfigReconciler(_settings, _shared, history, _configWriter, agreement, _peer, log, time);
        UpgradeDesk = new UpgradeDesk(_audit, this, _peer);
        _committer = new ConfigCommitter(_settings, config, stateMachine, _shared, _reconciler, _configWriter, history, _peer, log)
        {
            RequireUnlocked = UpgradeDesk.RequireUnlocked,
        };
        _configVersions = new ConfigVersions(_settings, config, _shared, history, _reconciler, _committer);
        _configCommands = new ConfigCommands(config, stateMachine, _committer, _configVersions, _forwarder);
        _fileWatch = new ConfigFileWatch(_settings, config, _shared, _configCommands, _configWriter, _audit, bus, log, time);
        _members = new MemberCommands(
            _settings, config, _self, _peerNode, _peer, _forwarder, _events, new DurableCounter(store, "operation_id"))
        {
            RequireUnlocked = UpgradeDesk.RequireUnlocked,
        };
        Feed = new EventFeed(_events, config, vipControl);
        State = new StateSync(_settings, config, channel, GetCluster, new StateCache(store, log), _peer, log, time);
        _recovery = new LossRecovery(_settings, store, stateMachine, _peer, log) { Recovered = history.Forget };
        AlertSync = new AlertSync(_settings, _peer, () => AlertManager, GetCluster, bus, log, time);
        Exchange = new SnapshotExchange(_settings, _self, _peerNode, _peer, _reconciler, agreement, Feed, certificates, host, log)
        {
            AfterExchange = async cancellationToken =>
            {
                await _fileWatch.LookAsync(cancellationToken);
                await _recovery.RunOnceAsync(cancellationToken);
                await State.RunOnceAsync(cancellationToken);
                await AlertSync.RunOnceAsync(cancellationToken);
            },
        };
        Alerts = new AlertDesk(_audit, () => AlertManager);
        _healths = new NodeHealths(_settings, GetNode, _peer, time);
        Server = new PeerServer(_settings, log);
        AddPeerMethods();
    }

    /// <summary>Who keeps and sends alerts; null where component.alert does not run.</summary>
    [Import(AllowDefault = true)]
    public IAlertManager? AlertManager { get; set; }

    /// <inheritdoc/>
    public IAlertDesk Alerts { get; }

    internal AlertSync AlertSync { get; }

    /// <summary>Who checks this node's health; null where logic.nodedetect does not run.</summary>
    [Import(AllowDefault = true)]
    public INodeDetector? Detector
    {
        get => _healths.Detector;
        set => _healths.Detector = value;
    }

    /// <summary>logic.sync, where it runs.</summary>
    [Import(AllowDefault = true)]
    public ISynchronizer? Synchronizer
    {
        get;
        set
        {
            field = value;
            State.SyncSource = value is null ? () => [] : value.GetSyncStatus;
        }
    }

    /// <summary>logic.upgrade, where it runs.</summary>
    [Import(AllowDefault = true)]
    public IUpgradeCoordinator? UpgradeCoordinator
    {
        get => UpgradeDesk.Coordinator;
        set => UpgradeDesk.Coordinator = value;
    }

    /// <inheritdoc/>
    public IUpgradeDesk Upgrades => UpgradeDesk;

    internal UpgradeDesk UpgradeDesk { get; }

    internal IEventBus Bus { get; }

    internal EventFeed Feed { get; }

    internal AuditLog Audit => _audit;

    internal StateSync State { get; }

    internal SnapshotExchange Exchange { get; }

    internal PeerServer Server { get; }

    internal ClusterSettings Settings => _settings;

    internal PeerClient Peer => _peer;

    internal Forwarder Forwarder => _forwarder;

    /// <inheritdoc/>
    public ClusterView GetCluster() => PairView.Compose(
        _settings.ClusterId, _self.GetView(), _peerNode.GetView(), _vipControl.GetVipStatus(),
        _time.GetUtcNow().ToUnixTimeMilliseconds(), _settings.AutoSwitch);

    /// <inheritdoc/>
    public NodeView GetNode(string nodeId)
    {
        RequireKnown(nodeId);
        return nodeId == _settings.NodeId ? _self.GetView() : _peerNode.GetView() ?? throw ClusterErrors.UnknownNode(nodeId, _settings.DescribeNodes());
    }

    /// <inheritdoc/>
    public async Task<NodeStatus> GetNodeStatusAsync(string nodeId, CancellationToken cancellationToken)
    {
        RequireKnown(nodeId);
        return nodeId == _settings.NodeId
            ? _stateMachine.GetNodeStatus()
            : _peer.Read(await _peer.CallAsync(PeerMethods.Status, null, cancellationToken), PeerJson.Default.NodeStatus);
    }

    /// <inheritdoc/>
    public async Task<NodeDetail> GetNodeDetailAsync(string nodeId, CancellationToken cancellationToken)
    {
        RequireKnown(nodeId);
        return nodeId == _settings.NodeId ? _details.Here() : await _details.OfPeerAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public Task<NodeHealth> GetNodeHealthAsync(string nodeId, bool runNow, CancellationToken cancellationToken)
    {
        RequireKnown(nodeId);
        return _healths.GetAsync(nodeId, runNow, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<Readiness> GetReadinessAsync(CancellationToken cancellationToken)
    {
        var (peer, missing) = await AskPeerAsync(cancellationToken);
        return ReadinessRules.Judge(new ReadinessFacts
        {
            Self = _self.GetView(),
            Peer = _peerNode.GetView(),
            SelfDetail = _details.Here(),
            PeerDetail = peer,
            PeerDetailMissing = missing,
            AutoSwitch = _settings.AutoSwitch,
            Timeout = _settings.HeartbeatTimeout,
            Interval = _settings.HeartbeatInterval,
        });
    }

    /// <inheritdoc/>
    public ConnectionStatus GetConnection() => _channel.GetConnectionStatus();

    /// <inheritdoc/>
    public string GetConfig(string key) => _configCommands.Get(key);

    /// <inheritdoc/>
    public Task<string> SetConfigAsync(string key, string value, CallerIdentity caller, CancellationToken cancellationToken)
    {
        var shown = ClusterErrors.Bound($"{key}={_configCommands.Mask(key, value)}");
        return _audit.RunAsync(caller, "SetConfig", shown, () => _configCommands.SetAsync(key, value, caller, cancellationToken));
    }

    /// <inheritdoc/>
    public IReadOnlyList<ConfigVersionInfo> GetConfigHistory(string key, int limit, bool nodeLocal) => _configVersions.List(key, limit, nodeLocal);

    /// <inheritdoc/>
    public IReadOnlyList<ConfigDifference> DiffConfig(long fromVersion, long? toVersion) => _configVersions.Diff(fromVersion, toVersion);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ConfigDifference>> DiffConfigWithPeerAsync(CancellationToken cancellationToken) => _configVersions.DiffWithPeerAsync(cancellationToken);

    /// <inheritdoc/>
    public Task<string> RollBackConfigAsync(long version, CallerIdentity caller, CancellationToken cancellationToken) =>
        _audit.RunAsync(
            caller, "RollbackConfig", version.ToString(System.Globalization.CultureInfo.InvariantCulture), () => _configCommands.RollBackAsync(version, caller, cancellationToken));

    /// <inheritdoc/>
    public Task<SwitchOutcome> SwitchAsync(bool force, CallerIdentity caller, CancellationToken cancellationToken) =>
        _audit.RunAsync(caller, "Switch", force ? "force" : "", () => SwitchWhereverAsync(force, caller, cancellationToken));

    /// <inheritdoc/>
    public Task SetMaintenanceAsync(string nodeId, bool on, bool force, CallerIdentity caller, CancellationToken cancellationToken) =>
        _audit.RunAsync(caller, on ? "MaintenanceOn" : "MaintenanceOff", ClusterErrors.Bound(nodeId), async () =>
        {
            RequireKnown(nodeId);
            if (nodeId == _settings.NodeId)
            {
                await _peer.TellCauseAsync(cancellationToken);
                await _stateMachine.SetMaintenanceAsync(on, force, cancellationToken);
                return true;
            }

            _stateMachine.NoteCause(Correlation.Current);
            var body = PeerJson.Write(new MaintenanceCall(nodeId, on, force, caller.Remote), PeerJson.Default.MaintenanceCall);
            await _forwarder.ToPeerAsync(PeerMethods.Maintenance, body, caller, cancellationToken);
            return true;
        });

    /// <inheritdoc/>
    public Task SetFrozenAsync(bool frozen, bool force, CallerIdentity caller, CancellationToken cancellationToken) =>
        _audit.RunAsync(caller, frozen ? "Freeze" : "Unfreeze", force ? "force" : "", async () =>
        {
            // The decision cores agree on it between themselves, whichever of them is asked.
            await _stateMachine.SetFrozenAsync(frozen, force, cancellationToken);
            return true;
        });

    /// <inheritdoc/>
    public Task<MemberOutcome> RegisterNodeAsync(string nodeId, string ipAddress, int port, CallerIdentity caller, CancellationToken cancellationToken) =>
        _audit.RunAsync(
            caller, "AddNode", ClusterErrors.Bound($"{nodeId} {ipAddress}"), () => Task.FromResult(_members.Register(nodeId, ipAddress, port)));

    /// <inheritdoc/>
    public Task<MemberOutcome> UnregisterNodeAsync(string nodeId, bool force, CallerIdentity caller, CancellationToken cancellationToken) =>
        _audit.RunAsync(
            caller, force ? "RemoveNodeForced" : "RemoveNode", ClusterErrors.Bound(nodeId),
            () => _members.UnregisterAsync(nodeId, force, caller, cancellationToken));

    /// <inheritdoc/>
    public Task<SyncOutcome> SyncAsync(SyncOrder order, CallerIdentity caller, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(order);
        return _audit.RunAsync(caller, "SyncData", $"{order.Kind} {ClusterErrors.Bound(order.TargetNodeId)}{(order.Force ? " force" : "")}", () =>
        {
            RequireTarget(order.TargetNodeId);
            return GetSynchronizer().RunAsync(order, cancellationToken);
        });
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<SyncServiceStatus>> SetSyncPausedAsync(bool paused, CallerIdentity caller, CancellationToken cancellationToken) =>
        _audit.RunAsync(caller, paused ? "PauseSync" : "ResumeSync", "", () => paused
            ? GetSynchronizer().PauseAsync(SyncPauseReason.Manual, cancellationToken)
            : GetSynchronizer().ResumeAsync(SyncPauseReason.Manual, cancellationToken));

    /// <inheritdoc/>
    public ISynchronizer GetSynchronizer() => Synchronizer ?? throw ClusterErrors.Unavailable(
        "logic.sync", "The plugin logic.sync, which copies files between the nodes, does not run here; nothing was copied.");

    /// <inheritdoc/>
    public Task<IReadOnlyList<ClusterEvent>> GetEventsAsync(long afterId, TimeSpan wait, CancellationToken cancellationToken) =>
        _events.ReadAsync(afterId, wait, cancellationToken);

    /// <summary>Lets the detector ask the peer's, or not any more.</summary>
    internal void ConnectDetector(bool on) => Detector?.AskPeerBy(on ? _healths.AskPeerAsync : null);

    /// <summary>Called when the modules start: who the peer is at work is fixed from now on.</summary>
    internal void MarkStart() => _settings.MarkStart();

    /// <summary>Called before the peer may ask: finishes or drops what a crash interrupted.</summary>
    internal void RecoverConfig() => _configWriter.Recover();

    /// <summary>One look at the configuration file, as each exchange takes.</summary>
    internal Task LookAtFileAsync(CancellationToken cancellationToken) => _fileWatch.LookAsync(cancellationToken);

    /// <summary>One line for the module's status.</summary>
    internal string Describe()
    {
        var view = GetCluster();
        return $"{view.Nodes.Count} of 2 nodes, PRIMARY: {(view.PrimaryNodeId.Length > 0 ? view.PrimaryNodeId : "none")}";
    }

    private async Task<(NodeDetail? Detail, string Missing)> AskPeerAsync(CancellationToken cancellationToken)
    {
        if (!_settings.HasPeer)
        {
            return (null, "");
        }

        try
        {
            return (await _details.OfPeerAsync(cancellationToken), "");
        }
        catch (HamgmException silent)
        {
            return (null, silent.Message);
        }
    }

    private async Task<SwitchOutcome> SwitchWhereverAsync(bool force, CallerIdentity caller, CancellationToken cancellationToken)
    {
        if (!_settings.HasPeer)
        {
            throw ClusterErrors.Conflict(_settings.NodeId, $"'{_settings.NodeId}' is the only node: there is nobody to hand over to.");
        }

        if (_stateMachine.GetCurrentState() == NodeState.Primary)
        {
            await _peer.TellCauseAsync(cancellationToken);
            return await _stateMachine.SwitchAsync(force, cancellationToken);
        }

        _stateMachine.NoteCause(Correlation.Current);
        var body = PeerJson.Write(new SwitchCall(force, caller.Remote), PeerJson.Default.SwitchCall);
        var answer = await _forwarder.ToPrimaryAsync(PeerMethods.Switch, body, "hand over", caller, cancellationToken);
        return _peer.Read(answer, PeerJson.Default.SwitchOutcome);
    }

    private void RequireTarget(string? targetNodeId)
    {
        if (targetNodeId is { Length: > 0 })
        {
            RequireKnown(targetNodeId);
        }
        else if (!_settings.HasPeer)
        {
            throw ClusterErrors.UnknownNode("", $"{_settings.DescribeNodes()}: there is nobody to copy to");
        }
    }

    private void RequireKnown(string nodeId)
    {
        if (nodeId != _settings.NodeId && (!_settings.HasPeer || nodeId != _settings.PeerId))
        {
            throw ClusterErrors.UnknownNode(nodeId, _settings.DescribeNodes());
        }
    }

    private void AddPeerMethods()
    {
        Server.Handle(PeerMethods.Snapshot, (body, _, _) => Task.FromResult(Exchange.Answer(body)));
        Server.Handle(PeerMethods.Status, (_, _, _) =>
            Task.FromResult(PeerJson.Write(_stateMachine.GetNodeStatus(), PeerJson.Default.NodeStatus)));
        Server.Handle(PeerMethods.Detail, (_, _, _) => Task.FromResult(_details.Answer()));
        Server.Handle(PeerMethods.Health, (body, _, cancellationToken) => _healths.AnswerAsync(body, cancellationToken));
        Server.Handle(PeerMethods.StatePush, (body, _, _) => Task.FromResult(State.Answer(body)));
        Server.Handle(PeerMethods.Cause, (_, _, _) =>
        {
            _stateMachine.NoteCause(Correlation.Current);
            return Task.FromResult<byte[]>([]);
        });
        Server.Handle(PeerMethods.StateRecover, (_, _, _) => Task.FromResult(_recovery.Answer()));
        Server.Handle(PeerMethods.AlertPush, (body, caller, _) => Task.FromResult(AlertSync.Answer(body, caller)));
        Server.Handle(PeerMethods.Upgrade, UpgradeDesk.AnswerPeerAsync);
        PeerForwarding.AddTo(Server, _audit, _settings, _stateMachine, _committer, _configVersions, _members);
        PeerConfiguration.AddTo(Server, _shared, _reconciler, _receiver);
    }
}
