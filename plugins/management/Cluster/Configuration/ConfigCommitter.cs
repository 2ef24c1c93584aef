using System.Globalization;
using HAMgm.Contracts.Configuration;
using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Management;
using HAMgm.Contracts.StateMachine;
using HAMgm.Thrift;
using HAMgm.Thrift.Peer;
using NodeState = HAMgm.Contracts.Cluster.NodeState;
using ConfigChange = HAMgm.Contracts.Configuration.ConfigChange;
using WireChange = HAMgm.Thrift.Peer.ConfigChange;

namespace HAMgm.Management.Cluster;

/// <summary>
/// Commits settings: a shared one as the PRIMARY, at the peer first and here second. In that order a crash in between
/// leaves the peer with the higher version, which this node takes over at the next contact; the other way round an
/// acknowledged change could be lost with this node.
/// </summary>
internal sealed class ConfigCommitter(
    ClusterSettings settings,
    IConfigManager config,
    IStateMachine stateMachine,
    SharedSettings shared,
    ConfigReceiver receiver,
    ConfigHistory history,
    PeerClient peer,
    TimeProvider time)
{
    /// <summary>Sets a setting of this node's own.</summary>
    /// <returns>What was done, for the caller.</returns>
    public string SetLocal(string key, string value, CallerIdentity caller)
    {
        var change = config.SetString(key, value);
        var note = history.AddLocal(change, caller);
        return $"{Describe(change)} on node '{settings.NodeId}'.{Restart(change, "this node")}{note}";
    }

    /// <summary>Sets a shared setting. Called on the PRIMARY.</summary>
    /// <returns>What was done, for the caller; a warning in it when the peer was not reachable.</returns>
    /// <exception cref="HamgmException">Configuration: refused here or by the peer, nothing changed. ServiceUnavailable: not acknowledged, nothing changed here.</exception>
    public async Task<string> CommitAsync(string key, string value, CallerIdentity caller, CancellationToken cancellationToken)
    {
        await shared.Lock.WaitAsync(cancellationToken);
        try
        {
            config.Validate(key, value);
            var where = "on this node, which has no peer";
            var term = RequirePrimary(key);
            if (peer.IsReachable)
            {
                await ReplicateAsync(key, value, term, caller, cancellationToken);
                where = "on both nodes";
            }
            else if (settings.HasPeer)
            {
                where = $"on node '{settings.NodeId}' only: '{settings.PeerId}' is not reachable and takes it over when it comes back";
            }

            var change = WriteHere(key, value, where == "on both nodes");
            var note = history.AddShared([change], change.Version, caller, term);
            return $"{Describe(change)}, version {change.Version}, {where}.{Restart(change, "both nodes")}{note}";
        }
        finally
        {
            shared.Lock.Release();
        }
    }

    /// <summary>A value as it may be audited.</summary>
    public string Mask(string key, string value) => ClusterSettings.Show(key, config.Mask(key, value));

    /// <summary>Refuses what a forwarded call may not set: the caller's node has checked it, but of what it knew.</summary>
    /// <exception cref="HamgmException">Configuration: unknown, node-local, or secret.</exception>
    public void RequireShared(string key)
    {
        if (config.GetScope(key) != ConfigScope.Shared || ClusterSettings.IsSecret(key))
        {
            throw new HamgmException(
                ErrorKind.Configuration, ErrorCodes.BadRequest, ClusterErrors.Bound(key),
                $"'{ClusterErrors.Bound(key)}' is set on the node itself, not by way of another one.");
        }
    }

    private long RequirePrimary(string key)
    {
        var status = stateMachine.GetNodeStatus();
        return status.State == NodeState.Primary
            ? status.Term.Value
            : throw ClusterErrors.NoPrimary($"change the shared setting '{key}'");
    }

    // What is at hand decides what is sent: the change alone where both agree, everything where the peer lags or differs.
    private async Task ReplicateAsync(string key, string value, long term, CallerIdentity caller, CancellationToken cancellationToken)
    {
        var theirs = await DigestOfPeerAsync(cancellationToken);
        if (theirs.Version > config.Version)
        {
            await receiver.PullAsync(cancellationToken);
        }

        var version = config.Version + 1;
        var agree = theirs.Version == config.Version && SnapshotCodec.ParseHash(theirs.Hash) == config.SharedHash;
        var batch = agree
            ? new ConfigBatch([new WireChange(key, version, term) { Value = value, ChangedBy = caller.Name, ChangedAt = time.GetUtcNow().ToUnixTimeMilliseconds() }])
            : shared.ToBatch(term, version, key, value);
        batch.Version = version;

        try
        {
            await peer.CallAsync(PeerMethods.ConfigApply, ThriftPayload.Serialize(batch), cancellationToken);
        }
        catch (HamgmException unanswered) when (unanswered is not PeerRefusal)
        {
            throw new HamgmException(
                ErrorKind.ServiceUnavailable, ErrorCodes.Timeout, settings.PeerId,
                $"'{settings.PeerId}' did not acknowledge '{key}', so nothing was changed on '{settings.NodeId}'. If it was written there, this node takes it over at the next contact: "
                + $"see 'hamgm-cli config get {key}', and set it again if need be. ({unanswered.Message})",
                unanswered);
        }
    }

    private async Task<ConfigDigest> DigestOfPeerAsync(CancellationToken cancellationToken)
    {
        try
        {
            return peer.Read<ConfigDigest>(await peer.CallAsync(PeerMethods.ConfigDigest, null, cancellationToken));
        }
        catch (HamgmException unanswered) when (unanswered is not PeerRefusal)
        {
            throw ClusterErrors.Unavailable(settings.PeerId, $"'{settings.PeerId}' does not answer, so nothing was changed. Try again. ({unanswered.Message})", unanswered);
        }
    }

    private ConfigChange WriteHere(string key, string value, bool peerHasIt)
    {
        try
        {
            return config.SetString(key, value, config.Version + 1);
        }
        catch (HamgmException refused) when (peerHasIt)
        {
            throw new HamgmException(
                refused.Kind, ErrorCodes.Internal, key,
                $"'{key}' is written on '{settings.PeerId}' but could not be written on '{settings.NodeId}': {refused.Message} This node tries again at the next contact.",
                refused);
        }
    }

    private static string Describe(ConfigChange change) =>
        string.Create(CultureInfo.InvariantCulture, $"'{change.Key}' is '{ClusterSettings.Show(change.Key, change.NewValue)}' now");

    private static string Restart(ConfigChange change, string which) =>
        change.NeedsRestart ? $" It takes effect at the next restart of {which}." : "";
}
