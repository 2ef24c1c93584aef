using HAMgm.Contracts.StateMachine;

namespace HAMgm.Logic.StateMachine;

/// <summary>The last 100 transitions (spec/1 section 5.1.2).</summary>
internal sealed class TransitionHistory
{
    private const int Capacity = 100;
    private readonly Queue<StateTransition> _last = new(Capacity);

    public void Add(StateTransition transition)
    {
        lock (_last)
        {
            if (_last.Count == Capacity)
            {
                _last.Dequeue();
            }

            _last.Enqueue(transition);
        }
    }

    /// <summary>The newest ones, newest first.</summary>
    public IReadOnlyList<StateTransition> ReadNewest(int count)
    {
        lock (_last)
        {
            return [.. _last.Reverse().Take(count)];
        }
    }

    public IReadOnlyList<StateTransition> Read()
    {
        lock (_last)
        {
            return [.. _last];
        }
    }
}
