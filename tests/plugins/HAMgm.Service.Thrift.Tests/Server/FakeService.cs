using System.Collections.Concurrent;
using HAMgm.Thrift;

namespace HAMgm.Service.Thrift.Tests.Server;

/// <summary>Answers in a way that shows what arrived; no cluster behind it.</summary>
internal sealed partial class FakeService : HamgmService.IAsync
{
    public TaskCompletionSource SwitchBegan { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TaskCompletionSource SwitchMayEnd { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ConcurrentDictionary<string, string> Settings { get; } = new();

    public Task<ClusterStatusResponse> GetClusterStatus(CancellationToken cancellationToken = default) =>
        Task.FromResult(new ClusterStatusResponse(Ok())
        {
            ClusterStatus = new ClusterStatus("hamgm-cluster-001", [Node("node-001"), Node("node-002")], Vip(), "node-001", 1)
            {
                AutoSwitchEnabled = true,
                TotalNodes = 2,
                HealthyNodes = 2,
            },
        });

    public Task<NodeInfoResponse> GetNodeInfo(string nodeId, CancellationToken cancellationToken = default) => nodeId.StartsWith("node-", StringComparison.Ordinal)
        ? Task.FromResult(new NodeInfoResponse(Ok()) { NodeInfo = Node(nodeId) })
        : throw new NodeNotFoundException(nodeId, "Node not found");

    public Task<NodesInfoResponse> GetAllNodes(CancellationToken cancellationToken = default) =>
        Task.FromResult(new NodesInfoResponse(Ok()) { Nodes = [Node("node-001"), Node("node-002")] });

    public Task<VIPStatusResponse> GetVIPStatus(CancellationToken cancellationToken = default) =>
        Task.FromResult(new VIPStatusResponse(Ok()) { VipInfo = Vip() });

    public async Task<SwitchResponse> ForceSwitch(CancellationToken cancellationToken = default)
    {
        SwitchBegan.TrySetResult();
        await SwitchMayEnd.Task.WaitAsync(cancellationToken);
        return new SwitchResponse(Ok()) { OldPrimaryNodeId = "node-001", NewPrimaryNodeId = "node-002" };
    }

    public Task<SyncResponse> SyncData(SyncRequest request, CancellationToken cancellationToken = default) =>
        Task.FromResult(new SyncResponse(Ok())
        {
            SyncedFiles = request.SpecificFiles.Count,

            // A list cannot have a null, so an answer with one breaks off half-way.
            FailedFiles = [.. request.SpecificFiles.Select(file => file == "null" ? null : file)],
        });

    public Task<ConfigResponse> GetConfig(string configKey, CancellationToken cancellationToken = default) => Settings.TryGetValue(configKey, out var value)
        ? Task.FromResult(new ConfigResponse(Ok()) { ConfigValue = value })
        : throw new ConfigurationException(configKey, "unknown");

    public Task<ConfigResponse> SetConfig(string configKey, string configValue, CancellationToken cancellationToken = default)
    {
        Settings[configKey] = configValue;
        return GetConfig(configKey, cancellationToken);
    }

    public Task<AutoSwitchResponse> GetAutoSwitchStatus(CancellationToken cancellationToken = default) =>
        Task.FromResult(new AutoSwitchResponse(Ok()) { Enabled = true });

    public Task<AutoSwitchResponse> SetAutoSwitch(bool enabled, CancellationToken cancellationToken = default) =>
        throw new AuthenticationException("changing calls need a role");

    public Task<HealthResponse> CheckNodeHealth(string nodeId, CancellationToken cancellationToken = default) =>
        Task.FromResult(new HealthResponse(Ok()) { IsHealthy = false, HealthDetails = new string('x', 200_000) });

    public Task<NodeOperationResponse> AddNode(NodeInfo nodeInfo, CancellationToken cancellationToken = default) =>
        Task.FromResult(new NodeOperationResponse(Ok()) { OperationId = nodeInfo.NodeId });

    public Task<NodeOperationResponse> RemoveNode(string nodeId, CancellationToken cancellationToken = default) =>
        throw new InvalidOperationException("a fault in the handler");

    public Task<SwitchResponse> Switch(bool force, CancellationToken cancellationToken = default) =>
        Task.FromResult(new SwitchResponse(Ok()) { NewPrimaryNodeId = force ? "forced" : "asked" });

    public Task<NodeOperationResponse> RemoveNodeForced(string nodeId, CancellationToken cancellationToken = default) =>
        throw new ClusterException(409, "it is PRIMARY") { Details = nodeId };

    public Task<NodeStatusResponse> GetNodeStatus(string nodeId, CancellationToken cancellationToken = default) =>
        Task.FromResult(new NodeStatusResponse(Ok())
        {
            Status = new NodeStatus("node-001", NodeState.PRIMARY, 7, true)
            {
                LeaseRemainingMs = 250,
                Warnings = ["no certificate"],
                Links = [new LinkStatus("10.0.0.1", "10.0.0.2", true) { LatencyMs = 0.4, Loss = 0 }],
            },
        });

    public Task<HeartbeatInfoResponse> GetHeartbeatInfo(CancellationToken cancellationToken = default) =>
        Task.FromResult(new HeartbeatInfoResponse(Ok()) { Heartbeats = [new HeartbeatInfo("a", "b", 1, 2, -3) { Latency = 0.5 }] });

    public Task<EventsResponse> GetEvents(long cursor, int maxWaitMs, CancellationToken cancellationToken = default) =>
        Task.FromResult(new EventsResponse(Ok()) { NextCursor = cursor + 1, Events = [new Event(cursor, 1, "vip.bound", "node-001", "bound")] });

    public Task<DecisionsResponse> GetDecisions(string nodeId, int limit, CancellationToken cancellationToken = default) =>
        Task.FromResult(new DecisionsResponse(Ok()) { Decisions = [new Decision(1, NodeState.STANDBY, NodeState.PRIMARY, "BIND-DONE", "bound", 7)] });

    public Task<ReadinessResponse> GetReadiness(CancellationToken cancellationToken = default) =>
        Task.FromResult(new ReadinessResponse(Ok())
        {
            Readiness = new Readiness(
                false, "node-001", "node-002", [new OutageEstimate("switch") { ExpectedMs = 10 }], [new ReadinessItem("frozen", ReadinessLevel.BLOCKS, "", "frozen")]),
        });

    public Task<NodeOperationResponse> SetMaintenance(string nodeId, bool on, bool force, CancellationToken cancellationToken = default) =>
        Task.FromResult(new NodeOperationResponse(Ok()));

    public Task<HealthChecksResponse> GetHealthChecks(string nodeId, CancellationToken cancellationToken = default) =>
        Task.FromResult(new HealthChecksResponse(Ok()) { Checks = [new HealthCheck("db", "tcp", CheckState.PASSING) { Metrics = new() { ["connect_ms"] = 1.5 } }] });

    public Task<NodeOperationResponse> SetFrozen(bool frozen, bool force, CancellationToken cancellationToken = default) =>
        Task.FromResult(new NodeOperationResponse(Ok()));

    public Task<LogStatusResponse> GetLogStatus(string nodeId, CancellationToken cancellationToken = default) =>
        Task.FromResult(new LogStatusResponse(Ok()));

    public Task<LogStatusResponse> SetLogLevel(string nodeId, string moduleName, string level, CancellationToken cancellationToken = default) =>
        Task.FromResult(new LogStatusResponse(Ok()));

    public Task<LogStatusResponse> RotateLog(string nodeId, CancellationToken cancellationToken = default) =>
        Task.FromResult(new LogStatusResponse(Ok()));

    public Task<ConfigHistoryResponse> GetConfigHistory(string configKey, int limit, bool nodeLocal, CancellationToken cancellationToken = default) =>
        Task.FromResult(new ConfigHistoryResponse(Ok()) { Versions = [new ConfigVersion(7, 3, "node-001", 1, "root@local", [new ConfigDifference("a.b", "1", "2")], false)], CurrentVersion = 7 });

    public Task<ConfigDiffResponse> DiffConfig(long fromVersion, long toVersion, CancellationToken cancellationToken = default) =>
        Task.FromResult(new ConfigDiffResponse(Ok()) { Differences = [new ConfigDifference("a.b", "1", "2")] });

    public Task<ConfigDiffResponse> DiffConfigWithPeer(CancellationToken cancellationToken = default) =>
        Task.FromResult(new ConfigDiffResponse(Ok()) { Differences = [] });

    public Task<ConfigHistoryResponse> RollbackConfig(long version, CancellationToken cancellationToken = default) =>
        Task.FromResult(new ConfigHistoryResponse(Ok()) { CurrentVersion = version + 1 });

    public Task<RsyncStatusResponse> GetSyncStatus(CancellationToken cancellationToken = default) => Task.FromResult(new RsyncStatusResponse(Ok()));

    public Task<SyncHistoryResponse> GetSyncHistory(int limit, CancellationToken cancellationToken = default) => Task.FromResult(new SyncHistoryResponse(Ok()));

    public Task<RsyncStatusResponse> SetSyncPaused(bool paused, CancellationToken cancellationToken = default) => Task.FromResult(new RsyncStatusResponse(Ok()));

    public Task<SyncComparisonResponse> CompareSync(CancellationToken cancellationToken = default) => Task.FromResult(new SyncComparisonResponse(Ok()));

    public Task<UpgradeResponse> StartUpgrade(string toVersion, string packagePath, CancellationToken cancellationToken = default) => Task.FromResult(new UpgradeResponse(Ok()));

    public Task<UpgradeResponse> GetUpgradeStatus(CancellationToken cancellationToken = default) => Task.FromResult(new UpgradeResponse(Ok()));

    public Task<UpgradeResponse> CompleteUpgrade(bool force, CancellationToken cancellationToken = default) => Task.FromResult(new UpgradeResponse(Ok()));

    public Task<UpgradeResponse> RollbackUpgrade(bool force, CancellationToken cancellationToken = default) => Task.FromResult(new UpgradeResponse(Ok()));

    public Task<UpgradeHistoryResponse> GetUpgradeHistory(int limit, CancellationToken cancellationToken = default) => Task.FromResult(new UpgradeHistoryResponse(Ok()));

    private static BaseResponse Ok() => new(true, 1_705_312_200_000) { Message = "操作成功", ErrorCode = 0 };

    private static NodeInfo Node(string id) => new(id, "192.168.1.101", 9090, NodeState.PRIMARY) { IsHealthy = true, CpuUsage = 15.5 };

    private static VIPInfo Vip() => new("192.168.1.200", VIPState.BOUND) { BoundNodeId = "node-001" };
}
