using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.Detection;
using HAMgm.Contracts.Peer;
using HAMgm.Contracts.StateMachine;
using HAMgm.Contracts.Sync;

namespace HAMgm.Contracts.Management;

/// <summary>
/// The pair as one thing (spec/1 section 2.3.1, ClusterManager): answers for both nodes whichever is asked, forwards
/// changes to the PRIMARY with the caller's identity, replicates shared settings. management.cluster provides it.
/// Every changing call refuses a caller that is not admin with Authentication/403.
/// </summary>
public interface IClusterManager
{
    /// <summary>The pair.</summary>
    ClusterView GetCluster();

    /// <summary>One node.</summary>
    /// <exception cref="Errors.HamgmException">NodeNotFound/404.</exception>
    NodeView GetNode(string nodeId);

    /// <summary>What the decision core of a node sees; the peer is asked when it is the peer.</summary>
    /// <exception cref="Errors.HamgmException">NodeNotFound/404, ServiceUnavailable/503.</exception>
    Task<NodeStatus> GetNodeStatusAsync(string nodeId, CancellationToken cancellationToken);

    /// <summary>A node from the inside; the peer is asked when it is the peer.</summary>
    /// <exception cref="Errors.HamgmException">NodeNotFound/404, ServiceUnavailable/503.</exception>
    Task<NodeDetail> GetNodeDetailAsync(string nodeId, CancellationToken cancellationToken);

    /// <summary>
    /// The health of a node with its checks; the peer is asked when it is the peer. Where it does not answer, or runs no checks, what is known
    /// of it, without checks.
    /// </summary>
    /// <param name="nodeId">Either node.</param>
    /// <param name="runNow">Whether its checks are run first (<see cref="INodeDetector.CheckNodeHealthAsync"/>).</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="Errors.HamgmException">NodeNotFound/404.</exception>
    Task<NodeHealth> GetNodeHealthAsync(string nodeId, bool runNow, CancellationToken cancellationToken);

    /// <summary>What would happen if the PRIMARY died now. Asks the peer if it is reachable; that it is not is a finding, no error.</summary>
    Task<Readiness> GetReadinessAsync(CancellationToken cancellationToken);

    /// <summary>The link between the nodes.</summary>
    ConnectionStatus GetConnection();

    /// <summary>A setting's value as text; secrets are masked.</summary>
    /// <exception cref="Errors.HamgmException">Configuration/404.</exception>
    string GetConfig(string key);

    /// <summary>Sets a setting: node-local ones here, shared ones on the PRIMARY and, when reachable, the peer, before it returns.</summary>
    /// <exception cref="Errors.HamgmException">Configuration, Authentication, ServiceUnavailable (no PRIMARY, or not replicated).</exception>
    Task<string> SetConfigAsync(string key, string value, CallerIdentity caller, CancellationToken cancellationToken);

    /// <summary>The history of the settings, newest first.</summary>
    /// <param name="key">Only what changed this key, or keys below this section; "" for all.</param>
    /// <param name="limit">At most so many versions.</param>
    /// <param name="nodeLocal">True for the asked node's own settings, false for the shared ones.</param>
    IReadOnlyList<ConfigVersionInfo> GetConfigHistory(string key, int limit, bool nodeLocal);

    /// <summary>Which shared settings two versions differ in; the second one null for what is in force.</summary>
    /// <exception cref="Errors.HamgmException">Configuration/404: the history does not reach a version.</exception>
    IReadOnlyList<ConfigDifference> DiffConfig(long fromVersion, long? toVersion);

    /// <summary>Which shared settings this node and the peer differ in.</summary>
    /// <exception cref="Errors.HamgmException">ServiceUnavailable: the peer does not answer. NodeNotFound: there is none.</exception>
    Task<IReadOnlyList<ConfigDifference>> DiffConfigWithPeerAsync(CancellationToken cancellationToken);

    /// <summary>Sets the shared settings to what they were at a version; that is a new version.</summary>
    /// <exception cref="Errors.HamgmException">Configuration (404: the history does not reach it; 400: refused today), Authentication, ServiceUnavailable.</exception>
    Task<string> RollBackConfigAsync(long version, CallerIdentity caller, CancellationToken cancellationToken);

    /// <summary>Hands over, wherever the PRIMARY is.</summary>
    /// <exception cref="Errors.HamgmException">Cluster, Authentication, ServiceUnavailable.</exception>
    Task<SwitchOutcome> SwitchAsync(bool force, CallerIdentity caller, CancellationToken cancellationToken);

