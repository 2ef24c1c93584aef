using System.Text.Json;
using HAMgm.Contracts.Configuration;
using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Logging;
using HAMgm.Contracts.Management;

namespace HAMgm.Management.Cluster;

/// <summary>
/// Makes two nodes alike that are not: after a partition, a crash between the two halves of a commit, a restart. Both tell each
/// other what they have; the one with the older state takes the newer one over, and both end with the entries of both
/// histories. Symmetrical and repeatable: whoever begins, and however often, the outcome is the same.
/// </summary>
internal sealed class ConfigReconciler(
    ClusterSettings settings, SharedSettings shared, ConfigHistory history, ConfigWriter writer, ConfigAgreement agreement, PeerClient peer, ILogger log,
    TimeProvider time)
{
    private static readonly TimeSpan LockTimeout = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(3);

    // What was in the way may be gone without a change of either side's settings: an edit of the file that was not in force yet, or had an error.
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(30);

    private (StampReply Mine, string OwnHistory, long Version, ulong Hash, string History)? _settled;
    private (StampReply Mine, string OwnHistory, long Version, ulong Hash, string History)? _refused;
    private long _refusedAt;
    private string _told = "";

    /// <summary>Called after each exchange of snapshots: reconciles when the peer's snapshot says that something differs.</summary>
    public async Task CatchUpAsync(NodeView peerSnapshot, CancellationToken cancellationToken)
    {
        var mine = shared.Stamp;
        var differs = peerSnapshot.ConfigVersion != mine.Version || SnapshotCodec.FormatHash(peerSnapshot.ConfigHash) != mine.Hash
            || (peerSnapshot.ConfigHistory.Length > 0 && peerSnapshot.ConfigHistory != history.Digest);
        var offered = (mine, history.Digest, peerSnapshot.ConfigVersion, peerSnapshot.ConfigHash, peerSnapshot.ConfigHistory);
        if (!differs)
        {
            // Made alike by whoever it was: nothing is in the way any more.
            Forget();
            return;
        }

        if (offered == _settled || (offered == _refused && time.GetElapsedTime(_refusedAt) < RetryAfter) || !await shared.Lock.WaitAsync(TimeSpan.Zero, cancellationToken))
        {
            return;
        }

        try
        {
            ConfigState state;
            try
            {
                state = shared.Take(null);
            }
            finally
            {
                shared.Lock.Release();
            }

            // The lock is free while the peer is asked, which may be asking this node at the same moment.
            var reply = await CallAsync(state, cancellationToken);
            if (!await shared.Lock.WaitAsync(LockTimeout, cancellationToken))
            {
                return;
            }

            try
            {
                writer.Adopt(reply);
                state = shared.Take(reply.Known);
            }
            finally
            {
                shared.Lock.Release();
            }

            if (state.Entries.Length > 0)
            {
                await CallAsync(state, cancellationToken);
            }

            // What still differs cannot be helped (a secret that is not sent): not asked again until one of the two sides changes.
            _settled = (shared.Stamp, history.Digest, peerSnapshot.ConfigVersion, peerSnapshot.ConfigHash, peerSnapshot.ConfigHistory);
            Forget();
        }
        catch (HamgmException failed)
        {
            _settled = null;
            if (failed is { Kind: ErrorKind.Configuration, Code: ErrorCodes.BadRequest })
            {
                // A set that is refused mostly stays refused until one of the two sides changes: asking every second helps nobody.
                (_refused, _refusedAt) = (offered, time.GetTimestamp());
                agreement.Refusal = failed.Message;
            }

            if (failed.Message != _told)
            {
                _told = failed.Message;
                log.Warn("the settings of the two nodes could not be made alike", ("peer", settings.PeerId), ("version", offered.ConfigVersion), ("error", failed.Message));
            }
        }
    }

    private void Forget()
    {
        (_refused, _told) = (null, "");
        agreement.Refusal = null;
    }

    /// <summary>The same for somebody who is about to commit. The caller holds <see cref="SharedSettings.Lock"/>.</summary>
    /// <exception cref="HamgmException">The peer does not answer, or one of the two refuses the other's settings.</exception>
    public async Task ReconcileLockedAsync(CancellationToken cancellationToken)
    {
        var reply = await CallAsync(shared.Take(null, decides: true), cancellationToken);
        writer.Adopt(reply);
        var rest = shared.Take(reply.Known, decides: true);
        if (rest.Entries.Length > 0)
        {
            await CallAsync(rest, cancellationToken);
        }
    }

    /// <summary>Answers the peer: takes its settings over when they are newer, and tells this node's.</summary>
    /// <exception cref="HamgmException">503: busy. Configuration/400: refused here.</exception>
    public async Task<byte[]> AnswerAsync(byte[] body, CancellationToken cancellationToken)
    {
        var theirs = PeerJson.Read(body, PeerJson.Default.ConfigState);
        RequireWhole(theirs);
        if (!await shared.Lock.WaitAsync(LockTimeout, cancellationToken))
        {
            throw ClusterErrors.Unavailable(settings.NodeId, $"Node '{settings.NodeId}' is just writing other settings. Try again.");
        }

        try
        {
            writer.Adopt(theirs);
            return PeerJson.Write(shared.Take(theirs.Known), PeerJson.Default.ConfigState);
        }
        finally
        {
            shared.Lock.Release();
        }
    }

    /// <summary>What the peer has, without changing anything on either side.</summary>
    /// <exception cref="HamgmException">The peer does not answer.</exception>
    public async Task<ConfigState> LookAsync(CancellationToken cancellationToken) =>
        peer.Read(await peer.CallAsync(PeerMethods.ConfigLook, null, cancellationToken), PeerJson.Default.ConfigState);

    private async Task<ConfigState> CallAsync(ConfigState state, CancellationToken cancellationToken)
    {
        var caller = new CallerIdentity($"node:{settings.NodeId}", CallerRole.Node, "");
        var reply = peer.Read(
            await peer.CallAsync(PeerMethods.ConfigExchange, PeerJson.Write(state, PeerJson.Default.ConfigState), caller, CallTimeout, cancellationToken),
            PeerJson.Default.ConfigState);
        RequireWhole(reply);
        return reply;
    }

    private static void RequireWhole(ConfigState state)
    {
        if (state is not { Values: not null, Known: not null, Entries: not null, Hash: not null })
        {
            throw new JsonException("a part is missing");
        }
    }
}
