using System.Globalization;
using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.Management;
using HAMgm.Contracts.Peer;
using HAMgm.Contracts.StateMachine;

namespace HAMgm.Management.Cluster;

/// <summary>
/// The peer as this node knows it: its last snapshot, and what its beats say since (the state machine hears those, and
/// they are often younger). Old knowledge is never shown as if it were the present.
/// </summary>
internal sealed class PeerNode(ClusterSettings settings, IStateMachine stateMachine, IPeerChannel channel, TimeProvider time)
{
    private sealed record Word(NodeView View, long Timestamp);

    private Word? _last;

    /// <summary>The peer's last snapshot as it came; null before the first.</summary>
    public NodeView? LastSnapshot => Volatile.Read(ref _last)?.View;

    /// <summary>How long ago that was; null before the first.</summary>
    public TimeSpan? SnapshotAge => Volatile.Read(ref _last) is { } word ? time.GetElapsedTime(word.Timestamp) : null;

    /// <summary>Takes a snapshot that has just come from the peer.</summary>
    /// <exception cref="Contracts.Errors.HamgmException">Cluster/409: it is of another node than peer.id.</exception>
    public void Learn(NodeView snapshot)
    {
        if (snapshot.NodeId != settings.PeerId)
        {
            throw ClusterErrors.Conflict(
                ClusterErrors.Bound(snapshot.NodeId),
                $"'{ClusterErrors.Bound(snapshot.NodeId)}' is no node of this cluster; node '{settings.NodeId}' knows {settings.DescribeNodes()}.");
        }

        var before = LastSnapshot;
        var unchanged = before is not null && before.VipState == snapshot.VipState && before.HoldsVip == snapshot.HoldsVip;
        var vipUpdate = unchanged ? before!.VipUpdateUnixMs : time.GetUtcNow().ToUnixTimeMilliseconds();
        Volatile.Write(ref _last, new Word(snapshot with { VipUpdateUnixMs = vipUpdate }, time.GetTimestamp()));
    }

    /// <summary>The peer; null in a single cluster.</summary>
    public NodeView? GetView()
    {
        if (!settings.HasPeer)
        {
            return null;
        }

        var connection = channel.GetConnectionStatus();
        var status = stateMachine.GetNodeStatus();
        var view = LastSnapshot is { } snapshot && snapshot.NodeId == settings.PeerId ? snapshot : NeverHeard();
        var age = SnapshotAgeBy(connection);

        if (status.PeerAge is { } beatAge && beatAge <= (age ?? TimeSpan.MaxValue))
        {
            age = beatAge;
            view = view with { State = status.PeerState, Term = Epoch.Max(view.Term, status.PeerTerm), HoldsVip = status.PeerHolds };
        }

        var fresh = age <= settings.HeartbeatTimeout;
        var reachable = connection.IsConnected && fresh;
        return view with
        {
            IpAddress = settings.PeerIp,
            State = fresh ? view.State : NodeState.Unknown,
            HoldsVip = fresh && view.HoldsVip,
            VipState = !fresh ? VipState.Unbound : AgreeingVipState(view),
            LastHeartbeatUnixMs = connection.LastHeardUnixMs,
            IsHealthy = reachable && view.IsHealthy,
            HealthDetails = reachable ? view.HealthDetails : DescribeSilence(connection),
            Age = age ?? TimeSpan.MaxValue,
        };
    }

    // A suspended host's monotonic clock may stand still; the link's own age counts that time.
    private TimeSpan? SnapshotAgeBy(ConnectionStatus connection)
    {
        if (SnapshotAge is not { } age)
        {
            return null;
        }

        return connection.LastHeardAge is { } heard && heard > age ? heard : age;
    }

    // The beat may say "I hold" before the snapshot that says how; what it holds is bound.
    private static VipState AgreeingVipState(NodeView view) => (view.HoldsVip, view.VipState) switch
    {
        (true, VipState.Unbound) => VipState.Bound,
        (false, VipState.Bound) => VipState.Unbound,
        var (_, state) => state,
    };

    private string DescribeSilence(ConnectionStatus connection)
    {
        if (settings.PeerChangedSinceStart)
        {
            return "registered; this node talks to it after its next restart";
        }

        return connection.LastHeardAge is { } age
            ? string.Create(CultureInfo.InvariantCulture, $"not reachable; last heard {age.TotalSeconds:F1} s ago")
            : "not reachable; never heard since this node started";
    }

    private NodeView NeverHeard() => new()
    {
        NodeId = settings.PeerId,
        IpAddress = settings.PeerIp,
        Port = settings.ThriftPort,
        State = NodeState.Unknown,
        LastHeartbeatUnixMs = 0,
        CpuUsage = null,
        MemoryUsage = null,
        IsHealthy = false,
        HealthDetails = "",
        Version = "",
        Term = Epoch.None,
        HoldsVip = false,
        ConfigVersion = 0,
        ConfigHash = 0,
        VipInterface = "",
        VipState = VipState.Unbound,
        VipUpdateUnixMs = 0,
        LastRuleId = "",
        Warnings = [],
        Age = TimeSpan.MaxValue,
    };
}
