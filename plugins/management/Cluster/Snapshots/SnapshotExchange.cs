using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Kernel;
using HAMgm.Contracts.Logging;
using HAMgm.Contracts.StateMachine;
using HAMgm.Thrift;
using HAMgm.Thrift.Peer;

namespace HAMgm.Management.Cluster;

/// <summary>
/// Tells the peer about this node, and learns about the peer, every interval and at once when this node's role changes.
/// One call carries both snapshots, so whichever node calls first serves both, and the other one keeps still.
/// </summary>
internal sealed class SnapshotExchange(
    ClusterSettings settings,
    LocalNode self,
    PeerNode peerNode,
    PeerClient peer,
    ConfigReconciler reconciler,
    ConfigAgreement agreement,
    EventFeed feed,
    CertificateWatch certificates,
    IHost host,
    ILogger log) : IEventHandler<RoleChangedEvent>
{
    private TaskCompletionSource _now = NewSignal();
    private bool _wasFailing;

    /// <summary>What follows on each exchange, whether the peer could be reached or not.</summary>
    public Func<CancellationToken, Task> AfterExchange { get; init; } = _ => Task.CompletedTask;

    /// <inheritdoc/>
    public ValueTask HandleEventAsync(RoleChangedEvent @event, CancellationToken cancellationToken)
    {
        // However many events: what is sent is the newest state.
        Volatile.Read(ref _now).TrySetResult();
        return ValueTask.CompletedTask;
    }

    /// <summary>Exchanges until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            var interval = settings.SnapshotInterval;
            await Task.WhenAny(_now.Task, Task.Delay(interval, cancellationToken));
            cancellationToken.ThrowIfCancellationRequested();
            var urgent = _now.Task.IsCompleted;
            if (urgent)
            {
                Volatile.Write(ref _now, NewSignal());
            }

            certificates.Look();
            feed.ObserveVip(self.GetView().Term.Value);
            await ExchangeAsync(urgent ? TimeSpan.Zero : interval * 0.75, cancellationToken);
            await AfterExchange(cancellationToken);
        }
    }

    /// <summary>One exchange, unless the peer's last snapshot is younger than <paramref name="unlessYounger"/>; then the settings are compared.</summary>
    public async Task ExchangeAsync(TimeSpan unlessYounger, CancellationToken cancellationToken)
    {
        if (!peer.IsReachable)
        {
            return;
        }

        if (peerNode.SnapshotAge is not { } age || age >= unlessYounger)
        {
            await CallAsync(cancellationToken);
        }

        if (peerNode.LastSnapshot is { } snapshot && snapshot.NodeId == settings.PeerId)
        {
            var here = self.GetView();
            agreement.Observe(here.ConfigVersion, here.ConfigHash, snapshot.ConfigVersion, snapshot.ConfigHash, settings.PeerId);
            await reconciler.CatchUpAsync(snapshot, cancellationToken);
        }
    }

    /// <summary>Answers the peer's call with this node's snapshot.</summary>
    public byte[] Answer(byte[] body)
    {
        peerNode.Learn(SnapshotCodec.ToView(ThriftPayload.Deserialize<NodeSnapshot>(body)));
        return Take();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private byte[] Take() => ThriftPayload.Serialize(SnapshotCodec.ToWire(self.GetView(), host.StartedAtUnixMs));

    private async Task CallAsync(CancellationToken cancellationToken)
    {
        try
        {
            var answer = await peer.CallAsync(PeerMethods.Snapshot, Take(), cancellationToken);
            peerNode.Learn(SnapshotCodec.ToView(peer.Read<NodeSnapshot>(answer)));
            _wasFailing = false;
        }
        catch (HamgmException failed)
        {
            // The age of what is known tells the operator; the log needs to hear of it once.
            if (!_wasFailing)
            {
                log.Warn("the peer does not exchange snapshots", ("peer", settings.PeerId), ("error", failed.Message));
            }

            _wasFailing = true;
        }
    }
}
