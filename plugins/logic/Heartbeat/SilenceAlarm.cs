using HAMgm.Contracts.Alerts;
using HAMgm.Contracts.Kernel;
using HAMgm.Contracts.Time;

namespace HAMgm.Logic.Heartbeat;

/// <summary>
/// Raises the alert heartbeat_timeout (spec/1 section 5.2) once nothing has come from the peer for the heartbeat time-out, and
/// says when it is heard again. It tells people; the leases have a loop and deadlines of their own.
/// </summary>
internal sealed class SilenceAlarm : IDisposable
{
    // Also how often a change of the setting is noticed.
    private static readonly TimeSpan LeastPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    private readonly LinkContext _context;
    private readonly string _peerId;
    private readonly IEventBus _events;
    private readonly MonotonicTime _startedAt;
    private readonly Timer _timer;
    private bool _isRaised;

    /// <summary>Begins to watch.</summary>
    public SilenceAlarm(LinkContext context, string peerId, IEventBus events)
    {
        _context = context;
        _peerId = peerId;
        _events = events;
        _startedAt = context.Clock();
        _timer = new Timer(_ => Check(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Arm(context.Timings.Timeout);
    }

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    private void Check()
    {
        TimeSpan silence = _context.Clock() - MonotonicTime.Max(_context.Heard.Last, _startedAt);
        TimeSpan timeout = _context.Timings.Timeout;
        bool isSilent = silence >= timeout;

        // In good times the next look is when the last word will be too old, not every interval: a tenth of the wake-ups.
        Arm(isSilent ? LeastPause * 2 : timeout - silence);
        if (isSilent == _isRaised)
        {
            return;
        }

        _isRaised = isSilent;
        _ = _events.Publish(isSilent
            ? new AlertEvent(
                "heartbeat_timeout",
                AlertSeverity.High,
                $"{_peerId} is silent",
                $"Nothing has come from {_peerId} for {timeout.TotalMilliseconds:0} ms; check that node and the network between.",
                "logic.heartbeat")
            : new AlertEvent("heartbeat_timeout", AlertSeverity.Info, $"{_peerId} is heard again", string.Empty, "logic.heartbeat"));
    }

    private void Arm(TimeSpan pause)
    {
        pause = pause < LeastPause ? LeastPause : pause < LongestPause ? pause : LongestPause;
        try
        {
            _ = _timer.Change(pause, Timeout.InfiniteTimeSpan);
        }
        catch (ObjectDisposedException)
        {
            // The module stops.
        }
    }
}
