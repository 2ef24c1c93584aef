using HAMgm.Thrift;

namespace HAMgm.Thrift.Benchmarks.Fuzzing;

/// <summary>Serves every method, in each of the ways that a handler can end: an answer, a declared exception, a fault, a broken answer.</summary>
internal sealed partial class FuzzService : HamgmService.IAsync
{
    private readonly ClusterStatusResponse _status = ConstantReply.Make();

    public Task<ClusterStatusResponse> GetClusterStatus(CancellationToken cancellationToken = default) => Task.FromResult(_status);

    public Task<NodeInfoResponse> GetNodeInfo(string nodeId, CancellationToken cancellationToken = default) => throw new NodeNotFoundException(nodeId ?? "", "unknown");

    public Task<NodesInfoResponse> GetAllNodes(CancellationToken cancellationToken = default) => Task.FromResult(new NodesInfoResponse(_status.Base) { Nodes = _status.ClusterStatus.Nodes });

    public Task<VIPStatusResponse> GetVIPStatus(CancellationToken cancellationToken = default) => Task.FromResult(new VIPStatusResponse(_status.Base) { VipInfo = _status.ClusterStatus.VipInfo });

    public async Task<SwitchResponse> ForceSwitch(CancellationToken cancellationToken = default)
    {
        await Task.Yield();
        return new SwitchResponse(_status.Base) { NewPrimaryNodeId = "node-002" };
    }

    public Task<SyncResponse> SyncData(SyncRequest request, CancellationToken cancellationToken = default) =>
        Task.FromResult(new SyncResponse(_status.Base) { FailedFiles = request?.SpecificFiles });

    public Task<ConfigResponse> GetConfig(string configKey, CancellationToken cancellationToken = default) => Task.FromResult(new ConfigResponse(_status.Base) { ConfigValue = configKey });

    public Task<ConfigResponse> SetConfig(string configKey, string configValue, CancellationToken cancellationToken = default) => Task.FromResult(new ConfigResponse(_status.Base) { ConfigValue = configValue });

    public Task<AutoSwitchResponse> GetAutoSwitchStatus(CancellationToken cancellationToken = default) => Task.FromResult(new AutoSwitchResponse(_status.Base) { Enabled = true });

    public Task<AutoSwitchResponse> SetAutoSwitch(bool enabled, CancellationToken cancellationToken = default) => throw new AuthenticationException("no");

    public Task<HealthResponse> CheckNodeHealth(string nodeId, CancellationToken cancellationToken = default) => Task.FromResult(new HealthResponse(_status.Base) { HealthDetails = new string('x', 20_000) });

    public Task<NodeOperationResponse> AddNode(NodeInfo nodeInfo, CancellationToken cancellationToken = default) => Task.FromResult(new NodeOperationResponse(_status.Base) { OperationId = nodeInfo?.NodeId });

    public Task<NodeOperationResponse> RemoveNode(string nodeId, CancellationToken cancellationToken = default) => throw new NodeNotFoundException(nodeId ?? "", "unknown");

    public Task<SwitchResponse> Switch(bool force, CancellationToken cancellationToken = default) => throw new InvalidOperationException("a fault");

    public Task<NodeOperationResponse> RemoveNodeForced(string nodeId, CancellationToken cancellationToken = default) => throw new ClusterException(409, "no") { Details = nodeId };

    public Task<NodeStatusResponse> GetNodeStatus(string nodeId, CancellationToken cancellationToken = default) => Task.FromResult(new NodeStatusResponse(_status.Base));

    // A list with a null in it breaks off half-way.
    public Task<HeartbeatInfoResponse> GetHeartbeatInfo(CancellationToken cancellationToken = default) => Task.FromResult(new HeartbeatInfoResponse(_status.Base) { Heartbeats = [null] });

    public Task<EventsResponse> GetEvents(long cursor, int maxWaitMs, CancellationToken cancellationToken = default) => Task.FromResult(new EventsResponse(_status.Base) { NextCursor = cursor });

