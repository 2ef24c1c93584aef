using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.Election;
using HAMgm.Contracts.Peer;
using HAMgm.Contracts.Time;
using HAMgm.Logic.Core;
using HAMgm.Logic.Core.Actions;
using HAMgm.Logic.Core.Observations;
using HAMgm.Logic.Core.Policy;
using HAMgm.Logic.Core.State;

namespace HAMgm.Simulation.Tests;

/// <summary>
/// One host: a service that runs the real decision core, its guard, its kernel (address, gate), its disk, its own clock.
/// </summary>
public sealed partial class SimNode
{
    private readonly SimWorld _world;
    private readonly SimClock _clock;
    private readonly ActionBuffer _buffer = new();
    private readonly List<Action> _deferred = [];
    private FailoverPolicy _policy;
    private DecisionState _state;
    private MonotonicTime _wakeOrdered;
    private (DurableFacts Facts, ulong Ticket)? _waitingWrite;
    private bool _isWriting;
    private Epoch _voteTold;
    private int _crashAtAction;
    private int _spins;

    public SimNode(SimWorld world, int index)
    {
        _world = world;
        Index = index;
        var drift = ((world.Random.NextDouble() * 2) - 1) * world.Options.MostDrift;
        _clock = new SimClock(world.Start, TimeSpan.FromMinutes(1 + world.Random.Next(1000)), 1 + drift);
        var policy = new FailoverPolicy
        {
            Interval = TimeSpan.FromMilliseconds(100),
            Timeout = TimeSpan.FromMilliseconds(300),
            IsLowerNode = index == 0,
            VipMac = (ulong)(0xA0 + index),
        };
        policy = world.Options.Change?.Invoke(policy, index) ?? policy;
        _policy = world.Options.Mutation == SimMutation.NoLeaseMargin ? policy with { LeaseMargin = TimeSpan.Zero } : policy;
        LongestTimeout = _policy.Timeout;
    }

    public int Index { get; }

    public FailoverPolicy Policy
    {
        get => _policy;
        set
        {
            _policy = value;
            LongestTimeout = Max(LongestTimeout, value.Timeout);
        }
    }

    /// <summary>The longest T that this node ever had.</summary>
    public TimeSpan LongestTimeout { get; private set; }

    public SimNode Other => _world.Nodes[1 - Index];

    public DurableFacts Disk { get; private set; }

    public Epoch HighestOnDisk { get; set; }

    public Epoch VotedOnDisk { get; set; }

    public bool ServiceAlive { get; private set; }

    public bool ServiceFrozen { get; private set; }

    public bool DiskBroken { get; set; }

    public TimeSpan DiskLatency { get; set; } = TimeSpan.FromMilliseconds(2);

    /// <summary>Counts the service's starts: what was on its way in an older life is forgotten.</summary>
    public ulong Life { get; private set; }

    public ref readonly DecisionState State => ref _state;

    /// <summary>When anybody, peer, gateway or wire, was last heard.</summary>
    public MonotonicTime LastContactAt { get; private set; }

    public List<OperationResult> Results { get; } = [];

    public List<(MonotonicTime At, AlertKind Kind)> Alerts { get; } = [];

    public List<string> Rules { get; } = [];

    /// <summary>What this node's clock shows.</summary>
    public MonotonicTime Clock => _clock.Shows(_world.Now);

    private MonotonicTime Local => Clock;

    public void StartService()
    {
        if (ServiceAlive || Index >= _world.Options.NodeCount)
        {
            return;
        }

        Life++;
        ServiceAlive = true;
        ServiceFrozen = false;
        _deferred.Clear();
        // What an earlier life left bound is removed before anything else, unless it was left for this one.
        var parked = TakeNote();
        if (parked is null)
        {
            Unbind();
        }

        if (Disk.VotedTerm < _voteTold)
        {
            _world.Fail($"node {Index} granted term {_voteTold} to a candidate, and has forgotten its vote");
        }

        var facts = Disk;
        facts.Incarnation++;
        Disk = facts;
        _state = parked is { } note
            ? DecisionState.Start(facts, Local, Policy, note.Term, note.Until)
            : DecisionState.Start(facts, Local, Policy);
        if (parked is not null && !_state.IsBound)
        {
            Unbind();
        }

        _wakeOrdered = MonotonicTime.Never;
        _vipFreeAt = _world.Now;
        _waitingWrite = null;
        _isWriting = false;
        _crashAtAction = 0;
        _lastWordOf = (-1, 0, false);
        _lastWord = default;
        _freezeAtBind = TimeSpan.Zero;
        _world.Log($"node {Index} starts, incarnation {facts.Incarnation}");
        Decide(Observation.Tick);
    }

    public void Defer(Action run) => _deferred.Add(run);

    public void Receive(PeerState message)
    {
        LastContactAt = _world.Now;
        Decide(Observation.PeerMessage(message));
    }

    public void Tell(Observation seen) => Decide(seen);

