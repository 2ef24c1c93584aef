using HAMgm.Contracts.Time;

namespace HAMgm.Simulation.Tests;

/// <summary>How often the VIP went from one node to the other (flapping).</summary>
public sealed class SimMoves
{
    private readonly List<MonotonicTime> _moves = [];
    private int _holder = -1;

    /// <summary>All of them.</summary>
    public int Count => _moves.Count;

    /// <summary>A node has bound the address.</summary>
    public void Note(int node, MonotonicTime now)
    {
        if (_holder >= 0 && _holder != node)
        {
            _moves.Add(now);
        }

        _holder = node;
    }

    /// <summary>Moves later than an instant.</summary>
    public int Since(MonotonicTime start) => _moves.Count(move => move > start);

    /// <summary>The most within any window of this length.</summary>
    public int MostWithin(TimeSpan window)
    {
        var most = 0;
        for (var first = 0; first < _moves.Count; first++)
        {
            var last = first;
            while (last + 1 < _moves.Count && _moves[last + 1] - _moves[first] <= window)
            {
                last++;
            }

            most = Math.Max(most, last - first + 1);
        }

        return most;
    }
}
