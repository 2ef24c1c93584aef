using HAMgm.Contracts.Alerts;
using HAMgm.Contracts.Kernel;
using HAMgm.Contracts.Time;

namespace HAMgm.Logic.Heartbeat;

/// <summary>
/// Raises the alert heartbeat_timeout (spec/1 section 5.2) once nothing has come from the peer for the heartbeat time-out, and
/// says when it is heard again. Called on the connections' thread. It tells people; the leases have a loop and deadlines of their own.
/// </summary>
internal sealed class SilenceAlarm(LinkContext context, string peerId, IEventBus events)
{
    // How soon a changed setting, or a peer that is heard again, is noticed.
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(100);

    // The state machine reports the same silence from the beats' contents: one trouble, one alert.
    private string Key => $"{AlertTypes.HeartbeatTimeout}:{peerId}";

    private readonly MonotonicTime _startedAt = context.Clock();
    private bool _isRaised;

    /// <summary>Looks.</summary>
    /// <returns>When to look again at the latest: when the last word will be too old.</returns>
    public MonotonicTime Turn(MonotonicTime now)
    {
        MonotonicTime last = MonotonicTime.Max(context.Heard.Last, _startedAt);
        TimeSpan timeout = context.Timings.Timeout;
        bool isSilent = now - last >= timeout;
        if (isSilent != _isRaised)
        {
            _isRaised = isSilent;
            _ = events.Publish(isSilent
                ? new AlertEvent(
                    "heartbeat_timeout",
                    AlertSeverity.High,
                    $"{peerId} is silent",
                    $"Nothing has come from {peerId} for {timeout.TotalMilliseconds:0} ms; check that node and the network between.",
                    "logic.heartbeat")
                { Key = Key }
                : new AlertEvent("heartbeat_timeout", AlertSeverity.Info, $"{peerId} is heard again", string.Empty, "logic.heartbeat") { Key = Key, Resolves = true });
        }

        return isSilent ? now + LongestPause : last + timeout;
    }
}
