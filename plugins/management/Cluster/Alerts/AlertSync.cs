using HAMgm.Contracts.Alerts;
using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Kernel;
using HAMgm.Contracts.Logging;
using HAMgm.Contracts.Management;

namespace HAMgm.Management.Cluster;

/// <summary>
/// Keeps alerts and silences the same on both nodes, and tells component.alert which of the nodes sends (docs/adr/0038): the PRIMARY does; the other one
/// does not as long as the PRIMARY has taken everything that it knows; without a PRIMARY in reach a node is alone.
/// </summary>
internal sealed class AlertSync(
    ClusterSettings settings, PeerClient peer, Func<IAlertManager?> manager, Func<ClusterView> view, IEventBus bus, ILogger log, TimeProvider time) : IDisposable
{
    // A fail-over takes a time-out or two: what is over by then is not worth an alert.
    private static readonly TimeSpan LeastVacancy = TimeSpan.FromSeconds(15);

    private readonly SemaphoreSlim _pushing = new(1, 1);
    private long _cursor;
    private bool _wasConnected;
    private bool _isTaken;
    private bool _wasRefused;
    private long? _vacantSince;
    private bool _isVacancyRaised;
    private AlertStanding? _standing;

    /// <inheritdoc/>
    public void Dispose() => _pushing.Dispose();

    /// <summary>Tells the peer of each change as soon as it happens, until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (manager() is not { } alerts)
        {
            return;
        }

        for (var seen = 0L; !cancellationToken.IsCancellationRequested;)
        {
            await alerts.WaitForChangeAsync(seen, cancellationToken);
            seen = alerts.Version;
            await PushAsync(alerts, cancellationToken);
        }
    }

    /// <summary>Looks who sends, and tells the peer what it has not taken yet. Called every interval and when a role changes.</summary>
    public async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        if (manager() is not { } alerts)
        {
            return;
        }

        var now = view();
        var isConnected = peer.IsReachable;
        if (isConnected != _wasConnected)
        {
            // The other life of the peer may have lost what the one before had taken.
            _wasConnected = isConnected;
            _cursor = 0;
            _isTaken = false;
        }

        if (isConnected && (!_isTaken || alerts.Version > _cursor))
        {
            await PushAsync(alerts, cancellationToken);
        }

        SetStanding(alerts, Judge(now, isConnected));
        WatchVacancy(now);
    }

    /// <summary>Takes the peer's changes.</summary>
    public byte[] Answer(byte[] body, CallerIdentity caller)
    {
        if (caller.Role != CallerRole.Node)
        {
            throw new HamgmException(ErrorKind.Authentication, ErrorCodes.Forbidden, caller.Name, "Only the nodes themselves exchange alerts.");
        }

        (manager() ?? throw AlertDesk.NotThere()).Merge(body);
        return [];
    }

    /// <summary>This module stops: nobody says any more who is PRIMARY.</summary>
    public void Leave()
    {
        _standing = null;
        manager()?.SetStanding(AlertStanding.Alone);
    }

    private AlertStanding Judge(ClusterView now, bool isConnected) =>
        !settings.HasPeer || now.PrimaryNodeId == settings.NodeId ? AlertStanding.Sender
        : now.PrimaryNodeId == settings.PeerId && isConnected && _isTaken ? AlertStanding.Follower
        : AlertStanding.Alone;

    private void SetStanding(IAlertManager alerts, AlertStanding standing)
    {
        if (_standing != standing)
        {
            _standing = standing;
            alerts.SetStanding(standing);
        }
    }

    private async Task PushAsync(IAlertManager alerts, CancellationToken cancellationToken)
    {
        await _pushing.WaitAsync(cancellationToken);
        try
        {
            for (var hasMore = peer.IsReachable; hasMore;)
            {
                var changes = alerts.GetChanges(_cursor);
                await peer.CallAsync(PeerMethods.AlertPush, changes.Json.ToArray(), cancellationToken);
                _cursor = changes.Cursor;
                hasMore = changes.HasMore;
                _isTaken = !hasMore;
                _wasRefused = false;
            }
        }
        catch (HamgmException failed)
        {
            // Told again with the next exchange; until it has taken them, this node does not count on the peer to send them.
            _isTaken = false;
            if (!_wasRefused)
            {
                log.Warn("the peer did not take the alerts", ("peer", settings.PeerId), ("error", failed.Message));
            }

            _wasRefused = true;
        }
        finally
        {
            _pushing.Release();
        }
    }

    private void WatchVacancy(ClusterView now)
    {
        if (now.PrimaryNodeId.Length > 0)
        {
            _vacantSince = null;
            if (_isVacancyRaised)
            {
                _isVacancyRaised = false;
                bus.Publish(new AlertEvent(
                    AlertTypes.ElectionFailed, AlertSeverity.Info, $"{now.PrimaryNodeId} is PRIMARY / {now.PrimaryNodeId} 为主节点", "", ClusterModule.Id) { Resolves = true });
            }

            return;
        }

        var since = _vacantSince ??= time.GetTimestamp();
        var limit = settings.HeartbeatTimeout * 3;
        limit = limit > LeastVacancy ? limit : LeastVacancy;
        if (!_isVacancyRaised && time.GetElapsedTime(since) >= limit)
        {
            _isVacancyRaised = true;
            bus.Publish(new AlertEvent(
                AlertTypes.ElectionFailed, AlertSeverity.Critical, "no node is known to be PRIMARY / 没有已知的主节点",
                $"{settings.NodeId} has known of no PRIMARY for {limit.TotalSeconds:0} s and has not become it. See 'hamgm-cli cluster status' and 'hamgm-cli cluster explain' on both nodes. / {settings.NodeId} 长时间未发现主节点且未能成为主节点，请在两个节点上查看集群状态。",
                ClusterModule.Id));
        }
    }
}
