using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.Time;
using HAMgm.Logic.Core.Actions;
using HAMgm.Logic.Core.Observations;

namespace HAMgm.Simulation.Tests;

/// <content>The executor and the kernel: address, gate, wire and gateway.</content>
public sealed partial class SimNode
{
    private static readonly TimeSpan _longestGate = TimeSpan.FromMilliseconds(250);
    private MonotonicTime _kernelUntil;
    private MonotonicTime _gateUntil;
    private MonotonicTime _claimUntil;
    private MonotonicTime _vipFreeAt;
    private Epoch _boundTerm;
    private TimeSpan _freezeAtBind;

    public bool AddressBound => _boundTerm != Epoch.None && _world.Now < _kernelUntil;

    /// <summary>"Holder" of design.md section 6: the address is bound and answers.</summary>
    public bool Answers => _boundTerm != Epoch.None && _world.Now < _gateUntil && _world.Now < _kernelUntil;

    /// <summary>The kernel refuses to bind.</summary>
    public bool BindRefused { get; set; }

    /// <summary>How much later than usual the executor's thread comes to an order.</summary>
    public TimeSpan ExecutorDelay { get; set; }

    public void DeleteAddress()
    {
        if (AddressBound)
        {
            _world.Log($"node {Index}: somebody deletes the address");
            _boundTerm = Epoch.None;
        }
    }

    /// <summary>The service freezes between the check of its next bind and the system call.</summary>
    public void FreezeAtBind(TimeSpan length) => _freezeAtBind = length;

    private void OrderVip(CoreAction a)
    {
        switch (a.Kind)
        {
            case ActionKind.Bind:
                var decidedAt = Local;
                OnVipThread(() => Bind(a.Term, decidedAt, a.Until));
                break;
            case ActionKind.Release:
                OnVipThread(() => Release(a.Term));
                break;
            case ActionKind.Refresh:
                OnVipThread(() => Refresh(a.Term, a.Until));
                break;
            case ActionKind.Park:
                OnVipThread(() => Park(a.Term, a.Until));
                break;
            case ActionKind.Adopt:
                OnVipThread(() => Adopt(a.Term, a.Until));
                break;
            case ActionKind.Announce:
                OnVipThread(() => { if (AddressBound) { Announce(); } });
                break;
            case ActionKind.Claim:
                OnVipThread(() =>
                {
                    _claimUntil = _clock.WhenShows(a.Until);
                    Announce();
                });
                break;
            case ActionKind.ProbeWire:
                OnVipThread(() => ProbeWire(a.Number));
                break;
            case ActionKind.ProbeGateway:
                OnVipThread(() => ProbeGateway(a.Yes));
                break;
            default:
                throw new InvalidOperationException($"Unknown action {a.Kind}.");
        }
    }

    private void OnVipThread(Action run)
    {
        _vipFreeAt = MonotonicTime.Max(_vipFreeAt, _world.Now) + TimeSpan.FromMicroseconds(20 + _world.Random.Next(150));
        if (ExecutorDelay > TimeSpan.Zero && _world.Random.Next(20) == 0)
        {
            _vipFreeAt += ExecutorDelay * _world.Random.NextDouble();
        }

        _world.At(_vipFreeAt, run, this);
    }

    private void Report(Observation seen) => _world.After(TimeSpan.FromMicroseconds(50), () => Decide(seen), this);

    private void Release(Epoch term)
    {
        if (_world.Options.Mutation == SimMutation.ReleaseNotAwaited)
        {
            // The bug: "released" is said while the system call is still on its way.
            _world.After(TimeSpan.FromMilliseconds(5), Unbind, this);
        }
        else
        {
            Unbind();
        }

        Report(Observation.Released(term));
    }

    private void Bind(Epoch term, MonotonicTime decidedAt, MonotonicTime until)
    {
        if (_boundTerm != Epoch.None && _boundTerm < term && AddressBound)
        {
            // As logic.vipcontrol: what is held goes on being held, under the conditions of a refresh, and the token rises.
            _boundTerm = term;
            Refresh(term, until);
            if (_boundTerm == term)
            {
                _world.Invariants.NoteBound(this, term);
                Report(Observation.Bound(term));
            }

            return;
        }

        if (BindRefused || IsLate(decidedAt, until))
        {
            Unbind();
            Report(Observation.BindFailed(term));
            return;
        }

        // The gate's time-out is reckoned before the system call that sets it: a freeze in between does not shorten it.
        var gate = Min(_longestGate, until - Local);
        if (_freezeAtBind > TimeSpan.Zero)
        {
            Freeze(guardToo: false, _freezeAtBind);
            _freezeAtBind = TimeSpan.Zero;
        }

        if (ServiceFrozen)
        {
            _world.After(TimeSpan.Zero, () => Add(term, decidedAt, until, gate), this);
        }
        else
        {
            Add(term, decidedAt, until, gate);
        }
    }

    private void Add(Epoch term, MonotonicTime decidedAt, MonotonicTime until, TimeSpan gate)
    {
        _boundTerm = term;
        _kernelUntil = _world.Now + TimeSpan.FromMilliseconds(1000 + _world.Random.Next(460));
        _gateUntil = _world.Now + gate;
        _world.Log($"node {Index} binds under term {term}");
        // What is late is undone (R11), but has been there for a moment: nobody else may hold at that moment.
        _world.Invariants.CheckHolders();
        if (IsLate(decidedAt, until))
        {
            Unbind();
            Report(Observation.BindFailed(term));
            return;
        }

        _world.Invariants.NoteBound(this, term);
        Announce();
        Report(Observation.Bound(term));
    }

    private bool IsLate(MonotonicTime decidedAt, MonotonicTime until) =>
        Local > decidedAt + TimeSpan.FromMilliseconds(20) || Local >= until;

    private void Refresh(Epoch term, MonotonicTime until)
    {
        var isUnchecked = _world.Options.Mutation == SimMutation.RefreshUnchecked && AddressBound;
        if (isUnchecked || (_boundTerm == term && Answers && Local < until))
        {
            _gateUntil = _world.Now + (isUnchecked ? _longestGate : Min(_longestGate, until - Local));
            _kernelUntil = _world.Now + TimeSpan.FromMilliseconds(1000 + _world.Random.Next(460));
            return;
        }

        Unbind();
        Report(Observation.HoldLost(term));
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
        if (ServiceAlive && _world.Options.Mutation != SimMutation.WireCheckSkipped)
        {
            _world.After(
                TimeSpan.Zero,
                () =>
                {
                    LastContactAt = _world.Now;
                    Decide(Observation.WireAnswer(mac));
                },
                this);
        }
    }

    private void ProbeWire(ulong number)
    {
        Decide(Observation.ProbeSent(number));
        if (_world.HasStranger && _world.Reaches(Index, SimWorld.Gateway) && _world.Reaches(SimWorld.Gateway, Index))
        {
            _world.After(_world.Latency() * 2, () => HearWire(SimWorld.StrangerMac));
        }

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
        var sentAt = Local;
        if (!_world.Reaches(Index, SimWorld.Gateway))
        {
            return;
        }

        _world.After(_world.Latency(), () =>
        {
            var answered = !fromVip || GatewayEntryFor() == Index;
            if (answered && _world.Reaches(SimWorld.Gateway, Index) && ServiceAlive)
            {
                _world.After(
                    _world.Latency(),
                    () =>
                    {
                        LastContactAt = _world.Now;
                        Decide(Observation.GatewayAnswer(fromVip, sentAt));
                    },
                    this);
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

    private static TimeSpan Min(TimeSpan left, TimeSpan right) => left < right ? left : right;
}
