using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.Election;
using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Logging;
using HAMgm.Contracts.Time;

namespace HAMgm.Logic.Election;

/// <summary>
/// Stands between the writer and the decision core. After a loss of the facts it keeps back what has reached the disk: without
/// a reserved term that is on the disk a node is not eligible (R4), and without its vote there it grants no candidate a lease.
/// It opens when the peer has told its newest terms, or after the longest promise that this node can have given.
/// </summary>
internal sealed class RecoveryGate(LostFacts lost, ILogger log, TimeProvider time) : IElectionSink, IDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(100);

    private readonly Lock _lock = new();
    private IElectionSink? _sink;
    private ITimer? _timer;
    private (ulong Ticket, MonotonicTime At)? _kept;
    private Epoch _highestOnDisk;
    private long _shutAt;
    private TimeSpan _hold;

    /// <summary>True while it keeps something back.</summary>
    public bool IsShut { get; private set; }

    public void Attach(IElectionSink sink) => _sink = sink;

    /// <summary>Shuts it.</summary>
    /// <param name="hold">The longest promise that this node can have given: after that long it opens by itself (R3).</param>
    public void Shut(TimeSpan hold)
    {
        lock (_lock)
        {
            IsShut = true;
            _shutAt = time.GetTimestamp();
            _hold = hold;
        }

        log.Warn("not eligible until the peer has told its newest terms, or every promise has passed", ("holdMs", hold.TotalMilliseconds));
        _timer = time.CreateTimer(_ => TryOpen(), null, Period, Period);
    }

    /// <summary>These facts are on the disk.</summary>
    public void NoteWritten(in DurableFacts facts)
    {
        lock (_lock)
        {
            _highestOnDisk = Epoch.Max(facts.HighestTerm, facts.ReservedTerm);
        }
    }

    public void OnPersisted(ulong ticket, bool isDurable, MonotonicTime at)
    {
        lock (_lock)
        {
            if (IsShut && isDurable)
            {
                _kept = (Math.Max(ticket, _kept?.Ticket ?? 0), at);
                return;
            }
        }

        _sink?.OnPersisted(ticket, isDurable, at);
    }

    public void Dispose() => _timer?.Dispose();

    /// <summary>Opens it when it is time; asked every 100 ms.</summary>
    internal void TryOpen()
    {
        (ulong Ticket, MonotonicTime At)? kept;
        lock (_lock)
        {
            var learnt = lost.Learnt();
            var hasLearnt = learnt is { } term && _highestOnDisk >= term;
            if (!IsShut || (!hasLearnt && time.GetElapsedTime(_shutAt) < _hold))
            {
                return;
            }

            try
            {
                lost.MarkRecovered();
            }
            catch (HamgmException)
            {
                // The store has told why; without the mark the next start would be bound anew, and so this one goes on waiting.
                return;
            }

            IsShut = false;
            kept = _kept;
            _timer?.Dispose();
            log.Info("recovered from the loss of terms and votes", ("by", hasLearnt ? "the peer's terms" : "waiting"), ("peerHighest", learnt?.Value ?? 0));
        }

        if (kept is { } written)
        {
            _sink?.OnPersisted(written.Ticket, isDurable: true, written.At);
        }
    }
}
