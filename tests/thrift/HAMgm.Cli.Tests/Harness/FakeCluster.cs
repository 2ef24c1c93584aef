using System.Collections.Concurrent;
using HAMgm.Thrift;

namespace HAMgm.Cli.Tests.Harness;

/// <summary>
/// A cluster of two nodes that always says the same, or the error that a test wants. Hand-written,
/// because most of what the CLI must show (a node that refuses, throws or never answers) cannot be
/// had from a real cluster on demand; it is served by the real Thrift server over real sockets, and
/// the system tests run the CLI against a real pair.
/// </summary>
internal sealed partial class FakeCluster : HamgmService.IAsync
{
    /// <summary>2024-01-15T10:30:00Z.</summary>
    public const long AnsweredAtMs = 1_705_314_600_000;

    private const long BeatMs = 1_705_312_200_000;

    /// <summary>The settings.</summary>
    public ConcurrentDictionary<string, string> Config { get; } = new()
    {
        ["cluster.auto_switch"] = "true",
        ["cluster.heartbeat_interval"] = "5s",
    };

    /// <summary>The calls so far, with their arguments.</summary>
    public ConcurrentQueue<string> Calls { get; } = new();

    /// <summary>What every call throws; null: nothing.</summary>
    public Exception? Throws { get; set; }

    /// <summary>What every call answers with in its frame; null: success.</summary>
    public BaseResponse? Refuses { get; set; }

    /// <summary>Calls do not end before the caller goes away.</summary>
    public bool Hangs { get; set; }

    /// <summary>Who has the VIP; a switch changes it.</summary>
    public string Primary { get; set; } = "node-001";

    /// <summary>Is called at each call.</summary>
    public Action? OnCall { get; set; }

    /// <summary>Is called after each switch.</summary>
    public Action? OnSwitch { get; set; }

    /// <summary>What the readiness says.</summary>
    public bool IsReady { get; set; } = true;

    /// <summary>Leaves the optional parts out of every answer.</summary>
    public bool SaysLittle { get; set; }