    /// <summary>The service dies before it carries out its n-th next action.</summary>
    public void CrashAtAction(int actions) => _crashAtAction = actions;

    private static TimeSpan Max(TimeSpan left, TimeSpan right) => left > right ? left : right;

    private void Decide(in Observation seen)
    {
        var decision = DecisionCore.Decide(_state, seen, Local, Policy, _buffer);
        _state = decision.Next;
        NoteWord();
        PublishToGuard();
        _world.MostActions = Math.Max(_world.MostActions, decision.Actions.Count);
        foreach (ref readonly var action in decision.Actions.Actions)
        {
            if (_crashAtAction > 0 && --_crashAtAction == 0)
            {
                _world.Log($"node {Index} dies before it carries out {action.Kind}");
                KillService();
                return;
            }

            CarryOut(action);
        }

        _spins = decision.WakeAt <= Local && seen.Kind == ObservationKind.Tick ? _spins + 1 : 0;
        _world.LongestSpin = Math.Max(_world.LongestSpin, _spins);
        var wakeAt = _clock.WhenShows(decision.WakeAt);
        if (ServiceAlive && (wakeAt < _wakeOrdered || _wakeOrdered <= _world.Now))
        {
            _wakeOrdered = wakeAt;
            var lateness = TimeSpan.FromMicroseconds(_world.Random.Next(200));
            _world.At(wakeAt + lateness, Wake, this);
        }
    }

    private void Wake()
    {
        if (_world.Now >= _wakeOrdered)
        {
            _wakeOrdered = MonotonicTime.Never;
        }

        Decide(Observation.Tick);
    }

    private void CarryOut(in CoreAction action)
    {
        var a = action;
        switch (a.Kind)
        {
            case ActionKind.Send:
                if (a.Message.Has(PeerStateFlags.Consent))
                {
                    _voteTold = Epoch.Max(_voteTold, a.Message.GrantedTerm);
                }

                Transmit(a.Message);
                break;
            case ActionKind.Persist:
                Persist(a.Facts, a.Number);
                break;
            case ActionKind.Transition:
                Rules.Add(a.Rule!.Id);
                _world.RulesHit.Add(a.Rule.Id);
                _world.Log($"node {Index} {a.From} → {a.To} term {a.Term} by {a.Rule.Id}: {a.Rule.Why}");
                break;
            case ActionKind.Alert:
                Alerts.Add((_world.Now, a.Alert));
                _world.Log($"node {Index} alert {a.Alert} {a.Number}");
                break;
            case ActionKind.Complete:
                Results.Add(a.Result);
                _world.Log($"node {Index} operation {a.Number}: {a.Result}");
                if (a.Result == OperationResult.Parked)
                {
                    EndParked();
                }

                break;
            case ActionKind.Fence:
                // A fence that takes its time, and may fail.
                var number = a.Number;
                _world.After(TimeSpan.FromMilliseconds(5 + _world.Random.Next(400)), () => Decide(Observation.FenceEnded(number, _world.Random.Next(4) != 0)), this);
                break;
            case ActionKind.Left:
                _world.Log($"node {Index} has left");
                KillService(guardActs: false);
                break;
            default:
                OrderVip(a);
                break;
        }
    }

    private void Transmit(PeerState message)
    {
        var copies = _world.ScrambleRate > 0 && _world.Random.NextDouble() < _world.ScrambleRate ? 2 : 1;
        for (var copy = 0; copy < copies; copy++)
        {
            if (_world.Delivers(Index, Other.Index))
            {
                _world.After(_world.MessageLatency(), () =>
                {
                    if (Other.ServiceAlive)
                    {
                        _world.After(TimeSpan.Zero, () => Other.Receive(message), Other);
                    }
                });
            }
        }
    }

    /// <summary>As logic.election does: one writer, and of several that wait only the newest is written.</summary>
    private void Persist(DurableFacts facts, ulong ticket)
    {
        _waitingWrite = (facts, ticket);
        if (!_isWriting)
        {
            WriteNext();
        }
    }

    private void WriteNext()
    {
        if (_waitingWrite is not { } write)
        {
            _isWriting = false;
            return;
        }

        _isWriting = true;
        _waitingWrite = null;
        var fails = DiskBroken;
        _world.After(
            DiskLatency * (0.5 + _world.Random.NextDouble()),
            () =>
            {
                if (!fails)
                {
                    Write(write.Facts);
                }

                WriteNext();
                Decide(Observation.Persisted(write.Ticket, !fails));
            },
            this);
    }

    private void Write(DurableFacts facts)
    {
        var vote = Disk.VotedTerm;
        Disk = facts;
        if (_world.Options.Mutation == SimMutation.VoteNotPersisted && facts.VotedTerm > vote)
        {
            // The bug: "durable" is said of a vote that is still in a cache.
            Disk = facts with { VotedTerm = vote };
            _world.After(TimeSpan.FromMilliseconds(30), () => Disk = facts, this);
        }
    }
}
