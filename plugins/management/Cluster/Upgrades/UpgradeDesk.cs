using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Management;
using HAMgm.Contracts.Upgrades;

namespace HAMgm.Management.Cluster;

/// <summary>Upgrades for operators: audited here, coordinated by logic.upgrade, which reaches the other node by way of this plugin.</summary>
internal sealed class UpgradeDesk(AuditLog audit, ClusterManager cluster, PeerClient peer) : IUpgradeDesk, IUpgradePlatform
{
    /// <summary>Where it does not run: null.</summary>
    public IUpgradeCoordinator? Coordinator { get; set; }

    private IUpgradeCoordinator Working => Coordinator ?? throw ClusterErrors.Unavailable(
        "logic.upgrade", "The plugin logic.upgrade, which coordinates upgrades, does not run here. Enable it in plugins.json.");

    /// <inheritdoc/>
    public Task<UpgradeReport> StartAsync(string toVersion, string packagePath, CallerIdentity caller, CancellationToken cancellationToken) => audit.RunAsync(
        caller, "StartUpgrade", ClusterErrors.Bound($"{toVersion} {packagePath}"),
        () => Working.StartAsync(new UpgradeOrder(toVersion, packagePath, caller.Name), cancellationToken));

    /// <inheritdoc/>
    public UpgradeReport GetStatus() => Working.GetStatus();

    /// <inheritdoc/>
    public Task<UpgradeReport> CompleteAsync(bool force, CallerIdentity caller, CancellationToken cancellationToken) =>
        audit.RunAsync(caller, "CompleteUpgrade", force ? "force" : "", () => Working.CompleteAsync(force, cancellationToken));

    /// <inheritdoc/>
    public Task<UpgradeReport> RollBackAsync(bool force, CallerIdentity caller, CancellationToken cancellationToken) =>
        audit.RunAsync(caller, "RollbackUpgrade", force ? "force" : "", () => Working.RollBackAsync(force, cancellationToken));

    /// <inheritdoc/>
    public Task<IReadOnlyList<UpgradeRecord>> GetHistoryAsync(int limit, CancellationToken cancellationToken) => Working.GetHistoryAsync(limit, cancellationToken);

    /// <inheritdoc/>
    public ClusterView GetCluster() => cluster.GetCluster();

    /// <inheritdoc/>
    public Task<byte[]> AskPeerAsync(byte[] body, TimeSpan timeout, CancellationToken cancellationToken) =>
        peer.CallAsync(PeerMethods.Upgrade, body, timeout, cancellationToken);

    /// <inheritdoc/>
    public Task SwitchAsync(string orderedBy, CancellationToken cancellationToken) =>
        cluster.SwitchAsync(force: false, new CallerIdentity(orderedBy, CallerRole.Admin, "upgrade"), cancellationToken);

    /// <summary>Refuses a change of settings while an upgrade runs (spec/3).</summary>
    /// <exception cref="HamgmException">Configuration/409, with what to do.</exception>
    public void RequireUnlocked(string subject)
    {
        if (Coordinator?.ConfigurationLock is { } why)
        {
            throw new HamgmException(ErrorKind.Configuration, ErrorCodes.Conflict, ClusterErrors.Bound(subject), why);
        }
    }

    /// <summary>Answers the peer's coordinator. Only the other node itself asks.</summary>
    public Task<byte[]> AnswerPeerAsync(byte[] body, CallerIdentity caller, CancellationToken cancellationToken) => caller.Role == CallerRole.Node
        ? Working.AnswerPeerAsync(body, cancellationToken)
        : throw new HamgmException(ErrorKind.Authentication, ErrorCodes.Forbidden, caller.Name, "Only the other node itself asks that.");
}
