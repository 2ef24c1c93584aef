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

/// <summary>One host: a service that runs the real decision core, its guard, its kernel (address, gate), its disk.</summary>
public sealed class SimNode
{
    private readonly SimWorld _world;
    private readonly ActionBuffer _buffer = new();
    private readonly List<Action> _deferred = [];
    private DecisionState _state;
    private MonotonicTime _wakeOrdered;
    private MonotonicTime _kernelUntil;
    private MonotonicTime _gateUntil;
    private MonotonicTime _claimUntil;
    private Epoch _boundTerm;
    private PeerState _lastWord;
    private MonotonicTime _aliveAt;
    private MonotonicTime _vipFreeAt;
    private MonotonicTime _diskFreeAt;

    public SimNode(SimWorld world, int index, Func<FailoverPolicy, FailoverPolicy>? change)
    {
        _world = world;
        Index = index;
        Policy = new FailoverPolicy
        {
            Interval = TimeSpan.FromMilliseconds(100),
            Timeout = TimeSpan.FromMilliseconds(300),
            IsLowerNode = index == 0,
            VipMac = (ulong)(0xA0 + index),
        };
        Policy = change?.Invoke(Policy) ?? Policy;
        Disk = new DurableFacts();
    }

    public int Index { get; }

    public FailoverPolicy Policy { get; set; }

    public SimNode Other => _world.Nodes[1 - Index];

    public DurableFacts Disk { get; private set; }

    public Epoch HighestOnDisk { get; set; }

    public Epoch VotedOnDisk { get; set; }

    public bool ServiceAlive { get; private set; }

    public bool ServiceFrozen { get; private set; }

    public bool GuardAlive { get; private set; } = true;

    public bool GuardFrozen { get; private set; }

    public bool DiskBroken { get; set; }

    public TimeSpan DiskLatency { get; set; } = TimeSpan.FromMilliseconds(2);

    /// <summary>Counts the service's starts: what was on its way in an older life is forgotten.</summary>
    public ulong Life { get; private set; }

    public ref readonly DecisionState State => ref _state;

    public List<OperationResult> Results { get; } = [];

    public List<(MonotonicTime At, AlertKind Kind)> Alerts { get; } = [];

    public bool AddressBound => _boundTerm != Epoch.None && _world.Now < _kernelUntil;

    /// <summary>"Holder" of design.md section 6: the address is bound and answers.</summary>
    public bool Answers => AddressBound && _world.Now < _gateUntil;

    public void StartService()
    {
        if (ServiceAlive)
        {
            return;
        }

        Life++;
        ServiceAlive = true;
        ServiceFrozen = false;
        _deferred.Clear();
        // What an earlier life left bound is removed before anything else.
        Unbind();
        var facts = Disk;
        facts.Incarnation++;
        Disk = facts;
        _state = DecisionState.Start(facts, _world.Now, Policy);
        _wakeOrdered = MonotonicTime.Never;
        _vipFreeAt = _world.Now;
        _diskFreeAt = _world.Now;
        _world.Log($"node {Index} starts, incarnation {facts.Incarnation}");
        Decide(Observation.Tick);
    }

    public void KillService(bool guardActs = true)
    {
        if (!ServiceAlive)
        {
            return;
        }

        _world.Log($"node {Index} service dies");
        ServiceAlive = false;
        ServiceFrozen = false;
        Life++;
        if (guardActs)
        {
            _world.After(TimeSpan.FromMilliseconds(1), GuardActs);
        }
    }

    public void KillGuard()
    {
        GuardAlive = false;
        if (ServiceAlive)
        {
            _world.After(TimeSpan.FromMilliseconds(20), () => Decide(Observation.LeaveRequested), this);
        }

        _world.After(TimeSpan.FromSeconds(1), SystemdRestarts);
    }

    public void CrashHost()
    {
        _world.Log($"node {Index} host crashes");
        ServiceAlive = false;
        GuardAlive = false;
        Life++;
        Unbind();
        _world.After(TimeSpan.FromSeconds(1), SystemdRestarts);
    }

    public void KillBoth()
    {
        _world.Log($"node {Index} guard and service die");
        GuardAlive = false;
        KillService(guardActs: false);
        _world.After(TimeSpan.FromSeconds(1), SystemdRestarts);
    }

    public void Freeze(bool guardToo, TimeSpan length)
    {
        _world.Log($"node {Index} freezes for {length.TotalMilliseconds} ms, guard {guardToo}");
        ServiceFrozen = true;
        GuardFrozen = guardToo;
        var life = Life;
        _world.After(length, () => Thaw(life));
    }

    public void Defer(Action run) => _deferred.Add(run);

    public void Receive(PeerState message)
    {
        Decide(Observation.PeerMessage(message));
    }