    /// <summary>Takes a node into maintenance or back, wherever it is (safety-rules.md R20). A PRIMARY hands over first.</summary>
    /// <param name="nodeId">Either node.</param>
    /// <param name="on">Into maintenance, or out of it.</param>
    /// <param name="force">True: a PRIMARY without a fit peer releases the VIP all the same, and nobody has it.</param>
    /// <param name="caller">Must be admin.</param>
    /// <param name="cancellationToken">Stops waiting, not the change.</param>
    /// <exception cref="Errors.HamgmException">NodeNotFound/404, Cluster/409, Authentication, ServiceUnavailable/503.</exception>
    Task SetMaintenanceAsync(string nodeId, bool on, bool force, CallerIdentity caller, CancellationToken cancellationToken);

    /// <inheritdoc cref="SetMaintenanceAsync(string, bool, bool, CallerIdentity, CancellationToken)"/>
    Task SetMaintenanceAsync(string nodeId, bool on, CallerIdentity caller, CancellationToken cancellationToken) =>
        SetMaintenanceAsync(nodeId, on, force: false, caller, cancellationToken);

    /// <summary>Freezes the pair's role decisions, or lets them go on; on the disks of both before it returns (safety-rules.md R20).</summary>
    /// <param name="frozen">Freeze, or unfreeze.</param>
    /// <param name="force">True: the asked node alone is enough; its peer follows as soon as it is heard.</param>
    /// <param name="caller">Must be admin.</param>
    /// <param name="cancellationToken">Stops waiting, not the change.</param>
    /// <exception cref="Errors.HamgmException">Cluster/409, Authentication, ServiceUnavailable/503.</exception>
    Task SetFrozenAsync(bool frozen, bool force, CallerIdentity caller, CancellationToken cancellationToken);

    /// <summary>Adds the second node to a single one (peer.id, peer.ip). A third is refused with 409.</summary>
    /// <returns>What was done: it takes effect at this node's next restart.</returns>
    Task<MemberOutcome> RegisterNodeAsync(string nodeId, string ipAddress, int port, CallerIdentity caller, CancellationToken cancellationToken);

    /// <summary>
    /// Removes the peer: a reachable one leaves first (releases, and takes the VIP no more in this life); an unreachable one needs
    /// force. The PRIMARY cannot be removed. Then peer.* is taken out of the file of the node that stays, as one change; it is a
    /// single cluster after its next restart, not before.
    /// </summary>
    /// <returns>What was done, and what the operator has to do on both nodes.</returns>
    Task<MemberOutcome> UnregisterNodeAsync(string nodeId, bool force, CallerIdentity caller, CancellationToken cancellationToken);

    /// <summary>Synchronises files, on whichever node it must be (spec/1 section 3.1.4).</summary>
    /// <exception cref="Errors.HamgmException">NodeNotFound/404; ServiceUnavailable/503 while no sync module runs; Authentication.</exception>
    /// <exception cref="SyncFailedException">Nothing is in step.</exception>
    Task<SyncOutcome> SyncAsync(SyncOrder order, CallerIdentity caller, CancellationToken cancellationToken);

    /// <summary>Pauses synchronising on both nodes (reason MANUAL), or resumes it (spec/3).</summary>
    /// <returns>rsync on both nodes, afterwards.</returns>
    /// <exception cref="Errors.HamgmException">ServiceUnavailable/503 while no sync module runs; Authentication.</exception>
    Task<IReadOnlyList<SyncServiceStatus>> SetSyncPausedAsync(bool paused, CallerIdentity caller, CancellationToken cancellationToken);

    /// <summary>The sync module of this node, for reading.</summary>
    /// <exception cref="Errors.HamgmException">ServiceUnavailable/503 while none runs.</exception>
    ISynchronizer GetSynchronizer();

    /// <summary>Events after a cursor; waits for the first when there is none yet.</summary>
    /// <param name="afterId">0 for all that are kept (1024).</param>
    /// <param name="wait">At most this long, at most 30 s.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    Task<IReadOnlyList<ClusterEvent>> GetEventsAsync(long afterId, TimeSpan wait, CancellationToken cancellationToken);

    /// <summary>Alerts: both nodes'.</summary>
    /// <exception cref="Errors.HamgmException">ServiceUnavailable/503: this cluster manager has none.</exception>
    IAlertDesk Alerts => throw new Errors.HamgmException(
        Errors.ErrorKind.ServiceUnavailable, Errors.ErrorCodes.Unavailable, "component.alert", "component.alert does not run here.");

    /// <summary>Upgrades of the pair.</summary>
    /// <exception cref="Errors.HamgmException">ServiceUnavailable/503: this cluster manager has none.</exception>
    IUpgradeDesk Upgrades => throw new Errors.HamgmException(
        Errors.ErrorKind.ServiceUnavailable, Errors.ErrorCodes.Unavailable, "logic.upgrade", "logic.upgrade does not run here.");
}
