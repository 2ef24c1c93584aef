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
    private static readonly TimeSpan LeastCheck = TimeSpan.FromMilliseconds(100);

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
        TimeSpan interval = context.Timings.Interval > LeastCheck ? context.Timings.Interval : LeastCheck;
        _timer = new Timer(_ => Check(), null, interval, interval);
    }

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    private void Check()
    {
        TimeSpan silence = _context.Clock() - MonotonicTime.Max(_context.Heard.Last, _startedAt);
        bool isSilent = silence >= _context.Timings.Timeout;
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
                $"Nothing has come from {_peerId} for {_context.Timings.Timeout.TotalMilliseconds:0} ms; check that node and the network between.",
                "logic.heartbeat")
            : new AlertEvent("heartbeat_timeout", AlertSeverity.Info, $"{_peerId} is heard again", string.Empty, "logic.heartbeat"));
    }
}