    public Task<DecisionsResponse> GetDecisions(string nodeId, int limit, CancellationToken cancellationToken = default) => Task.FromResult(new DecisionsResponse(_status.Base));

    public Task<ReadinessResponse> GetReadiness(CancellationToken cancellationToken = default) => Task.FromResult(new ReadinessResponse(_status.Base));

    public Task<NodeOperationResponse> SetMaintenance(string nodeId, bool on, bool force, CancellationToken cancellationToken = default) => Task.FromResult(new NodeOperationResponse(_status.Base) { OperationId = nodeId });

    public Task<HealthChecksResponse> GetHealthChecks(string nodeId, CancellationToken cancellationToken = default) => Task.FromResult(new HealthChecksResponse(_status.Base) { Checks = [new HealthCheck(nodeId, "tcp", CheckState.PASSING) { Metrics = new() { ["connect_ms"] = 1.5 } }] });

    public Task<NodeOperationResponse> SetFrozen(bool frozen, bool force, CancellationToken cancellationToken = default) => throw new AuthenticationException("no");

    public Task<LogStatusResponse> GetLogStatus(string nodeId, CancellationToken cancellationToken = default) => Task.FromResult(new LogStatusResponse(_status.Base) { NodeId = nodeId });

    public Task<LogStatusResponse> SetLogLevel(string nodeId, string moduleName, string level, CancellationToken cancellationToken = default) => Task.FromResult(new LogStatusResponse(_status.Base) { NodeId = moduleName });

    public Task<LogStatusResponse> RotateLog(string nodeId, CancellationToken cancellationToken = default) => throw new AuthenticationException("no");

    public Task<ConfigHistoryResponse> GetConfigHistory(string configKey, int limit, bool nodeLocal, CancellationToken cancellationToken = default) => Task.FromResult(new ConfigHistoryResponse(_status.Base) { Versions = [] });

    public Task<ConfigDiffResponse> DiffConfig(long fromVersion, long toVersion, CancellationToken cancellationToken = default) => throw new ConfigurationException("v", "no");

    public Task<ConfigDiffResponse> DiffConfigWithPeer(CancellationToken cancellationToken = default) => Task.FromResult(new ConfigDiffResponse(_status.Base) { Differences = [null] });

    public Task<ConfigHistoryResponse> RollbackConfig(long version, CancellationToken cancellationToken = default) => throw new AuthenticationException("no");

    public Task<RsyncStatusResponse> GetSyncStatus(CancellationToken cancellationToken = default) => Task.FromResult(new RsyncStatusResponse(_status.Base));

    public Task<SyncHistoryResponse> GetSyncHistory(int limit, CancellationToken cancellationToken = default) => Task.FromResult(new SyncHistoryResponse(_status.Base));

    public Task<RsyncStatusResponse> SetSyncPaused(bool paused, CancellationToken cancellationToken = default) => Task.FromResult(new RsyncStatusResponse(_status.Base));

    public Task<SyncComparisonResponse> CompareSync(CancellationToken cancellationToken = default) => Task.FromResult(new SyncComparisonResponse(_status.Base));

    public Task<UpgradeResponse> StartUpgrade(string toVersion, string packagePath, CancellationToken cancellationToken = default) => throw new ClusterException(409, packagePath);

    public Task<UpgradeResponse> GetUpgradeStatus(CancellationToken cancellationToken = default) => Task.FromResult(new UpgradeResponse(_status.Base));

    public Task<UpgradeResponse> CompleteUpgrade(bool force, CancellationToken cancellationToken = default) => throw new AuthenticationException("no");

    public Task<UpgradeResponse> RollbackUpgrade(bool force, CancellationToken cancellationToken = default) => throw new AuthenticationException("no");

    public Task<UpgradeHistoryResponse> GetUpgradeHistory(int limit, CancellationToken cancellationToken = default) => Task.FromResult(new UpgradeHistoryResponse(_status.Base) { Upgrades = [null] });
}
