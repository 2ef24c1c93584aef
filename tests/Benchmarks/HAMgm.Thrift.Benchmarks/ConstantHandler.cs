namespace HAMgm.Thrift.Benchmarks;

/// <summary>Answers GetClusterStatus with a constant, so that what is measured is the server and not the cluster.</summary>
internal sealed class ConstantHandler : ClusterManagementService.IAsync
{
    private readonly ClusterStatusResponse _reply = ConstantReply.Make();

    public Task<ClusterStatusResponse> GetClusterStatus(CancellationToken cancellationToken = default) => Task.FromResult(_reply);

    public Task<NodeInfoResponse> GetNodeInfo(string nodeId, CancellationToken cancellationToken = default) => throw NotServed();

    public Task<NodesInfoResponse> GetAllNodes(CancellationToken cancellationToken = default) => throw NotServed();

    public Task<VIPStatusResponse> GetVIPStatus(CancellationToken cancellationToken = default) => throw NotServed();

    public Task<SwitchResponse> ForceSwitch(CancellationToken cancellationToken = default) => throw NotServed();

    public Task<SyncResponse> SyncData(SyncRequest request, CancellationToken cancellationToken = default) => throw NotServed();

    public Task<ConfigResponse> GetConfig(string configKey, CancellationToken cancellationToken = default) => throw NotServed();

    public Task<ConfigResponse> SetConfig(string configKey, string configValue, CancellationToken cancellationToken = default) => throw NotServed();

    public Task<AutoSwitchResponse> GetAutoSwitchStatus(CancellationToken cancellationToken = default) => throw NotServed();

    public Task<AutoSwitchResponse> SetAutoSwitch(bool enabled, CancellationToken cancellationToken = default) => throw NotServed();

    public Task<HealthResponse> CheckNodeHealth(string nodeId, CancellationToken cancellationToken = default) => throw NotServed();

    public Task<NodeOperationResponse> AddNode(NodeInfo nodeInfo, CancellationToken cancellationToken = default) => throw NotServed();

    public Task<NodeOperationResponse> RemoveNode(string nodeId, CancellationToken cancellationToken = default) => throw NotServed();

    private static ServiceUnavailableException NotServed() => new("benchmark", "it measures GetClusterStatus alone");
}
