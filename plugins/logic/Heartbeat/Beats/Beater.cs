using HAMgm.Contracts.Time;
using HAMgm.Logic.Heartbeat.Wire;

namespace HAMgm.Logic.Heartbeat.Beats;

/// <summary>
/// The beats of one connection (spec/1 section 2.2.4): one request an interval; what is not answered by the next is repeated
/// with the same number, at most so often. Pure: the time comes in. Thread-safe.
/// </summary>
internal sealed class Beater(Func<ulong> nextSequence, BeatStatistics statistics)
{
    private readonly Lock _gate = new();
    private ulong _sequence;
    private ulong _highestAnswer;
    private MonotonicTime _firstSentAt;
    private int _repeats;
    private bool _isOpen;

    /// <summary>An interval has begun.</summary>
    /// <param name="now">The time.</param>
    /// <param name="maxRepeats">cluster.heartbeat_retries.</param>
    public BeatStep Tick(MonotonicTime now, int maxRepeats)
    {
        lock (_gate)
        {
            if (!_isOpen)
            {
                _sequence = nextSequence();
                _firstSentAt = now;
                _repeats = 0;
                _isOpen = true;
                statistics.Sent(_sequence);
                return new BeatStep(_sequence, IsNew: true, IsLost: false);
            }

            if (_repeats >= maxRepeats)
            {
                CountLost();
                return new BeatStep(_sequence, IsNew: false, IsLost: true);
            }

            _repeats++;
            return new BeatStep(_sequence, IsNew: false, IsLost: false);
        }
    }

    /// <summary>An answer has come. Further answers to a repeated beat are taken quietly.</summary>
    public Refusal Answer(ulong sequence, MonotonicTime now)
    {
        lock (_gate)
        {
            if (_sequence == 0 || sequence > _sequence || sequence < _highestAnswer)
            {
                return Refusal.Number;
            }

            _highestAnswer = sequence;
            if (_isOpen && sequence == _sequence)
            {
                _isOpen = false;
                statistics.Answered(now - _firstSentAt);
            }

            return Refusal.None;
        }
    }

    /// <summary>The connection has ended; a beat without an answer will have none.</summary>
    public void End()
    {
        lock (_gate)
        {
            CountLost();
        }
    }

    private void CountLost()
    {
        if (_isOpen)
        {
            _isOpen = false;
            statistics.Lost();
        }
    }
}
