using HAMgm.Logic.Core.Observations;

namespace HAMgm.Logic.StateMachine;

/// <summary>Where other threads leave observations for the loop: a bounded ring, so that nothing is allocated.</summary>
internal sealed class Inbox(Action wake)
{
    private const int Capacity = 1024;
    private readonly Observation[] _ring = new Observation[Capacity];
    private readonly object _gate = new();
    private int _first;
    private int _count;
    private bool _isClosed;

    /// <summary>How many were dropped because the loop did not keep up. Every message is repeated by its sender; a drop is a loss like one on the wire.</summary>
    public long Dropped { get; private set; }

    /// <summary>Whether nothing waits.</summary>
    public bool IsEmpty
    {
        get
        {
            lock (_gate)
            {
                return _count == 0;
            }
        }
    }

    public void Post(in Observation seen)
    {
        lock (_gate)
        {
            if (_isClosed)
            {
                return;
            }

            if (_count == Capacity)
            {
                Dropped++;
                return;
            }

            _ring[(_first + _count) % Capacity] = seen;
            _count++;
        }

        // After the lock: the loop runs at a higher priority than whoever posts, and would run straight into it.
        wake();
    }

    /// <summary>From now on nothing is taken and nobody is woken.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
        }
    }

    public bool TryTake(out Observation seen)
    {
        lock (_gate)
        {
            if (_count == 0)
            {
                seen = default;
                return false;
            }

            seen = _ring[_first];
            _first = (_first + 1) % Capacity;
            _count--;
            return true;
        }
    }
}
