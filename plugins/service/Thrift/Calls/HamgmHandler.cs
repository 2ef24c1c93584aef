using HAMgm.Contracts.Configuration;
using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Management;
using HAMgm.Contracts.Peer;
using HAMgm.Contracts.StateMachine;
using Idl = HAMgm.Thrift;

namespace HAMgm.Service.Thrift.Calls;

/// <summary>
/// The service of the IDL for one connection (spec/1 section 3.1): who calls is known once for all its calls. Messages
/// are English and stable; the CLI translates by error code.
/// </summary>
/// <param name="cluster">Who knows and does it.</param>
/// <param name="config">This node's settings.</param>
/// <param name="caller">Who calls.</param>
/// <param name="time">The clock of the answers' time stamps.</param>
/// <param name="stopping">Cancelled when the server stops: a long poll then answers early.</param>
public sealed partial class HamgmHandler(
    IClusterManager cluster, IConfigManager config, CallerIdentity caller, TimeProvider time, CancellationToken stopping)
    : Idl.HamgmService.IAsync
{
    /// <summary>Longest id or key that is looked at.</summary>
    public const int MaxNameLength = 256;

    private const int MaxEvents = 1000;
    private const int MaxDecisions = 100;
    private const int MaxEventWaitMs = 30_000;
    private const string AutoSwitchKey = "cluster.auto_switch";

    private string SelfId => config.GetString("node.id");

    /// <inheritdoc/>
    public Task<Idl.ClusterStatusResponse> GetClusterStatus(CancellationToken cancellationToken = default) =>
        RunAsync(nameof(GetClusterStatus), () => Task.FromResult(
            new Idl.ClusterStatusResponse(Ok("Cluster status.")) { ClusterStatus = IdlMapper.ToIdl(cluster.GetCluster()) }));

    /// <inheritdoc/>
    public Task<Idl.NodeInfoResponse> GetNodeInfo(string nodeId, CancellationToken cancellationToken = default) =>
        RunAsync(nameof(GetNodeInfo), () => Task.FromResult(
            new Idl.NodeInfoResponse(Ok("Node information.")) { NodeInfo = IdlMapper.ToIdl(cluster.GetNode(NodeId(nodeId))) }));

    /// <inheritdoc/>
    public Task<Idl.NodesInfoResponse> GetAllNodes(CancellationToken cancellationToken = default) =>
        RunAsync(nameof(GetAllNodes), () => Task.FromResult(
            new Idl.NodesInfoResponse(Ok("All nodes.")) { Nodes = [.. cluster.GetCluster().Nodes.Select(IdlMapper.ToIdl)] }));

    /// <inheritdoc/>
    public Task<Idl.VIPStatusResponse> GetVIPStatus(CancellationToken cancellationToken = default) =>
        RunAsync(nameof(GetVIPStatus), () => Task.FromResult(
            new Idl.VIPStatusResponse(Ok("VIP status.")) { VipInfo = IdlMapper.ToIdl(cluster.GetCluster().Vip) }));

    /// <inheritdoc/>
    public Task<Idl.SwitchResponse> ForceSwitch(CancellationToken cancellationToken = default) =>
        RunAsync(nameof(ForceSwitch), () => SwitchAsync(force: false, cancellationToken));

    /// <inheritdoc/>
    public Task<Idl.SwitchResponse> Switch(bool force, CancellationToken cancellationToken = default) =>
        RunAsync(nameof(Switch), () => SwitchAsync(force, cancellationToken));

    /// <inheritdoc/>
    public Task<Idl.ConfigResponse> GetConfig(string configKey, CancellationToken cancellationToken = default) =>
        RunAsync(nameof(GetConfig), () => Task.FromResult(
            new Idl.ConfigResponse(Ok("Setting.")) { ConfigValue = cluster.GetConfig(Key(configKey)) }));

    /// <inheritdoc/>
    public Task<Idl.ConfigResponse> SetConfig(string configKey, string configValue, CancellationToken cancellationToken = default) =>
        RunAsync(nameof(SetConfig), async () =>
        {
            var key = Key(configKey);
            var text = await cluster.SetConfigAsync(key, configValue ?? "", caller, cancellationToken);
            return new Idl.ConfigResponse(Ok(text)) { ConfigValue = cluster.GetConfig(key) };
        });

    /// <inheritdoc/>
    public Task<Idl.AutoSwitchResponse> GetAutoSwitchStatus(CancellationToken cancellationToken = default) =>
        RunAsync(nameof(GetAutoSwitchStatus), () => Task.FromResult(
            new Idl.AutoSwitchResponse(Ok("Automatic switch.")) { Enabled = config.GetBool(AutoSwitchKey) }));

    /// <inheritdoc/>
    public Task<Idl.AutoSwitchResponse> SetAutoSwitch(bool enabled, CancellationToken cancellationToken = default) =>
        RunAsync(nameof(SetAutoSwitch), async () =>
        {
            var text = await cluster.SetConfigAsync(AutoSwitchKey, enabled ? "true" : "false", caller, cancellationToken);
            return new Idl.AutoSwitchResponse(Ok(text)) { Enabled = config.GetBool(AutoSwitchKey) };
        });

    /// <inheritdoc/>
    public Task<Idl.HealthResponse> CheckNodeHealth(string nodeId, CancellationToken cancellationToken = default) =>
        RunAsync(nameof(CheckNodeHealth), () =>
        {
            var node = cluster.GetNode(NodeId(nodeId));
            return Task.FromResult(new Idl.HealthResponse(Ok(node.IsHealthy ? "The node is healthy." : "The node is not healthy."))
            {
                IsHealthy = node.IsHealthy,
                HealthDetails = node.HealthDetails,
            });
        });

    /// <inheritdoc/>
    public Task<Idl.NodeOperationResponse> AddNode(Idl.NodeInfo nodeInfo, CancellationToken cancellationToken = default) =>
        RunAsync(nameof(AddNode), async () =>
        {
            if (nodeInfo is null)
            {
                throw BadRequest(ErrorKind.Cluster, "", "nodeInfo is missing.");
            }

            var nodeId = NodeId(nodeInfo.NodeId);
            return ToIdl(await cluster.RegisterNodeAsync(
                nodeId, Bounded(ErrorKind.Cluster, "ipAddress", nodeInfo.IpAddress), nodeInfo.Port, caller, cancellationToken));
        });

    /// <inheritdoc/>
    public Task<Idl.NodeOperationResponse> RemoveNode(string nodeId, CancellationToken cancellationToken = default) =>
        RunAsync(nameof(RemoveNode), () => RemoveAsync(nodeId, force: false, cancellationToken));

    /// <inheritdoc/>
    public Task<Idl.NodeOperationResponse> RemoveNodeForced(string nodeId, CancellationToken cancellationToken = default) =>
        RunAsync(nameof(RemoveNodeForced), () => RemoveAsync(nodeId, force: true, cancellationToken));

    /// <inheritdoc/>
    public Task<Idl.NodeStatusResponse> GetNodeStatus(string nodeId, CancellationToken cancellationToken = default) =>
        RunAsync(nameof(GetNodeStatus), async () =>
        {
            var id = string.IsNullOrEmpty(nodeId) ? SelfId : NodeId(nodeId);
            var detail = await cluster.GetNodeDetailAsync(id, cancellationToken);
            return new Idl.NodeStatusResponse(Ok("Node status.")) { Status = NodeStatusMapper.ToIdl(cluster.GetNode(id), detail) };
        });

    /// <inheritdoc/>
    public Task<Idl.HeartbeatInfoResponse> GetHeartbeatInfo(CancellationToken cancellationToken = default) =>
        RunAsync(nameof(GetHeartbeatInfo), async () =>
        {
            var connection = cluster.GetConnection();
            var peerId = config.GetString("peer.id");
            var answer = new Idl.HeartbeatInfoResponse(Ok("Heartbeats."))
            {
                Heartbeats = [.. new[]
                {
                    NodeStatusMapper.ToHeartbeat(connection, SelfId, peerId),
                    NodeStatusMapper.ToHeartbeat(await ConnectionOfPeerAsync(peerId, cancellationToken), peerId, SelfId),
                }.OfType<Idl.HeartbeatInfo>()],
                Links = NodeStatusMapper.ToIdl(connection),
            };
            if (connection.Links.Count > 0)
            {
                // One link is enough, so what counts is the best one.
                answer.Loss = connection.Links.Min(link => link.LossPercent) / 100;
            }

            return answer;
        });

    /// <inheritdoc/>
    public Task<Idl.DecisionsResponse> GetDecisions(string nodeId, int limit, CancellationToken cancellationToken = default) =>
        RunAsync(nameof(GetDecisions), async () =>
        {
            var id = string.IsNullOrEmpty(nodeId) ? SelfId : NodeId(nodeId);
            var detail = await cluster.GetNodeDetailAsync(id, cancellationToken);
            return new Idl.DecisionsResponse(Ok("Decisions."))
            {
                Status = NodeStatusMapper.ToIdl(cluster.GetNode(id), detail),
                Decisions = [.. detail.History.TakeLast(Math.Clamp(limit, 1, MaxDecisions)).Select(ReadinessMapper.ToIdl)],
            };
        });

    /// <inheritdoc/>
    public Task<Idl.ReadinessResponse> GetReadiness(CancellationToken cancellationToken = default) =>
        RunAsync(nameof(GetReadiness), async () => new Idl.ReadinessResponse(Ok("Readiness."))
        {
            Readiness = ReadinessMapper.ToIdl(await cluster.GetReadinessAsync(cancellationToken)),
        });

    /// <inheritdoc/>
    public Task<Idl.NodeOperationResponse> SetMaintenance(string nodeId, bool on, bool force, CancellationToken cancellationToken = default) =>
        RunAsync(nameof(SetMaintenance), async () =>
        {
            var id = NodeId(nodeId);
            await cluster.SetMaintenanceAsync(id, on, force, caller, cancellationToken);
            return new Idl.NodeOperationResponse(Ok(on ? $"'{id}' is in maintenance now." : $"'{id}' is in service again."));
        });

    /// <inheritdoc/>
    public Task<Idl.NodeOperationResponse> SetFrozen(bool frozen, bool force, CancellationToken cancellationToken = default) =>
        RunAsync(nameof(SetFrozen), async () =>
        {
            await cluster.SetFrozenAsync(frozen, force, caller, cancellationToken);
            return new Idl.NodeOperationResponse(Ok(frozen ? "Role decisions are frozen now." : "Role decisions go on now."));
        });

    /// <inheritdoc/>
    public Task<Idl.EventsResponse> GetEvents(long cursor, int maxWaitMs, CancellationToken cancellationToken = default) =>
        RunAsync(nameof(GetEvents), async () =>
        {
            var after = cursor >= 0 ? cursor : await NewestEventAsync(cancellationToken);
            var wait = TimeSpan.FromMilliseconds(Math.Clamp(maxWaitMs, 0, MaxEventWaitMs));
            var events = (await PollAsync(after, wait, cancellationToken)).Take(MaxEvents).ToList();
            return new Idl.EventsResponse(Ok("Events."))
            {
                Events = [.. events.Select(IdlMapper.ToIdl)],
                NextCursor = events.Count > 0 ? events[^1].Id : after,
                Gap = after > 0 && events.Count > 0 && events[0].Id != after + 1,
            };
        });

    private async Task<Idl.SwitchResponse> SwitchAsync(bool force, CancellationToken cancellationToken)
    {
        SwitchOutcome outcome = await cluster.SwitchAsync(force, caller, cancellationToken);
        var text = string.Create(System.Globalization.CultureInfo.InvariantCulture,
            $"'{outcome.NewPrimaryNodeId}' is PRIMARY now, term {outcome.Term.Value}, after {outcome.Duration.TotalMilliseconds:F0} ms.");
        return new Idl.SwitchResponse(Ok(text))
        {
            NewPrimaryNodeId = outcome.NewPrimaryNodeId,
            OldPrimaryNodeId = outcome.OldPrimaryNodeId,
            DurationMs = outcome.Duration.TotalMilliseconds,
            Term = outcome.Term.Value,
        };
    }

    private async Task<Idl.NodeOperationResponse> RemoveAsync(string nodeId, bool force, CancellationToken cancellationToken) =>
        ToIdl(await cluster.UnregisterNodeAsync(NodeId(nodeId), force, caller, cancellationToken));

    private Idl.NodeOperationResponse ToIdl(MemberOutcome outcome) => new(Ok(outcome.Message)) { OperationId = outcome.OperationId };

    // The peer's direction is worth an answer without it.
    private async Task<ConnectionStatus?> ConnectionOfPeerAsync(string peerId, CancellationToken cancellationToken)
    {
        if (peerId.Length == 0)
        {
            return null;
        }

        try
        {
            return (await cluster.GetNodeDetailAsync(peerId, cancellationToken)).Connection;
        }
        catch (HamgmException)
        {
            return null;
        }
    }

    private async Task<long> NewestEventAsync(CancellationToken cancellationToken)
    {
        var kept = await cluster.GetEventsAsync(0, TimeSpan.Zero, cancellationToken);
        return kept.Count > 0 ? kept[^1].Id : 0;
    }

    private async Task<IReadOnlyList<ClusterEvent>> PollAsync(long after, TimeSpan wait, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, stopping);
        try
        {
            return await cluster.GetEventsAsync(after, wait, either.Token);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return [];
        }
    }

    private static async Task<T> RunAsync<T>(string method, Func<Task<T>> call, Idl.SyncDataType dataType = Idl.SyncDataType.ALL)
    {
        try
        {
            return await call();
        }
        catch (HamgmException error)
        {
            throw ExceptionTable.Translate(method, error, dataType);
        }
    }

    private Idl.BaseResponse Ok(string message) =>
        new(true, time.GetUtcNow().ToUnixTimeMilliseconds()) { Message = message, ErrorCode = ErrorCodes.None };

    private static string NodeId(string? nodeId) => Bounded(ErrorKind.NodeNotFound, "nodeId", nodeId);

    private static string Key(string? key) => Bounded(ErrorKind.Configuration, "configKey", key);

    // What the network sends is cut down before anybody compares, logs or repeats it.
    private static string Bounded(ErrorKind kind, string name, string? value) => value switch
    {
        null => throw BadRequest(kind, "", $"{name} is missing."),
        { Length: > MaxNameLength } => throw BadRequest(kind, value[..MaxNameLength], $"{name} is longer than {MaxNameLength} characters."),
        _ => value,
    };

    private static HamgmException BadRequest(ErrorKind kind, string subject, string message) => new(kind, ErrorCodes.BadRequest, subject, message);
}
