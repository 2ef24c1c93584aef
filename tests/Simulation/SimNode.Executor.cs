using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.Time;
using HAMgm.Logic.Core.Actions;
using HAMgm.Logic.Core.Observations;

namespace HAMgm.Simulation.Tests;

/// <content>
/// The executor, call by call as logic.vip-control makes them: the clock is read before and after each system call (R11), and
/// the service may freeze or die between any two of them.
/// </content>
public sealed partial class SimNode
{
    private static readonly TimeSpan _longestGate = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan _decisionLimit = TimeSpan.FromMilliseconds(20);
    private MonotonicTime _vipFreeAt;
    private MonotonicTime _holdUntil;
    private bool _watchesHold;
    private readonly Queue<Action> _orders = new();
    private bool _isBinding;
    private int _freezeAtCall;
    private TimeSpan _freezeLength;
    private bool _freezeGuardToo;

    /// <summary>The kernel refuses to bind.</summary>
    public bool BindRefused { get; set; }

    /// <summary>How much later than usual the executor's thread comes to an order.</summary>
    public TimeSpan ExecutorDelay { get; set; }

    /// <summary>"Holder" of design.md section 6.</summary>
    public bool Answers => Kernel.Answers;

    /// <summary>The address is bound, and nobody is there to release it: the guard and the service are dead or frozen.</summary>
    public bool HoldsUnattended => Kernel.HasAddress && (!ServiceAlive || ServiceFrozen) && (!GuardAlive || GuardFrozen);

    /// <summary>Somebody else deletes the address: the kernel tells the executor.</summary>
    public void DeleteAddress()
    {
        if (!Kernel.HasAddress)
        {
            return;
        }

        _world.Log($"node {Index}: somebody deletes the address");
        var term = Kernel.Term;
        Kernel.Remove();
        _world.After(
            TimeSpan.FromMicroseconds(200),
            () =>
            {
                if (_holdUntil != MonotonicTime.Never && !Kernel.HasAddress)
                {
                    LoseHold(term);
                }
            },
            this);
    }

    /// <summary>The service freezes between a check and the n-th next system call that has to do with the address.</summary>
    public void FreezeAtCall(int calls, TimeSpan length, bool guardToo)
    {
        _freezeAtCall = calls;
        _freezeLength = length;
        _freezeGuardToo = guardToo;
    }

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
                OnVipThread(() => { if (Kernel.HasAddress && Local < _holdUntil) { Announce(toAll: true); } });
                break;
            case ActionKind.Claim:
                OnVipThread(() => Claim(a.Until));
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

