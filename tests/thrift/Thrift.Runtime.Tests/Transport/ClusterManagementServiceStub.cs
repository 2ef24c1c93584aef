using HAMgm.Thrift;

namespace Thrift.Runtime.Tests.Transport;

/// <summary>Serves nothing; a test overrides what it needs.</summary>
internal abstract class ClusterManagementServiceStub : ClusterManagementService.IAsync
{
    public virtual Task<ClusterStatusResponse> GetClusterStatus(CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public virtual Task<NodeInfoResponse> GetNodeInfo(string nodeId, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public virtual Task<NodesInfoResponse> GetAllNodes(CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public virtual Task<VIPStatusResponse> GetVIPStatus(CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public virtual Task<SwitchResponse> ForceSwitch(CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public virtual Task<SyncResponse> SyncData(SyncRequest request, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public virtual Task<ConfigResponse> GetConfig(string configKey, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public virtual Task<ConfigResponse> SetConfig(string configKey, string configValue, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public virtual Task<AutoSwitchResponse> GetAutoSwitchStatus(CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public virtual Task<AutoSwitchResponse> SetAutoSwitch(bool enabled, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public virtual Task<HealthResponse> CheckNodeHealth(string nodeId, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public virtual Task<NodeOperationResponse> AddNode(NodeInfo nodeInfo, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public virtual Task<NodeOperationResponse> RemoveNode(string nodeId, CancellationToken cancellationToken = default) => throw new NotSupportedException();
}