    /// <summary>Is set when a call has arrived.</summary>
    public TaskCompletionSource Called { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What follows the kept events, one a long poll; then the node stops.</summary>
    public ConcurrentQueue<Event> Coming { get; } = new();

    /// <summary>What a changing call remarks on its success; null: nothing.</summary>
    public string? Remark { get; set; }

    private static readonly Event[] Kept =
    [
        new(1, BeatMs, "state.changed", "node-001", "STANDBY → PRIMARY") { RuleId = "R5", Term = 4 },
        new(2, BeatMs + 40, "vip.bound", "node-001", "192.168.1.200 on eth0") { Term = 4 },
    ];

    public Task<ClusterStatusResponse> GetClusterStatus(CancellationToken cancellationToken = default) =>
        AnswerAsync("GetClusterStatus", frame => new ClusterStatusResponse(frame)
        {
            ClusterStatus = SaysLittle ? null : new ClusterStatus("hamgm-cluster-001", Nodes(), Vip(), "node-001", AnsweredAtMs)
            {
                AutoSwitchEnabled = true,
                TotalNodes = 2,
                HealthyNodes = 1,
                Frozen = false,
                Warnings = ["node-002: the clock is 3 s ahead"],
            },
        }, cancellationToken);

    public Task<NodeInfoResponse> GetNodeInfo(string nodeId, CancellationToken cancellationToken = default) =>
        AnswerAsync($"GetNodeInfo {nodeId}", frame => new NodeInfoResponse(frame) { NodeInfo = NodeOf(nodeId) }, cancellationToken);

    public Task<NodesInfoResponse> GetAllNodes(CancellationToken cancellationToken = default) =>
        AnswerAsync("GetAllNodes", frame => new NodesInfoResponse(frame) { Nodes = Nodes() }, cancellationToken);

    public Task<VIPStatusResponse> GetVIPStatus(CancellationToken cancellationToken = default) =>
        AnswerAsync("GetVIPStatus", frame => new VIPStatusResponse(frame) { VipInfo = Vip() }, cancellationToken);

    public Task<SwitchResponse> ForceSwitch(CancellationToken cancellationToken = default) =>
        AnswerAsync("ForceSwitch", Switched, cancellationToken);

    public Task<SwitchResponse> Switch(bool force, CancellationToken cancellationToken = default) =>
        AnswerAsync($"Switch {force}", Switched, cancellationToken);

    public Task<SyncResponse> SyncData(SyncRequest request, CancellationToken cancellationToken = default)
    {
        var target = request.__isset.targetNodeId ? request.TargetNodeId : "-";
        var files = request.__isset.specificFiles ? string.Join('|', request.SpecificFiles) : "-";
        return AnswerAsync(
            $"SyncData {request.DataType} {target} {request.ForceSync} {files}",
            frame => new SyncResponse(frame) { SyncedFiles = 3, FailedFiles = [] },
            cancellationToken);
    }

    public Task<ConfigResponse> GetConfig(string configKey, CancellationToken cancellationToken = default) =>
        AnswerAsync($"GetConfig {configKey}", frame => new ConfigResponse(frame) { ConfigValue = Config[configKey] }, cancellationToken);

    public Task<ConfigResponse> SetConfig(string configKey, string configValue, CancellationToken cancellationToken = default) =>
        AnswerAsync(
            $"SetConfig {configKey} {configValue}",
            frame => new ConfigResponse(frame) { ConfigValue = Config[configKey] = configValue },
            cancellationToken);

    public Task<AutoSwitchResponse> GetAutoSwitchStatus(CancellationToken cancellationToken = default) =>
        AnswerAsync("GetAutoSwitchStatus", frame => new AutoSwitchResponse(frame) { Enabled = true }, cancellationToken);

    public Task<AutoSwitchResponse> SetAutoSwitch(bool enabled, CancellationToken cancellationToken = default) =>
        AnswerAsync($"SetAutoSwitch {enabled}", frame => new AutoSwitchResponse(frame) { Enabled = enabled }, cancellationToken);

    public Task<HealthResponse> CheckNodeHealth(string nodeId, CancellationToken cancellationToken = default) =>
        AnswerAsync(
            $"CheckNodeHealth {nodeId}",
            frame => new HealthResponse(frame)
            {
                IsHealthy = NodeOf(nodeId).IsHealthy,
                HealthDetails = "cpu: ok\ndisk [/var]: 97 % full",
            },
            cancellationToken);

    public Task<NodeOperationResponse> AddNode(NodeInfo nodeInfo, CancellationToken cancellationToken = default) =>
        AnswerAsync(
            $"AddNode {nodeInfo.NodeId} {nodeInfo.IpAddress} {nodeInfo.Port} {nodeInfo.State}",
            frame => new NodeOperationResponse(frame) { OperationId = "op-17" },
            cancellationToken);

    public Task<NodeOperationResponse> RemoveNode(string nodeId, CancellationToken cancellationToken = default) =>
        AnswerAsync($"RemoveNode {nodeId}", frame => new NodeOperationResponse(frame) { OperationId = "op-18" }, cancellationToken);

    public Task<NodeOperationResponse> RemoveNodeForced(string nodeId, CancellationToken cancellationToken = default) =>
        AnswerAsync(
            $"RemoveNodeForced {nodeId}", frame => new NodeOperationResponse(frame) { OperationId = "op-19" }, cancellationToken);

    public Task<NodeStatusResponse> GetNodeStatus(string nodeId, CancellationToken cancellationToken = default) =>
        AnswerAsync($"GetNodeStatus {nodeId}", frame => new NodeStatusResponse(frame) { Status = StatusOf(nodeId) }, cancellationToken);

    public Task<HeartbeatInfoResponse> GetHeartbeatInfo(CancellationToken cancellationToken = default) =>
        AnswerAsync("GetHeartbeatInfo", frame => new HeartbeatInfoResponse(frame), cancellationToken);

    public async Task<EventsResponse> GetEvents(long cursor, int maxWaitMs, CancellationToken cancellationToken = default)
    {
        // One a page, so that paging is seen.
        var page = Kept.Where(kept => cursor >= 0 && kept.Id > cursor).Take(1).ToList();
        if (page.Count == 0 && maxWaitMs > 0)
        {
            if (Coming.TryDequeue(out var next))
            {
                page.Add(next);
            }
            else
            {
                throw new ServiceUnavailableException("node-001", "stopping");
            }
        }

        return await AnswerAsync(
            $"GetEvents {cursor}",
            frame => new EventsResponse(frame)
            {
                Events = page,
                NextCursor = page.Count > 0 ? page[^1].Id : Math.Max(cursor, 0),
                Gap = false,
            },
            cancellationToken);
    }

    public Task<DecisionsResponse> GetDecisions(string nodeId, int limit, CancellationToken cancellationToken = default) =>
        AnswerAsync($"GetDecisions {nodeId} {limit}", frame => new DecisionsResponse(frame)
        {
            Status = StatusOf(nodeId),
            Decisions =
            [
                new Decision(BeatMs, NodeState.UNKNOWN, NodeState.STANDBY, "START", "This life begins as STANDBY.", 2),
                new Decision(BeatMs + 900, NodeState.STANDBY, NodeState.CANDIDATE, "TAKE-SILENT", "The peer is silent.", 4)
                {
                    Inputs = ["the peer was heard 312 ms ago", "10 probes silent"],
                },
                new Decision(BeatMs + 960, NodeState.CANDIDATE, NodeState.PRIMARY, "BIND-DONE", "The address is on this node.", 4),
                new Decision(BeatMs + 999, NodeState.PRIMARY, NodeState.PRIMARY, "SOME-NEWER-RULE", "A rule of a newer version.", 4),
            ],
        }, cancellationToken);

    public Task<ReadinessResponse> GetReadiness(CancellationToken cancellationToken = default) =>
        AnswerAsync("GetReadiness", frame => new ReadinessResponse(frame) { Readiness = ReadinessNow() }, cancellationToken);

    public Task<NodeOperationResponse> SetMaintenance(string nodeId, bool on, bool force, CancellationToken cancellationToken = default) =>
        AnswerAsync($"SetMaintenance {nodeId} {on} {force}", frame => new NodeOperationResponse(frame), cancellationToken);

    public Task<NodeOperationResponse> SetFrozen(bool frozen, bool force, CancellationToken cancellationToken = default) =>
        AnswerAsync($"SetFrozen {frozen} {force}", frame => new NodeOperationResponse(frame), cancellationToken);

    private Readiness ReadinessNow()
    {
        var standby = Primary == "node-001" ? "node-002" : "node-001";
        List<ReadinessItem> items =
        [
            new("config-behind", ReadinessLevel.DEGRADES, standby, $"{standby} has version 6 of the shared settings, {Primary} version 7."),
            new("address-only", ReadinessLevel.NOTE, "", "The nodes know each other by address alone: set cluster.secret on both."),
        ];
        if (!IsReady)
        {
            items.Insert(0, new("standby-unhealthy", ReadinessLevel.BLOCKS, standby, $"{standby} is not healthy: disk \"/var\" full."));
        }

        OutageEstimate Estimate(string fault, long expectedMs, long worstMs) =>
            IsReady ? new(fault) { ExpectedMs = expectedMs, WorstMs = worstMs } : new(fault);
        return new Readiness(
            IsReady, Primary, standby, [Estimate("switch", 10, 20), Estimate("service-killed", 60, 150), Estimate("host-lost", 320, 350)], items)
        {
            HeartbeatAgeMs = 40, LatencyMs = 0.21, Loss = 0.005, ConfigLag = 1,
        };
    }

    private static List<NodeInfo> Nodes() => [NodeOf("node-001"), NodeOf("node-002")];

    private static NodeInfo NodeOf(string nodeId) => nodeId switch
    {
        "node-001" => new NodeInfo(nodeId, "192.168.1.101", 9090, NodeState.PRIMARY)
        {
            LastHeartbeat = BeatMs, CpuUsage = 15.5, MemoryUsage = 45.2, IsHealthy = true, Version = "0.1.0",
        },
        "node-002" => new NodeInfo(nodeId, "192.168.1.102", 9090, NodeState.STANDBY)
        {
            LastHeartbeat = BeatMs, CpuUsage = double.NaN, MemoryUsage = 38.7, IsHealthy = false,
        },
        _ => throw new NodeNotFoundException(nodeId, $"There is no node {nodeId}"),
    };

    private static VIPInfo Vip() => new("192.168.1.200", VIPState.BOUND)
    {
        BoundNodeId = "node-001", NetworkInterface = "eth0", LastUpdateTime = BeatMs,
    };

    private SwitchResponse Switched(BaseResponse frame)
    {
        var old = Primary;
        Primary = old == "node-001" ? "node-002" : "node-001";
        OnSwitch?.Invoke();
        return new(frame) { NewPrimaryNodeId = Primary, OldPrimaryNodeId = old, DurationMs = 4.25, Term = 6 };
    }

    private static NodeStatus StatusOf(string nodeId) => new(nodeId.Length == 0 ? "node-001" : nodeId, NodeState.PRIMARY, 4, true)
    {
        LeaseRemainingMs = 251,
        Witness = "gateway",
        WitnessAgeMs = 12,
        Gate = "open",
        KernelLeaseRemainingMs = 1800,
        ConfigVersion = 7,
        ConfigHash = "00ff",
        LastRuleId = "R5",
        Reason = "心跳超时后接管",
        DataAgeMs = 0,
        Warnings = ["证书将于 7 天后过期", "the clock is 3 s ahead"],
        Links =
        [
            new LinkStatus("192.168.1.101", "192.168.1.102", true)
            {
                LastHeardAgeMs = 40, LatencyMs = 0.21, MaxLatencyMs = 1.5, Loss = 0.005, Sent = 1000, Received = 995, Refused = 0,
            },
            new LinkStatus("fd00::101", "fd00::102", false),
        ],
        StartedAt = BeatMs,
        Version = "0.1.0",
        NetworkInterface = "eth0",
        Priority = 100,
        Frozen = false,
        Maintenance = false,
        OwnTerm = 4,
        NotEligibleBecause = "",
        FrozenBecause = "",
        LoopJitterMs = 0.4,
        PeerAuthentication = "hmac-secret",
    };

    private async Task<T> AnswerAsync<T>(string call, Func<BaseResponse, T> answer, CancellationToken cancellationToken)
    {
        Calls.Enqueue(call);
        Called.TrySetResult();
        OnCall?.Invoke();
        if (Hangs)
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }

        if (Throws is not null)
        {
            throw Throws;
        }

        var frame = new BaseResponse(true, AnsweredAtMs);
        if (Remark is not null)
        {
            frame.Message = Remark;
        }

        return answer(Refuses ?? frame);
    }
}
