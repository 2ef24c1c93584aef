using System.Globalization;
using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.Configuration;
using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Logging;
using HAMgm.Contracts.Management;
using HAMgm.Contracts.StateMachine;
using HAMgm.Thrift.Peer;
using ConfigChange = HAMgm.Contracts.Configuration.ConfigChange;

namespace HAMgm.Management.Cluster;

/// <summary>Takes shared settings from the peer: a change that the PRIMARY commits, or all of them when this node lags behind.</summary>
internal sealed class ConfigReceiver(
    ClusterSettings settings,
    IConfigManager config,
    IStateMachine stateMachine,
    SharedSettings shared,
    ConfigHistory history,
    PeerClient peer,
    ILogger log)
{
    // Shorter than a call's time-out: the caller is told "busy", not left to guess.
    private static readonly TimeSpan LockTimeout = TimeSpan.FromSeconds(2);

    private (long Version, ulong Hash)? _refusedSet;

    /// <summary>Validates and writes what the peer commits; answers the digest after it.</summary>
    /// <exception cref="HamgmException">Configuration/400: refused here. Cluster/409: not from the PRIMARY of the newest term, or it does not follow what is here.</exception>
    public async Task<ConfigDigest> ApplyAsync(ConfigBatch batch, CallerIdentity caller, CancellationToken cancellationToken)
    {
        if (!await shared.Lock.WaitAsync(LockTimeout, cancellationToken))
        {
            throw ClusterErrors.Unavailable(settings.NodeId, $"Node '{settings.NodeId}' is just writing other settings. Try again.");
        }

        try
        {
            RefuseOldTerm(batch);
            IReadOnlyList<ConfigChange> changes = batch.Full ? ReplaceAll(batch) : [ApplyOne(batch)];
            Note(changes, batch, caller);
            return shared.GetDigest(stateMachine.GetNodeStatus().Term.Value);
        }
        finally
        {
            shared.Lock.Release();
        }
    }

    /// <summary>
    /// Fetches all shared settings when the peer has a higher version: what this node missed while it was away, or what
    /// the peer wrote and this node, then PRIMARY, could not finish. Called after each exchange of snapshots.
    /// </summary>
    public async Task CatchUpAsync(NodeView peerSnapshot, CancellationToken cancellationToken)
    {
        var offered = (peerSnapshot.ConfigVersion, peerSnapshot.ConfigHash);
        if (offered.ConfigVersion <= config.Version || offered == _refusedSet || !await shared.Lock.WaitAsync(TimeSpan.Zero, cancellationToken))
        {
            return;
        }

        try
        {
            await PullAsync(cancellationToken);
        }
        catch (HamgmException failed)
        {
            // A set that is refused here stays refused until one of the two sides changes: asking ten times a second helps nobody.
            var refused = failed is { Kind: ErrorKind.Configuration, Code: ErrorCodes.BadRequest };
            _refusedSet = refused ? offered : null;
            log.Warn("the peer's newer settings could not be taken over", ("peer", settings.PeerId), ("version", offered.ConfigVersion), ("error", failed.Message));
        }
        finally
        {
            shared.Lock.Release();
        }
    }

    /// <summary>Fetches and writes the peer's full set. The caller holds <see cref="SharedSettings.Lock"/>.</summary>
    public async Task PullAsync(CancellationToken cancellationToken)
    {
        var batch = peer.Read<ConfigBatch>(await peer.CallAsync(PeerMethods.ConfigFetch, null, cancellationToken));
        if (batch.Version <= config.Version)
        {
            return;
        }

        var changes = ReplaceAll(batch);
        Note(changes, batch, new CallerIdentity($"node:{settings.PeerId}", CallerRole.Node, "taken over from the peer"));
        log.Info("took the peer's newer settings over", ("peer", settings.PeerId), ("version", batch.Version), ("changed", changes.Count));
    }

    private void RefuseOldTerm(ConfigBatch batch)
    {
        var status = stateMachine.GetNodeStatus();
        var term = batch.Changes.Count > 0 ? batch.Changes[^1].Term : 0;
        if (status.State == NodeState.Primary && status.Term.Value > term)
        {
            throw ClusterErrors.Conflict(settings.NodeId, string.Create(CultureInfo.InvariantCulture,
                $"Node '{settings.NodeId}' is PRIMARY of term {status.Term.Value}; a change of term {term} is too old. Try again there."));
        }
    }

    private IReadOnlyList<ConfigChange> ReplaceAll(ConfigBatch batch) =>
        batch.Version > config.Version ? shared.Replace(batch) : throw OutOfStep(batch.Version);

    private ConfigChange ApplyOne(ConfigBatch batch)
    {
        if (batch.Changes.Count != 1)
        {
            throw ClusterErrors.BadRequest("config.apply", "A change of one setting has exactly one key.");
        }

        var change = batch.Changes[0];
        if (change.Version != config.Version + 1)
        {
            throw OutOfStep(change.Version);
        }

        if (ClusterSettings.IsSecret(change.Key) || config.GetScope(change.Key) != ConfigScope.Shared)
        {
            throw new HamgmException(ErrorKind.Configuration, ErrorCodes.BadRequest, change.Key, $"'{change.Key}' is no shared setting on node '{settings.NodeId}'.");
        }

        return config.SetString(change.Key, change.Value ?? "", change.Version);
    }

    private HamgmException OutOfStep(long version) => ClusterErrors.Conflict(settings.NodeId, string.Create(CultureInfo.InvariantCulture,
        $"Node '{settings.NodeId}' has version {config.Version} of the shared settings; version {version} does not follow it. Try again."));

    private void Note(IReadOnlyList<ConfigChange> changes, ConfigBatch batch, CallerIdentity caller)
    {
        // A full set does not tell who changed what, a single change does.
        var name = batch.Full || batch.Changes.Count == 0 ? null : batch.Changes[0].ChangedBy;
        var who = name is { Length: > 0 } ? caller with { Name = ClusterErrors.Bound(name) } : caller;
        history.AddShared(changes, config.Version, who, batch.Changes.Count > 0 ? batch.Changes[^1].Term : 0);
    }
}