    public void Tell(Observation seen) => Decide(seen);

    public void DeleteAddress()
    {
        if (AddressBound)
        {
            _world.Log($"node {Index}: somebody deletes the address");
            _boundTerm = Epoch.None;
        }
    }

    /// <summary>Runs as the guard: every 5 ms it looks at the service's stamp (R12).</summary>
    public void GuardLoop()
    {
        if (GuardAlive && !GuardFrozen && ServiceAlive
            && _world.Now - _aliveAt > Max(Policy.Timeout, TimeSpan.FromMilliseconds(200)))
        {
            _world.Log($"node {Index} guard kills the silent service");
            ServiceAlive = false;
            ServiceFrozen = false;
            Life++;
            GuardActs();
        }

        _world.After(TimeSpan.FromMilliseconds(5), GuardLoop);
    }

    private static TimeSpan Max(TimeSpan left, TimeSpan right) => left > right ? left : right;

    private void GuardActs()
    {
        if (!GuardAlive || ServiceAlive)
        {
            return;
        }

        if (GuardFrozen)
        {
            _world.After(TimeSpan.FromMilliseconds(5), GuardActs);
            return;
        }

        Unbind();
        var word = _lastWord;
        if (word.SenderIncarnation != 0)
        {
            _world.Log($"node {Index} guard tells REL({word.ReleasedTerm})");
            for (var copy = 0; copy < 3; copy++)
            {
                Transmit(word);
            }
        }

        _world.After(TimeSpan.FromSeconds(1), SystemdRestarts);
    }

    private void SystemdRestarts()
    {
        GuardAlive = true;
        GuardFrozen = false;
        StartService();
    }

    private void Thaw(ulong life)
    {
        GuardFrozen = false;
        if (!ServiceFrozen || life != Life)
        {
            return;
        }

        ServiceFrozen = false;
        _world.Log($"node {Index} thaws");
        foreach (var run in _deferred)
        {
            _world.After(TimeSpan.Zero, run, this);
        }

        _deferred.Clear();
    }

    private void Decide(in Observation seen)
    {
        var decision = DecisionCore.Decide(_state, seen, _world.Now, Policy, _buffer);
        _state = decision.Next;
        _aliveAt = _world.Now;
        _lastWord = DecisionCore.LastWord(_state, Policy);
        foreach (ref readonly var action in decision.Actions.Actions)
        {
            CarryOut(action);
        }

        if (decision.WakeAt < _wakeOrdered || _wakeOrdered <= _world.Now)
        {
            _wakeOrdered = decision.WakeAt;
            var lateness = TimeSpan.FromMicroseconds(_world.Random.Next(200));
            _world.At(decision.WakeAt + lateness, Wake, this);
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
                Transmit(a.Message);
                break;
            case ActionKind.Bind:
                var decidedAt = _world.Now;
                OnVipThread(() => Bind(a.Term, decidedAt, a.Until));
                break;
            case ActionKind.Release:
                OnVipThread(() =>
                {
                    Unbind();
                    _world.After(TimeSpan.FromMicroseconds(50), () => Decide(Observation.Released(a.Term)), this);
                });
                break;
            case ActionKind.Refresh:
                OnVipThread(() => Refresh(a.Term, a.Until));
                break;
            case ActionKind.Announce:
                OnVipThread(() => { if (AddressBound) { Announce(); } });
                break;
            case ActionKind.Claim:
                OnVipThread(() =>
                {
                    _claimUntil = a.Until;
                    Announce();
                });
                break;
            case ActionKind.ProbeWire:
                OnVipThread(() => ProbeWire(a.Number));
                break;
            case ActionKind.ProbeGateway:
                OnVipThread(() => ProbeGateway(a.Yes));
                break;
            case ActionKind.Persist:
                Persist(a.Facts, a.Number);
                break;
            case ActionKind.Transition:
                _world.Log($"node {Index} {a.From} → {a.To} term {a.Term} by {a.Rule!.Id}: {a.Rule.Why}");
                break;
            case ActionKind.Alert:
                Alerts.Add((_world.Now, a.Alert));
                _world.Log($"node {Index} alert {a.Alert} {a.Number}");
                break;
            case ActionKind.Complete:
                Results.Add(a.Result);
                _world.Log($"node {Index} operation {a.Number}: {a.Result}");
                break;
            case ActionKind.Left:
                _world.Log($"node {Index} has left");
                KillService(guardActs: false);
                break;
            default:
                throw new InvalidOperationException($"Unknown action {a.Kind}.");
        }
    }

    private void OnVipThread(Action run)
    {
        _vipFreeAt = MonotonicTime.Max(_vipFreeAt, _world.Now) + TimeSpan.FromMicroseconds(20 + _world.Random.Next(150));
        _world.At(_vipFreeAt, run, this);
    }

