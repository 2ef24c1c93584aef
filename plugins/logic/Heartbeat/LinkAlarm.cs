using HAMgm.Contracts.Alerts;
using HAMgm.Contracts.Kernel;
using HAMgm.Contracts.Peer;
using HAMgm.Contracts.Time;

namespace HAMgm.Logic.Heartbeat;

/// <summary>
/// Raises peer_link_down when one of several links is silent while another one is not, and says when it is heard again. One
/// link is enough, so nothing moves; but the next fault would be the last. Called on the connections' thread.
/// </summary>
internal sealed class LinkAlarm(LinkContext context, HeartbeatOptions options, IEventBus events)
{
    // A link that loses much is silent for the time-out now and then; that is for the statistics to show.
    private static readonly TimeSpan LeastSilence = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(500);

    private readonly MonotonicTime _startedAt = context.Clock();
    private readonly bool[] _isRaised = new bool[options.Endpoints.Count];

    /// <summary>Looks.</summary>
    /// <returns>When to look again at the latest.</returns>
    public MonotonicTime Turn(MonotonicTime now)
    {
        if (_isRaised.Length < 2)
        {
            return MonotonicTime.Forever;
        }

        TimeSpan limit = context.Timings.Timeout > LeastSilence ? context.Timings.Timeout : LeastSilence;
        int heard = 0;
        MonotonicTime next = MonotonicTime.Forever;
        for (int link = 0; link < _isRaised.Length; link++)
        {
            MonotonicTime silentAt = MonotonicTime.Max(context.LastHeardOn(link), _startedAt) + limit;
            heard += now < silentAt ? 1 : 0;
            next = MonotonicTime.Min(next, now < silentAt ? silentAt : now + LongestPause);
        }

        for (int link = 0; link < _isRaised.Length; link++)
        {
            bool isSilent = now >= MonotonicTime.Max(context.LastHeardOn(link), _startedAt) + limit;

            // When all are silent, that is the peer's silence, and another alert's.
            if (isSilent != _isRaised[link] && (heard > 0 || !isSilent))
            {
                _isRaised[link] = isSilent;
                Tell(link, isSilent, heard);
            }
        }

        return next;
    }

    private void Tell(int link, bool isSilent, int heard)
    {
        PeerEndpoint endpoint = options.Endpoints[link];
        string way = $"{endpoint.Local} - {endpoint.Remote}";
        if (isSilent)
        {
            context.Log.Warn("a link to the peer is silent", ("link", link), ("local", endpoint.Local), ("remote", endpoint.Remote));
        }
        else
        {
            context.Log.Info("a link to the peer is heard again", ("link", link), ("local", endpoint.Local), ("remote", endpoint.Remote));
        }

        _ = events.Publish(isSilent
            ? new AlertEvent(
                "peer_link_down",
                AlertSeverity.High,
                $"the link {way} to {options.PeerId} is silent / 到 {options.PeerId} 的链路 {way} 中断",
                $"{heard} of {_isRaised.Length} links to {options.PeerId} work, and nothing moves: one is enough. Mend this one before the next fails: check cable, switch and addresses. / {_isRaised.Length} 条链路中 {heard} 条可用，角色不变；请在其余链路故障前修复。",
                "logic.heartbeat")
            { Key = $"peer_link_down:{way}" }
            : new AlertEvent(
                "peer_link_down",
                AlertSeverity.Info,
                $"the link {way} to {options.PeerId} is heard again / 到 {options.PeerId} 的链路 {way} 已恢复",
                string.Empty,
                "logic.heartbeat")
            { Key = $"peer_link_down:{way}", Resolves = true });
    }
}
