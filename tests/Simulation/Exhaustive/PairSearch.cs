using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.Time;
using HAMgm.Logic.Core.Policy;

namespace HAMgm.Simulation.Tests.Exhaustive;

/// <summary>
/// Visits every state that the bounded pair can reach: at each instant whatever is due may happen in any order, and up to so
/// many faults may happen between any two steps. Depth first; a state that was met before is not entered again.
/// </summary>
internal sealed class PairSearch
{
    private static readonly TimeSpan _thawGrid = TimeSpan.FromMilliseconds(50);
    private readonly HashSet<ulong> _seen = [];
    private readonly List<PairStep> _steps = new(64);
    private readonly PairModel _model;
    private readonly PairFault _faults;
    private readonly PairState _root;
    private MonotonicTime _faultsEnd;
    private MonotonicTime _end;

    /// <summary>A pair that has settled, with node 0 as the holder.</summary>
    /// <param name="faults">What may happen.</param>
    /// <param name="holderRanksLower">Which of the two ranks first: by symmetry that is all that distinguishes the roots.</param>
    /// <param name="mutation">The seeded bug.</param>
    /// <param name="change">Changes the policy of both.</param>
    public PairSearch(PairFault faults, bool holderRanksLower, SimMutation mutation = SimMutation.None, Func<FailoverPolicy, FailoverPolicy>? change = null)
    {
        _faults = faults;
        _model = new PairModel([MakePolicy(0, holderRanksLower, change), MakePolicy(1, !holderRanksLower, change)], mutation);
        _root = Settle();
    }

    public long States => _seen.Count;

    public int Deepest { get; private set; }

    /// <summary>The first state in which an invariant is broken; null when there is none.</summary>
    public string? Violation { get; private set; }

    /// <summary>False when the search stopped at its limit of states.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>Searches.</summary>
    /// <param name="faults">The most faults on one path.</param>
    /// <param name="window">They happen within so long; a settled pair repeats itself every interval.</param>
    /// <param name="horizon">How far time goes on from the settled pair.</param>
    /// <param name="mostStates">Stops there, and says so.</param>
    public void Run(int faults, TimeSpan window, TimeSpan horizon, long mostStates)
    {
        _root.FaultsLeft = faults;
        _faultsEnd = _root.Now + window;
        _end = _root.Now + horizon;
        var stack = new Stack<(PairState State, int Depth)>();
        stack.Push((_root, 0));
        while (stack.TryPop(out var top) && Violation is null && _seen.Count < mostStates)
        {
            Deepest = Math.Max(Deepest, top.Depth);
            Collect(top.State);
            foreach (var step in _steps)
            {
                var next = top.State.Copy(step);
                if (step.Kind == PairStepKind.Advance)
                {
                    next.Now = NextInstant(next);
                }

                _model.Take(next, step);
                Check(next);
                if (Violation is not null)
                {
                    return;
                }

                if (next.Now <= _end && _seen.Add(PairHash.Of(next)))
                {
                    stack.Push((next, top.Depth + 1));
                }
            }
        }

        IsComplete = Violation is null && stack.Count == 0;
    }

    private static FailoverPolicy MakePolicy(int index, bool isLower, Func<FailoverPolicy, FailoverPolicy>? change)
    {
        var policy = new FailoverPolicy
        {
            Interval = TimeSpan.FromMilliseconds(100),
            Timeout = TimeSpan.FromMilliseconds(300),
            IsLowerNode = isLower,
            VipMac = (ulong)(0xA0 + index),
        };
        return change?.Invoke(policy) ?? policy;
    }

    /// <summary>Both start; without a fault and in one order node 0 becomes PRIMARY, and holds for some intervals.</summary>
    private PairState Settle()
    {
        var state = new PairState { Now = new MonotonicTime(TimeSpan.TicksPerHour) };
        _model.Start(state, 0);
        _model.Start(state, 1);
        var settledFrom = MonotonicTime.Forever;
        for (var i = 0; i < 10_000; i++)
        {
            if (state.First.Answers(state.Now) || state.Second.Answers(state.Now))
            {
                settledFrom = MonotonicTime.Min(settledFrom, state.Now);
            }

            Collect(state);
            var step = _steps[0];
            if (step.Kind == PairStepKind.Advance && state.Now - settledFrom >= TimeSpan.FromSeconds(1) && settledFrom != MonotonicTime.Forever)
            {
                state.Parent = null;
                return state;
            }

            if (step.Kind == PairStepKind.Advance)
            {
                state.Now = NextInstant(state);
            }

            _model.Take(state, step);
        }

        throw new InvalidOperationException("The pair does not settle.");
    }