    private void Transmit(PeerState message)
    {
        if (_world.Reaches(Index, Other.Index))
        {
            _world.After(_world.Latency(), () =>
            {
                if (Other.ServiceAlive)
                {
                    _world.After(TimeSpan.Zero, () => Other.Receive(message), Other);
                }
            });
        }
    }

    private void Bind(Epoch term, MonotonicTime decidedAt, MonotonicTime until)
    {
        if (_world.Now > decidedAt + TimeSpan.FromMilliseconds(20) || _world.Now >= until)
        {
            Unbind();
            _world.After(TimeSpan.FromMicroseconds(50), () => Decide(Observation.BindFailed(term)), this);
            return;
        }

        _boundTerm = term;
        _kernelUntil = _world.Now + TimeSpan.FromMilliseconds(1000 + _world.Random.Next(460));
        _gateUntil = MonotonicTime.Min(_world.Now + TimeSpan.FromMilliseconds(250), until);
        _world.Log($"node {Index} binds under term {term}");
        Announce();
        _world.After(TimeSpan.FromMicroseconds(50), () => Decide(Observation.Bound(term)), this);
    }

    private void Refresh(Epoch term, MonotonicTime until)
    {
        if (_boundTerm == term && Answers && _world.Now < until)
        {
            _gateUntil = MonotonicTime.Min(_world.Now + TimeSpan.FromMilliseconds(250), until);
            _kernelUntil = _world.Now + TimeSpan.FromMilliseconds(1000 + _world.Random.Next(460));
            return;
        }

        Unbind();
        _world.After(TimeSpan.FromMicroseconds(50), () => Decide(Observation.HoldLost(term)), this);
    }

    private void Unbind()
    {
        if (AddressBound)
        {
            _world.Log($"node {Index} unbinds");
        }

        _boundTerm = Epoch.None;
        _gateUntil = MonotonicTime.Never;
    }

    private void Announce()
    {
        if (_world.Reaches(Index, SimWorld.Gateway))
        {
            _world.After(
                _world.Latency(),
                () =>
                {
                    _world.GatewayEntry = Index;
                    _world.Log($"gateway: the VIP is node {Index}'s");
                });
        }

        if (_world.Reaches(Index, Other.Index))
        {
            _world.After(_world.Latency(), () => Other.HearWire(Policy.VipMac));
        }
    }

    private void HearWire(ulong mac)
    {
        if (ServiceAlive)
        {
            _world.After(TimeSpan.Zero, () => Decide(Observation.WireAnswer(mac)), this);
        }
    }

    private void ProbeWire(ulong number)
    {
        Decide(Observation.ProbeSent(number));
        if (!_world.Reaches(Index, Other.Index))
        {
            return;
        }

        _world.After(_world.Latency(), () =>
        {
            if (Other.Answers && _world.Reaches(Other.Index, Index))
            {
                _world.After(_world.Latency(), () => HearWire(Other.Policy.VipMac));
            }
        });
    }

    private void ProbeGateway(bool fromVip)
    {
        var sentAt = _world.Now;
        if (!_world.Reaches(Index, SimWorld.Gateway))
        {
            return;
        }

        _world.After(_world.Latency(), () =>
        {
            var answered = !fromVip || GatewayEntryFor() == Index;
            if (answered && _world.Reaches(SimWorld.Gateway, Index) && ServiceAlive)
            {
                _world.After(_world.Latency(), () => Decide(Observation.GatewayAnswer(fromVip, sentAt)), this);
            }
        });
    }

    /// <summary>Without an entry the gateway asks who has the VIP; whoever answers last owns it.</summary>
    private int GatewayEntryFor()
    {
        if (_world.GatewayEntry < 0)
        {
            foreach (var node in _world.Nodes)
            {
                var answers = node.Answers || (node.ServiceAlive && _world.Now < node._claimUntil);
                if (answers && _world.Reaches(SimWorld.Gateway, node.Index) && _world.Reaches(node.Index, SimWorld.Gateway))
                {
                    _world.GatewayEntry = node.Index;
                }
            }
        }

        return _world.GatewayEntry;
    }

    private void Persist(DurableFacts facts, ulong ticket)
    {
        if (DiskBroken)
        {
            _world.After(DiskLatency, () => Decide(Observation.Persisted(ticket, isDurable: false)), this);
            return;
        }

        // One writer: what was ordered later reaches the disk later.
        _diskFreeAt = MonotonicTime.Max(_diskFreeAt, _world.Now) + (DiskLatency * (0.5 + _world.Random.NextDouble()));
        _world.At(
            _diskFreeAt,
            () =>
            {
                Disk = facts;
                Decide(Observation.Persisted(ticket, isDurable: true));
            },
            this);
    }
}
