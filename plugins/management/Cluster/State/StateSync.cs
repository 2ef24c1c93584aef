using System.Text.Json;
using HAMgm.Contracts.Configuration;
using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Logging;
using HAMgm.Contracts.Management;
using HAMgm.Contracts.Peer;
using HAMgm.Contracts.Sync;

namespace HAMgm.Management.Cluster;

/// <summary>
/// Keeps the cluster's state the same on both nodes (spec/1 section 5.5): the PRIMARY writes it, tells the peer, and waits for
/// the acknowledgement; what is not acknowledged is told again with the next exchange. Two that differ are resolved by
/// <see cref="StateOrder"/>, on both nodes alike.
/// </summary>
internal sealed class StateSync(
    ClusterSettings settings, IConfigManager config, IPeerChannel channel, Func<ClusterView> view, StateCache cache, PeerClient peer, ILogger log, TimeProvider time)
{
    // Without a change: in case the peer has lost what it acknowledged.
    private static readonly TimeSpan Reassurance = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private long _toldAt;
    private bool _wasConnected;
    private bool _wasRefused;

    /// <summary>The last runs of the synchronisation; none while no plugin provides it.</summary>
    public Func<IReadOnlyList<SyncStatus>> SyncSource { get; set; } = () => [];

    /// <summary>The version that the peer acknowledged last, with the checksum that this node has; 0 before the first.</summary>
    public long AcknowledgedVersion { get; private set; }

    /// <summary>Looks whether something has changed, and brings the peer up to date.</summary>
    public async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        ClusterState? state;
        lock (_gate)
        {
            cache.Restore();
            Observe();
            state = cache.Current;
        }

        var isConnected = peer.IsReachable;
        var isNew = isConnected && !_wasConnected;
        _wasConnected = isConnected;
        if (!isConnected || state is null)
        {
            return;
        }

        var isDue = state.AuthorNodeId == settings.NodeId && AcknowledgedVersion != state.Version;
        if (isNew || isDue || time.GetElapsedTime(_toldAt) >= Reassurance)
        {
            await TellAsync(state, cancellationToken);
        }
    }

    /// <summary>Answers a state of the peer: takes it if it stands, and says which one does.</summary>
    public byte[] Answer(byte[] body)
    {
        var theirs = Parse(body);
        lock (_gate)
        {
            cache.Restore();
            var accepted = Resolve(theirs);
            var stands = cache.Current!;
            return WriteAnswer(accepted, stands);
        }
    }

    // The PRIMARY writes. Without one that is reachable, the lower id does, or whoever is alone.
    private bool IsAuthor(ClusterView now) =>
        now.PrimaryNodeId == settings.NodeId
        || !peer.IsReachable
        || (now.PrimaryNodeId.Length == 0 && string.CompareOrdinal(settings.NodeId, settings.PeerId) < 0);

    private void Observe()
    {
        var now = view();
        var sync = SyncSource();
        if (IsAuthor(now) && (cache.Current is not { } current || StateBuilder.Differs(now, config.Version, sync, current)))
        {
            cache.Take(StateBuilder.Next(now, channel.GetConnectionStatus(), config.Version, sync, settings.NodeId, cache.Current));
        }
    }

    // True when theirs stands, or is what this node has.
    private bool Resolve(ClusterState theirs)
    {
        var order = cache.Current is { } mine ? StateOrder.Compare(theirs, mine) : 1;
        if (order > 0)
        {
            cache.Take(theirs);
        }

        return order >= 0;
    }

    private async Task TellAsync(ClusterState state, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await peer.CallAsync(PeerMethods.StatePush, StateCodec.Write(state), cancellationToken);
            _toldAt = time.GetTimestamp();
            TakeAnswer(answer, state);
            _wasRefused = false;
        }
        catch (Exception failed) when (failed is HamgmException or JsonException)
        {
            // It is told again with the next exchange; an older peer does not know the call at all.
            if (!_wasRefused)
            {
                log.Warn("the peer did not take the cluster state", ("peer", settings.PeerId), ("error", failed.Message));
            }

            _wasRefused = true;
        }
    }

    private void TakeAnswer(byte[] answer, ClusterState told)
    {
        using var document = JsonDocument.Parse(answer);
        var root = document.RootElement;
        if (root.GetProperty("checksum").GetString() == told.Checksum)
        {
            AcknowledgedVersion = told.Version;
            return;
        }

        var theirs = StateCodec.Read(root.GetProperty("state"));
        RequireOurs(theirs);
        lock (_gate)
        {
            log.Info("the cluster state of the peer stands", ("version", theirs.Version), ("term", theirs.ElectionTerm), ("author", theirs.AuthorNodeId));
            Resolve(theirs);
            Observe();
        }
    }

    private ClusterState Parse(byte[] body)
    {
        using var document = JsonDocument.Parse(body);
        var state = StateCodec.Read(document.RootElement);
        RequireOurs(state);
        return state;
    }

    private void RequireOurs(ClusterState state)
    {
        if (state.ClusterId != settings.ClusterId || state.Nodes.Any(node => node.NodeId != settings.NodeId && node.NodeId != settings.PeerId))
        {
            throw ClusterErrors.Conflict(ClusterErrors.Bound(state.ClusterId), $"this state is of cluster '{ClusterErrors.Bound(state.ClusterId)}' and its nodes, not of '{settings.ClusterId}' with {settings.DescribeNodes()}");
        }
    }

    // With the whole state only where it is needed.
    private static byte[] WriteAnswer(bool accepted, ClusterState stands) => System.Text.Encoding.UTF8.GetBytes(StateCodec.Text(json =>
    {
        json.WriteStartObject();
        json.WriteNumber("version", stands.Version);
        json.WriteString("checksum", stands.Checksum);
        if (!accepted)
        {
            json.WritePropertyName("state");
            json.WriteRawValue(StateCodec.Write(stands));
        }

        json.WriteEndObject();
    }));
}