    /// <summary>Every step that may come next: all that is due, in any order; time passes once nothing is.</summary>
    private void Collect(PairState s)
    {
        _steps.Clear();
        var served = 0;
        for (var i = 0; i < s.LetterCount; i++)
        {
            // What goes to one node arrives in order; a fault delays a message, and so changes the order.
            var to = s.Letters[i].To;
            if (s.Letters[i].NotBefore <= s.Now.Ticks && s.Node(to).Runs && (served & (1 << to)) == 0)
            {
                served |= 1 << to;
                _steps.Add(new PairStep(PairStepKind.Deliver, to, i));
            }
        }

        for (var index = 0; index < 2; index++)
        {
            CollectDue(s, index);
        }

        if (_steps.Count == 0)
        {
            _steps.Add(new PairStep(PairStepKind.Advance));
        }

        for (var index = 0; index < 2; index++)
        {
            ref var node = ref s.Node(index);
            if (node.IsFrozen && (s.Now - node.FrozenAt).Ticks % _thawGrid.Ticks == 0 && s.Now > node.FrozenAt)
            {
                _steps.Add(new PairStep(PairStepKind.Thaw, index));
            }
        }

        if (s.FaultsLeft > 0 && s.Now <= _faultsEnd)
        {
            PairFaults.AddTo(_steps, s, _faults);
        }
    }

    private void CollectDue(PairState s, int index)
    {
        ref var node = ref s.Node(index);
        if (node.Runs)
        {
            AddIf(node.Core.WakeAt <= s.Now, PairStepKind.Wake, index);
            AddIf(node.OrderCount > 0, PairStepKind.Execute, index);
            AddIf(node.TicketUnderWay != 0, PairStepKind.Write, index);
        }

        var silent = node.IsAlive && s.Now - node.AliveAt > _model.SilenceLimit(index);
        AddIf(node.GuardAlive && !node.GuardFrozen && (node.GuardMustAct || silent), PairStepKind.Guard, index);
        AddIf(!node.IsAlive && !node.GuardMustAct && node.RestartAt != MonotonicTime.Never && node.RestartAt <= s.Now, PairStepKind.Restart, index);
    }

    private void AddIf(bool isDue, PairStepKind kind, int index)
    {
        if (isDue)
        {
            _steps.Add(new PairStep(kind, index));
        }
    }

    /// <summary>The next instant at which something is due, or at which a frozen node may thaw.</summary>
    private MonotonicTime NextInstant(PairState s)
    {
        var next = MonotonicTime.Forever;
        for (var i = 0; i < s.LetterCount; i++)
        {
            if (s.Letters[i].NotBefore > s.Now.Ticks)
            {
                next = MonotonicTime.Min(next, new MonotonicTime(s.Letters[i].NotBefore));
            }
        }

        for (var index = 0; index < 2; index++)
        {
            ref var node = ref s.Node(index);
            if (node.Runs)
            {
                next = MonotonicTime.Min(next, node.Core.WakeAt);
            }
            else if (node.IsAlive)
            {
                var slept = (s.Now - node.FrozenAt).Ticks / _thawGrid.Ticks;
                next = MonotonicTime.Min(next, node.FrozenAt + (_thawGrid * (slept + 1)));
                var guardAt = node.AliveAt + _model.SilenceLimit(index) + TimeSpan.FromTicks(1);
                next = !node.GuardFrozen && guardAt > s.Now ? MonotonicTime.Min(next, guardAt) : next;
            }
            else if (node.RestartAt > s.Now)
            {
                next = MonotonicTime.Min(next, node.RestartAt);
            }
        }

        return next;
    }

    private void Check(PairState s)
    {
        if (s.First.Answers(s.Now) && s.Second.Answers(s.Now))
        {
            Fail(s, "two holders");
        }

        for (var index = 0; index < 2 && s.Parent is { } before; index++)
        {
            ref var node = ref s.Node(index);
            ref var was = ref before.Node(index);
            if (node.Disk.HighestTerm < was.Disk.HighestTerm || node.Disk.VotedTerm < was.Disk.VotedTerm)
            {
                Fail(s, $"a term or vote of node {index} went back");
            }

            if (node.IsAlive && node.Core.Term < was.Core.Term && was.IsAlive && node.Core.Durable.Incarnation == was.Core.Durable.Incarnation)
            {
                Fail(s, $"the claim of node {index} went back");
            }
        }
    }

    private void Fail(PairState s, string what) => Violation ??= what + Environment.NewLine + s.Trace(_root.Now);
}
