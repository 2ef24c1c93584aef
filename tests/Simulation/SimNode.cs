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
    private SimClock _clock;
    private readonly ActionBuffer _buffer = new();
    private FailoverPolicy _policy;
    private DecisionState _state;
    private MonotonicTime _wakeOrdered;
    private Epoch _voteTold;
    private int _crashAtAction;
    private SimFault _crashHow;
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
        Kernel = new SimKernel(world);
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

    /// <summary>The kernel of this host.</summary>
    public SimKernel Kernel { get; }

    /// <summary>The time of day, as wrong as it may be. Nobody reads it but the trace: the core takes monotonic time alone.</summary>
    public DateTime WallClock { get; set; } = DateTime.UnixEpoch;

    public bool ServiceAlive { get; private set; }

    /// <summary>Counts the service's starts: what was on its way in an older life is forgotten.</summary>
    public ulong Life { get; private set; }

    public ref readonly DecisionState State => ref _state;

    /// <summary>What <see cref="SimInvariants"/> saw of it last.</summary>
    public (ulong Life, Epoch Term, Epoch Highest, Epoch Voted) Seen { get; set; }

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
        if (ServiceAlive || Index >= _world.Options.NodeCount || Kernel.IsStopped)
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
        ForgetOrders();
        ForgetHooks();
        _serviceThawsAt = MonotonicTime.Never;
        _crashAtAction = 0;
        _lastWordOf = (-1, 0, false);
        _lastWord = default;
        _world.Log($"node {Index} starts, incarnation {facts.Incarnation}");
        Decide(Observation.Tick);
    }

    public void Receive(PeerState message)
    {
        LastContactAt = _world.Now;
        Decide(Observation.PeerMessage(message));
    }

    public void Tell(Observation seen) => Decide(seen);

    /// <summary>Before it carries out its n-th next action, the service dies; or its guard with it, or the whole host.</summary>
    public void CrashAtAction(int actions, SimFault how = SimFault.KillService)
    {
        _crashAtAction = actions;
        _crashHow = how;
    }

    private static TimeSpan Max(TimeSpan left, TimeSpan right) => left > right ? left : right;

    private void Decide(in Observation seen)
    {
        if (_world.Options.Mutation == SimMutation.StallIgnored)
        {
            _state.WakeAt = MonotonicTime.Never;
        }

        var before = _state.Role;
        var decision = DecisionCore.Decide(_state, seen, Local, Policy, _buffer);
        _state = decision.Next;
        _world.Invariants.CheckTransitions(this, before, decision.Actions.Actions);
        NoteWord();
        PublishToGuard();
        _world.MostActions = Math.Max(_world.MostActions, decision.Actions.Count);
        foreach (ref readonly var action in decision.Actions.Actions)
        {
            if (_crashAtAction > 0 && --_crashAtAction == 0)
            {
                _world.Log($"node {Index} dies before it carries out {action.Kind}");
                DieAtAction();
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

    private void DieAtAction()
    {
        switch (_crashHow)
        {
            case SimFault.KillBoth:
                KillBoth();
                break;
            case SimFault.CrashHost:
                CrashHost();
                break;
            default:
                KillService();
                break;
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
                if (_world.Options.Mutation == SimMutation.HandOverWithoutAck && a.Message.Has(PeerStateFlags.Ready))
                {
                    TakeWithoutAck(a.Message.Sequence);
                }

                if (_world.Options.Mutation == SimMutation.RestartUnacknowledged && a.Message.Has(PeerStateFlags.Announce))
                {
                    TakeUnacknowledged(a.Message.Sequence);
                }

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
            case ActionKind.RunHooks:
                RunHooks(a);
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

    /// <summary>The bug: what the PRIMARY would say once it has released is taken as said.</summary>
    private void TakeWithoutAck(ulong ready)
    {
        var word = _state.Peer;
        word.Sequence++;
        word.Role = NodeState.Standby;
        word.Flags = PeerStateFlags.HearsYou | PeerStateFlags.HandOver;
        word.EchoSequence = ready;
        word.AckSequence = ready;
        _world.After(TimeSpan.FromMicroseconds(100), () => Decide(Observation.PeerMessage(word)), this);
    }

    private void Transmit(PeerState message)
    {
        var copies = _world.ScrambleRate > 0 && _world.Random.NextDouble() < _world.ScrambleRate ? 2 : 1;
        for (var copy = 0; copy < copies * _world.Options.PeerLinks; copy++)
        {
            if (_world.Delivers(Index, Other.Index, link: copy / copies))
            {
                _world.After(_world.MessageLatency(), () =>
                {
                    // What comes to a machine that stands still is lost.
                    if (Other.ServiceAlive && !Other.Kernel.IsStopped)
                    {
                        _world.After(TimeSpan.Zero, () => Other.Receive(message), Other);
                    }
                });
            }
        }
    }
}
