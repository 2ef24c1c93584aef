using HAMgm.Thrift;

namespace HAMgm.Cli.Output;

/// <summary>The structures of the Thrift interface as fields, named and ordered as in specification 1, section 4.3.2.</summary>
internal static class Shapes
{
    public static Fields Of(ClusterStatus status) => new()
    {
        { "clusterId", status.ClusterId },
        { "primaryNodeId", status.PrimaryNodeId },
        { "totalNodes", status.TotalNodes, status.__isset.totalNodes },
        { "healthyNodes", status.HealthyNodes, status.__isset.healthyNodes },
        { "autoSwitchEnabled", status.AutoSwitchEnabled, status.__isset.autoSwitchEnabled },
        { "frozen", status.Frozen, status.__isset.frozen },
        { "nodes", Of(status.Nodes) },
        { "vipInfo", Of(status.VipInfo) },
        { "warnings", status.Warnings, status.__isset.warnings },
    };

    public static List<Fields> Of(IEnumerable<NodeInfo> nodes) => nodes.Select(Of).ToList();

    public static Fields Of(NodeInfo node) => new()
    {
        { "nodeId", node.NodeId },
        { "ipAddress", node.IpAddress },
        { "port", node.Port },
        { "state", node.State.ToString() },
        { "isHealthy", node.IsHealthy, node.__isset.isHealthy },
        { "lastHeartbeat", node.LastHeartbeat, node.__isset.lastHeartbeat },
        { "cpuUsage", node.CpuUsage, node.__isset.cpuUsage },
        { "memoryUsage", node.MemoryUsage, node.__isset.memoryUsage },
        { "version", node.Version, node.__isset.version },
    };

    public static Fields Of(VIPInfo vip) => new()
    {
        { "vipAddress", vip.VipAddress },
        { "state", vip.State.ToString() },
        { "boundNodeId", vip.BoundNodeId, vip.__isset.boundNodeId },
        { "networkInterface", vip.NetworkInterface, vip.__isset.networkInterface },
        { "lastUpdateTime", vip.LastUpdateTime, vip.__isset.lastUpdateTime },
    };

    public static Fields Of(Event happened) => new()
    {
        { "id", happened.Id },
        { "timestamp", happened.Timestamp },
        { "kind", happened.Kind },
        { "nodeId", happened.NodeId },
        { "message", happened.Message },
        { "ruleId", happened.RuleId, happened.__isset.ruleId },
        { "term", happened.Term, happened.__isset.term },
    };

    public static Fields Of(NodeStatus status) => new()
    {
        { "nodeId", status.NodeId },
        { "role", status.Role.ToString() },
        { "term", status.Term },
        { "holdsVip", status.HoldsVip },
        { "leaseRemainingMs", status.LeaseRemainingMs, status.__isset.leaseRemainingMs },
        { "promiseRemainingMs", status.PromiseRemainingMs, status.__isset.promiseRemainingMs },
        { "witness", status.Witness, status.__isset.witness },
        { "witnessAgeMs", status.WitnessAgeMs, status.__isset.witnessAgeMs },
        { "gate", status.Gate, status.__isset.gate },
        { "kernelLeaseRemainingMs", status.KernelLeaseRemainingMs, status.__isset.kernelLeaseRemainingMs },
        { "configVersion", status.ConfigVersion, status.__isset.configVersion },
        { "configHash", status.ConfigHash, status.__isset.configHash },
        { "lastRuleId", status.LastRuleId, status.__isset.lastRuleId },
        { "reason", status.Reason, status.__isset.reason },
        { "dataAgeMs", status.DataAgeMs, status.__isset.dataAgeMs },
        { "startedAt", status.StartedAt, status.__isset.startedAt },
        { "version", status.Version, status.__isset.version },
        { "networkInterface", status.NetworkInterface, status.__isset.networkInterface },
        { "priority", status.Priority, status.__isset.priority },
        { "frozen", status.Frozen, status.__isset.frozen },
        { "maintenance", status.Maintenance, status.__isset.maintenance },
        { "ownTerm", status.OwnTerm, status.__isset.ownTerm },
        { "notEligibleBecause", status.NotEligibleBecause, status.__isset.notEligibleBecause },
        { "frozenBecause", status.FrozenBecause, status.__isset.frozenBecause },
        { "loopJitterMs", status.LoopJitterMs, status.__isset.loopJitterMs },
        { "peerAuthentication", status.PeerAuthentication, status.__isset.peerAuthentication },
        { "warnings", status.Warnings, status.__isset.warnings },
        { "links", status.Links?.Select(Of).ToList(), status.__isset.links },
    };

    private static Fields Of(LinkStatus link) => new()
    {
        { "localAddress", link.LocalAddress },
        { "remoteAddress", link.RemoteAddress },
        { "connected", link.Connected },
        { "lastHeardAgeMs", link.LastHeardAgeMs, link.__isset.lastHeardAgeMs },
        { "latencyMs", link.LatencyMs, link.__isset.latencyMs },
        { "maxLatencyMs", link.MaxLatencyMs, link.__isset.maxLatencyMs },
        { "loss", link.Loss, link.__isset.loss },
        { "sent", link.Sent, link.__isset.sent },
        { "received", link.Received, link.__isset.received },
        { "refused", link.Refused, link.__isset.refused },
    };
}