        _world.At(_vipFreeAt, () => CarryOutVip(run), this);
    }

    /// <summary>One order after the other: a bind takes several calls, and the next order waits for its end.</summary>
    private void CarryOutVip(Action run)
    {
        if (_isBinding)
        {
            _orders.Enqueue(run);
        }
        else
        {
            run();
        }
    }

    private void EndBind()
    {
        _isBinding = false;
        while (!_isBinding && _orders.TryDequeue(out var next))
        {
            next();
        }
    }

    private void ForgetOrders()
    {
        _orders.Clear();
        _isBinding = false;
        _watchesHold = false;
        _freezeAtCall = 0;
        _vipFreeAt = _world.Now;
        _holdUntil = MonotonicTime.Never;
        _claimUntil = MonotonicTime.Never;
    }

    private void Report(Observation seen) => _world.After(TimeSpan.FromMicroseconds(50), () => Decide(seen), this);

    /// <summary>One system call, and then what follows from it: others' events may come between the two.</summary>
    private void Call(Action systemCall)
    {
        if (_freezeAtCall > 0 && --_freezeAtCall == 0)
        {
            Freeze(_freezeGuardToo, _freezeLength);
            _world.After(TimeSpan.Zero, systemCall, this);
        }
        else
        {
            systemCall();
        }
    }

    private void Then(Action next) => _world.After(TimeSpan.FromMicroseconds(10 + _world.Random.Next(30)), next, this);

    private void Bind(Epoch term, MonotonicTime decidedAt, MonotonicTime until)
    {
        if (_holdUntil != MonotonicTime.Never && Kernel.HasAddress && Kernel.Term <= term)
        {
            // A repeated order, or one under a higher term: what is held goes on being held, under the conditions of a refresh.
            Refresh(term, until, isBind: true);
            return;
        }

        _isBinding = true;
        if (BindRefused || IsLate(decidedAt, until))
        {
            BindFailed(term);
            return;
        }

        Call(() =>
        {
            Kernel.AddAddress(term);
            Then(() => Arm(term, decidedAt, until));
        });
    }

    /// <summary>The gate opens only within this much of the last look at the clock, and never beyond the hold.</summary>
    private void Arm(Epoch term, MonotonicTime decidedAt, MonotonicTime until)
    {
        if (IsLate(decidedAt, until))
        {
            BindFailed(term);
            return;
        }

        var window = Min(_decisionLimit, (until - Local) / 2);
        Call(() =>
        {
            Kernel.ArmGate(window);
            Then(() => Open(term, decidedAt, until, window));
        });
    }

    private void Open(Epoch term, MonotonicTime decidedAt, MonotonicTime until, TimeSpan window)
    {
        var left = until - Local - (_world.Options.HasConditionalOpen ? window : TimeSpan.Zero);
        if (left <= TimeSpan.Zero || IsLate(decidedAt, until))
        {
            BindFailed(term);
            return;
        }

        Call(() =>
        {
            var isOpen = Kernel.OpenGate(Min(_longestGate, left));
            Then(() => Bound(term, decidedAt, until, isOpen));
        });
    }

    private void Bound(Epoch term, MonotonicTime decidedAt, MonotonicTime until, bool isOpen)
    {
        if (!isOpen || IsLate(decidedAt, until))
        {
            BindFailed(term);
            return;
        }

        _world.Log($"node {Index} has bound under term {term}");
        CheckHooks(term);
        _world.Invariants.NoteBound(this, term);
        WatchHold(until);
        Announce(toAll: true);
        Report(Observation.Bound(term));
        EndBind();
    }

    private void BindFailed(Epoch term)
    {
        Unbind();
        Report(Observation.BindFailed(term));
        EndBind();
    }

    private bool IsLate(MonotonicTime decidedAt, MonotonicTime until) =>
        (Local > decidedAt + _decisionLimit || Local >= until) && _world.Options.Mutation != SimMutation.LateCallKept;

    private void Release(Epoch term)
    {
        if (_world.Options.Mutation == SimMutation.ReleaseNotAwaited)
        {
            // The bug: "released" is said while the system call is still on its way.
            _world.After(TimeSpan.FromMilliseconds(5), Unbind, this);
            Report(Observation.Released(term));
            return;
        }

        Call(() =>
        {
            Unbind();
            Report(Observation.Released(term));
        });
    }

    private void Refresh(Epoch term, MonotonicTime until, bool isBind = false)
    {
        var isUnchecked = _world.Options.Mutation == SimMutation.RefreshUnchecked && Kernel.HasAddress;
        if (isUnchecked)
        {
            // The bug: neither the lease is looked at nor whether the gate has shut.
            Kernel.OpenGateAnew(_longestGate);
            Kernel.AddAddress(term);
            WatchHold(until);
            return;
        }

        if ((Kernel.Term != term && !isBind) || Local >= _holdUntil || Local >= until)
        {
            LoseHold(term);
            return;
        }

        SetGateAnew(term, until, isBind);
    }

    private void SetGateAnew(Epoch term, MonotonicTime until, bool isBind)
    {
        var lookedAt = Local;
        var left = Min(_longestGate, until - lookedAt);
        Call(() =>
        {
            var isOpen = Kernel.RefreshGate(left);
            if (isOpen && Local - lookedAt > _decisionLimit && Local < until)
            {
                // It stood still between the look at the clock and the call: the time-out was reckoned too long.
                isOpen = Kernel.RefreshGate(Min(_longestGate, until - Local));
            }

            if (!isOpen || Local >= until || Local >= _holdUntil || !Kernel.HasAddress)
            {
                LoseHold(term);
                return;
            }

            Kernel.AddAddress(term);
            WatchHold(until);
            if (isBind)
            {
                _world.Invariants.NoteBound(this, term);
                Report(Observation.Bound(term));
            }
        });
    }

    /// <summary>The executor removes what is not refreshed in time, without being asked.</summary>
    private void WatchHold(MonotonicTime until)
    {
        _holdUntil = until;
        if (!_watchesHold)
        {
            _watchesHold = true;
            _world.At(_clock.WhenShows(until), LookAtHold, this);
        }
    }

    private void LookAtHold()
    {
        _watchesHold = false;
        if (_holdUntil == MonotonicTime.Never)
        {
            return;
        }

        if (Local < _holdUntil)
        {
            WatchHold(_holdUntil);
        }
        else
        {
            LoseHold(Kernel.Term == Epoch.None ? _state.Term : Kernel.Term);
        }
    }

    private void LoseHold(Epoch term)
    {
        _world.Log($"node {Index} loses its hold");
        Unbind();
        Report(Observation.HoldLost(term));
    }

    private void Unbind()
    {
        if (Kernel.HasAddress)
        {
            _world.Log($"node {Index} unbinds");
        }

        Kernel.Remove();
        _holdUntil = MonotonicTime.Never;
    }

    private static TimeSpan Min(TimeSpan left, TimeSpan right) => left < right ? left : right;
}
