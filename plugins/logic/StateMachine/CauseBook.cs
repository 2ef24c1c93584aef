using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.Time;
using HAMgm.Logic.Core.State;

namespace HAMgm.Logic.StateMachine;

/// <summary>
/// Which call a decision follows from: an operation that this node's core works on, or one that the peer has announced. The core
/// knows nothing of it. Allocates nothing; while nothing is asked for it costs a few comparisons a decision.
/// </summary>
internal sealed class CauseBook
{
    /// <summary>For how long what the peer announced may be the cause: a hand-over and its hooks.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    // One of each kind can be at work: switch, maintenance, freeze, restart.
    private const int Capacity = 8;
    private readonly (ulong Operation, ulong Cause)[] _operations = new (ulong, ulong)[Capacity];
    private readonly Lock _gate = new();
    private MonotonicTime _announcedUntil;
    private ulong _announced;
    private int _next;

    /// <summary>This operation was asked for by that call. Any thread.</summary>
    public void Note(ulong operation, ulong cause)
    {
        if (cause == 0)
        {
            return;
        }

        lock (_gate)
        {
            _operations[_next] = (operation, cause);
            _next = (_next + 1) % Capacity;
        }
    }

    /// <summary>The change of roles that the peer is about to ask for follows from that call. Any thread.</summary>
    public void Announce(ulong cause, MonotonicTime now)
    {
        if (cause != 0)
        {
            lock (_gate)
            {
                _announcedUntil = now + Patience;
                Volatile.Write(ref _announced, cause);
            }
        }
    }

    /// <summary>What the step from one state to the next follows from; 0 for nothing that was asked for.</summary>
    public ulong Of(in DecisionState before, in DecisionState after, MonotonicTime now)
    {
        var operation = AtWork(before) is not 0 and var begun ? begun : AtWork(after);
        if (operation != 0)
        {
            return Find(operation);
        }

        if (Volatile.Read(ref _announced) == 0)
        {
            return 0;
        }

        lock (_gate)
        {
            if (now >= _announcedUntil)
            {
                _announced = 0;
            }

            // Nothing else changes a role while a hand-over is on its way; what only keeps things as they are is not its effect.
            if (before.Phase == after.Phase && before.Role == after.Role && before.IsBound == after.IsBound)
            {
                return 0;
            }

            var cause = _announced;
            if (after.Role == NodeState.Primary && before.Role != NodeState.Primary)
            {
                // This was it; what comes next has reasons of its own.
                _announced = 0;
            }

            return cause;
        }
    }

    private static ulong AtWork(in DecisionState state) =>
        state.SwitchOperation != 0 ? state.SwitchOperation
        : state.MaintenanceOperation != 0 ? state.MaintenanceOperation
        : state.FreezeOperation != 0 ? state.FreezeOperation
        : state.RestartOperation;

    private ulong Find(ulong operation)
    {
        lock (_gate)
        {
            foreach (var known in _operations)
            {
                if (known.Operation == operation)
                {
                    return known.Cause;
                }
            }
        }

        return 0;
    }
}
