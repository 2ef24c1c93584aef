using System.Globalization;
using HAMgm.Contracts.Configuration;
using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Logging;
using HAMgm.Contracts.Management;
using HAMgm.Contracts.StateMachine;
using NodeState = HAMgm.Contracts.Cluster.NodeState;

namespace HAMgm.Management.Cluster;

/// <summary>
/// Commits settings. A shared change, by the PRIMARY, in two phases (docs/adr/0039): the peer judges it and keeps it ready, then it
/// is written here, which decides it, then there. What either cannot take is refused before it is decided; what is decided is
/// never lost: the history has it, and the peer takes it over at the next contact at the latest.
/// </summary>
internal sealed class ConfigCommitter(
    ClusterSettings settings,
    IConfigManager config,
    IStateMachine stateMachine,
    SharedSettings shared,
    ConfigReconciler reconciler,
    ConfigWriter writer,
    ConfigHistory history,
    PeerClient peer,
    ILogger log)
{
    // Somebody waits: better told "busy" than kept behind others that wait for a silent peer.
    private static readonly TimeSpan LockTimeout = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(2);

    /// <summary>Throws while settings may not be changed; told what is to be.</summary>
    public required Action<string> RequireUnlocked { get; init; }

    /// <summary>Sets settings of this node's own.</summary>
    /// <returns>What was done, for the caller.</returns>
    public string SetLocal(IReadOnlyDictionary<string, string> values, CallerIdentity caller, string note = "")
    {
        RequireUnlocked(string.Join(", ", values.Keys));
        var changes = config.SetAll(values);
        var problem = history.AddLocal(changes, settings.NodeId, caller, note);
        return $"{Describe(changes)} on node '{settings.NodeId}'.{Restart(changes, "this node")}{problem}";
    }

    /// <summary>Sets shared settings as one version. Called on the PRIMARY.</summary>
    /// <param name="values">By key; "" unsets.</param>
    /// <param name="caller">Who.</param>
    /// <param name="note">For the history.</param>
    /// <param name="cancellationToken">Ends the waiting; not what has been decided.</param>
    /// <returns>What was done, for the caller; a warning in it when the peer was not reachable.</returns>
    /// <exception cref="HamgmException">Nothing has changed on either node. Configuration: refused here or by the peer. ServiceUnavailable/503: no PRIMARY, busy, or the peer does not answer.</exception>
    public async Task<string> CommitAsync(IReadOnlyDictionary<string, string> values, CallerIdentity caller, string note, CancellationToken cancellationToken)
    {
        var keys = string.Join(", ", values.Keys.Order(StringComparer.Ordinal));
        RequireUnlocked(keys);
        if (!await shared.Lock.WaitAsync(LockTimeout, cancellationToken))
        {
            throw ClusterErrors.Unavailable(settings.NodeId, $"Other settings are just being written, so '{ClusterErrors.Bound(keys)}' was not changed. Try again.");
        }

        try
        {
            config.ValidateAll(shared.WithFile(values));
            var term = RequirePrimary(keys);
            var withPeer = peer.IsReachable;
            if (withPeer)
            {
                await AlignAsync(cancellationToken);
            }

            var entry = writer.NewEntry(term, caller, note, values);
            var before = values.Keys.ToDictionary(key => key, config.GetString, StringComparer.Ordinal);
            if (withPeer)
            {
                await AskPeerAsync(PeerMethods.ConfigPrepare, PeerJson.Write(new PrepareCall(entry, values.ToDictionary()), PeerJson.Default.PrepareCall), cancellationToken);
            }

            var (noted, changes, problem) = await DecideAsync(entry, values, keys, withPeer);
            var where = withPeer ? await FinishAsync(noted, before) : "";
            if (where.Length == 0)
            {
                where = settings.HasPeer
                    ? $"on node '{settings.NodeId}' only: '{settings.PeerId}' is not reachable and takes it over when it comes back; if '{settings.PeerId}' is made PRIMARY before that and set otherwise, its settings count and this change stays in the history as superseded"
                    : "on this node, which has no peer";
            }

            return $"{Describe(changes)}, version {noted.Version}, {where}.{Restart(changes, "both nodes")}{problem}";
        }
        finally
        {
            shared.Lock.Release();
        }
    }

    /// <summary>A value as it may be audited.</summary>
    public string Mask(string key, string value) => ClusterSettings.Show(key, config.Mask(key, value));

    /// <summary>Refuses what a forwarded call may not set: the caller's node has checked it, but of what it knew.</summary>
    /// <exception cref="HamgmException">Configuration: unknown, node-local, or a secret that would go over a link in clear.</exception>
    public void RequireShared(string key, string value)
    {
        if (config.GetScope(key) != ConfigScope.Shared)
        {
            throw new HamgmException(
                ErrorKind.Configuration, ErrorCodes.BadRequest, ClusterErrors.Bound(key),
                $"'{ClusterErrors.Bound(key)}' is set on the node itself, not by way of another one.");
        }

        RequireSendable(key, value);
    }

    /// <summary>Refuses a secret that would go over the link in clear.</summary>
    /// <exception cref="HamgmException">Configuration/400.</exception>
    public void RequireSendable(string key, string value)
    {
        if (settings.HasPeer && shared.HasSecret(key, value) && !shared.IsLinkEncrypted)
        {
            throw new HamgmException(
                ErrorKind.Configuration, ErrorCodes.BadRequest, key,
                $"'{key}' holds a secret, and the link between the nodes is not encrypted. Write it into the configuration files of both nodes and restart them, or set up thrift.tls.");
        }
    }

    private long RequirePrimary(string keys)
    {
        var status = stateMachine.GetNodeStatus();
        return status.State == NodeState.Primary
            ? status.Term.Value
            : throw ClusterErrors.NoPrimary($"change the shared setting '{ClusterErrors.Bound(keys)}'");
    }

    // Both have to have the same before one change can be added to it.
    private async Task AlignAsync(CancellationToken cancellationToken)
    {
        if (await StampOfPeerAsync(cancellationToken) == shared.Stamp)
        {
            return;
        }

        await TryAsync(() => reconciler.ReconcileLockedAsync(cancellationToken));
        var theirs = await StampOfPeerAsync(cancellationToken);
        if (theirs != shared.Stamp)
        {
            throw ClusterErrors.Unavailable(
                settings.PeerId, $"The settings of '{settings.PeerId}' are just being brought in step, so nothing was changed. Try again; if it stays so, see 'hamgm-cli config diff --peer'.");
        }
    }

    private async Task<StampReply> StampOfPeerAsync(CancellationToken cancellationToken) =>
        peer.Read(await AskPeerAsync(PeerMethods.ConfigDigest, null, cancellationToken), PeerJson.Default.StampReply);

    // Nothing has been decided yet: a peer that does not answer is a refusal, and it is at once.
    private async Task<byte[]> AskPeerAsync(string method, byte[]? body, CancellationToken cancellationToken)
    {
        byte[] answer = [];
        await TryAsync(async () => answer = await peer.CallAsync(method, body, Node, CallTimeout, cancellationToken));
        return answer;
    }

    private async Task TryAsync(Func<Task> call)
    {
        try
        {
            await call();
        }
        catch (HamgmException unanswered) when (unanswered is not PeerRefusal && unanswered.Kind == ErrorKind.ServiceUnavailable)
        {
            throw ClusterErrors.Unavailable(settings.PeerId, $"'{settings.PeerId}' does not answer, so nothing was changed. Try again. ({unanswered.Message})", unanswered);
        }
    }

    // The one step that decides: before it nothing has happened, after it the change is in the history for ever.
    private async Task<(ConfigEntry Entry, IReadOnlyList<ConfigChange> Changes, string Problem)> DecideAsync(
        ConfigEntry entry, IReadOnlyDictionary<string, string> values, string keys, bool withPeer)
    {
        try
        {
            history.Prepare(entry);
            if (RequirePrimary(keys) != entry.Term)
            {
                throw ClusterErrors.NoPrimary($"change the shared setting '{ClusterErrors.Bound(keys)}'");
            }

            return writer.Write(entry, values);
        }
        catch (HamgmException refused)
        {
            history.Drop();
            if (withPeer)
            {
                await QuietlyAsync(PeerMethods.ConfigAbort, entry);
            }

            log.Warn("a change of settings was rolled back", ("version", entry.Version), ("error", refused.Message));
            throw;
        }
    }

    /// <returns>Where it is, for the caller; "" when the peer became unreachable meanwhile.</returns>
    /// <exception cref="HamgmException">The peer, which could when it was asked, cannot write it: it has been taken back here.</exception>
    private async Task<string> FinishAsync(ConfigEntry entry, Dictionary<string, string> before)
    {
        try
        {
            await peer.CallAsync(PeerMethods.ConfigCommit, Stamp(entry), Node, CallTimeout, CancellationToken.None);
            return "on both nodes";
        }
        catch (PeerRefusal refused) when (refused.Kind == ErrorKind.Configuration)
        {
            if (!TryTakeBack(entry, before, refused))
            {
                return $"on node '{settings.NodeId}' only: '{settings.PeerId}' cannot write it ({refused.Message})";
            }

            throw new HamgmException(
                refused.Kind, refused.Code, refused.Subject,
                $"'{settings.PeerId}' cannot write it, so it was taken back on '{settings.NodeId}' too: {refused.Message}", refused);
        }
        catch (HamgmException unanswered)
        {
            log.Warn("the peer did not confirm a change of settings; it takes it over at the next contact", ("version", entry.Version), ("error", unanswered.Message));
            return "";
        }
    }

    private bool TryTakeBack(ConfigEntry entry, Dictionary<string, string> before, PeerRefusal why)
    {
        try
        {
            var note = $"rolled back version {entry.Version.ToString(CultureInfo.InvariantCulture)}: {ClusterErrors.Bound(why.Message)}";
            writer.Write(writer.NewEntry(entry.Term, Node, note, before), before);
            return true;
        }
        catch (HamgmException full)
        {
            log.Warn("a change of settings that the peer cannot write could not be taken back", ("version", entry.Version), ("error", full.Message));
            return false;
        }
    }

    private async Task QuietlyAsync(string method, ConfigEntry entry)
    {
        try
        {
            await peer.CallAsync(method, Stamp(entry), Node, CallTimeout, CancellationToken.None);
        }
        catch (HamgmException unheard)
        {
            // What was prepared there never comes into force by itself.
            log.Debug("the peer did not hear of a roll-back", ("error", unheard.Message));
        }
    }

    private CallerIdentity Node => new($"node:{settings.NodeId}", CallerRole.Node, "");

    private static byte[] Stamp(ConfigEntry entry) => PeerJson.Write(new StampReply(entry.Term, entry.Version, entry.Hash), PeerJson.Default.StampReply);

    private static string Describe(IReadOnlyList<ConfigChange> changes) =>
        string.Join(", ", changes.Select(change => $"'{change.Key}' is '{ClusterSettings.Show(change.Key, change.NewValue)}' now"));

    private static string Restart(IReadOnlyList<ConfigChange> changes, string which) =>
        changes.Any(change => change.NeedsRestart) ? $" It takes effect at the next restart of {which}." : "";
}
