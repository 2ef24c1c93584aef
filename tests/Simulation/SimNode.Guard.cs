using HAMgm.Contracts.Peer;
using HAMgm.Contracts.Time;
using HAMgm.Logic.Core;
using HAMgm.Logic.Core.Observations;
using HAMgm.Logic.Core.State;

namespace HAMgm.Simulation.Tests;

/// <content>The guard and systemd: deaths, freezes, restarts (R12).</content>
public sealed partial class SimNode
{
    private static readonly TimeSpan _guardPeriod = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan _restartAfter = TimeSpan.FromSeconds(1);
    private PeerState _lastWord;
    private (long Term, ulong Peer, bool Holds) _lastWordOf;
    private MonotonicTime _aliveAt;

    public bool GuardAlive { get; private set; } = true;

    public bool GuardFrozen { get; private set; }

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

        _world.After(_restartAfter, SystemdRestarts);
    }

    public void CrashHost()
    {
        _world.Log($"node {Index} host crashes");
        ServiceAlive = false;
        GuardAlive = false;
        Life++;
        Unbind();
        _world.After(_restartAfter, SystemdRestarts);
    }

    public void KillBoth()
    {
        _world.Log($"node {Index} guard and service die");
        GuardAlive = false;
        KillService(guardActs: false);
        _world.After(_restartAfter, SystemdRestarts);
    }

    public void Freeze(bool guardToo, TimeSpan length)
    {
        _world.Log($"node {Index} freezes for {length.TotalMilliseconds} ms, guard {guardToo}");
        ServiceFrozen = true;
        GuardFrozen = guardToo;
        var life = Life;
        _world.After(length, () => Thaw(life));
    }

    /// <summary>Runs as the guard: every 5 ms it looks at the service's stamp.</summary>
    public void GuardLoop()
    {
        if (GuardAlive && !GuardFrozen && ServiceAlive
            && _world.Now - _aliveAt > Max(Policy.Timeout, TimeSpan.FromMilliseconds(200)))
        {
            _world.Log($"node {Index} guard finds the service silent");
            if (_world.Options.Mutation == SimMutation.GuardTellsFirst)
            {
                // The bug: the service may thaw between the release and the kill.
                var life = Life;
                UnbindAndTell();
                _world.After(TimeSpan.FromMilliseconds(100), () => { if (Life == life) { KillService(); } });
                _aliveAt = _world.Now;
            }
            else
            {
                KillService(guardActs: false);
                GuardActs();
            }
        }

        _world.After(_guardPeriod, GuardLoop);
    }

    /// <summary>As GuardPublisher does: only a life that holds has something to release.</summary>
    private void PublishToGuard()
    {
        _aliveAt = _world.Now;
        var holds = _state.Phase is Phase.Binding or Phase.Holding or Phase.Releasing or Phase.Parking or Phase.Adopting;
        var version = (_state.Term.Value, _state.Peer.SenderIncarnation, holds);
        if (version != _lastWordOf)
        {
            _lastWordOf = version;
            _lastWord = holds && !Policy.IsSingle ? DecisionCore.LastWord(_state, Policy) : default;
        }
    }

    private void GuardActs()
    {
        if (!GuardAlive || ServiceAlive)
        {
            return;
        }

        if (GuardFrozen)
        {
            _world.After(_guardPeriod, GuardActs);
            return;
        }

        UnbindAndTell();
        _world.After(_restartAfter, SystemdRestarts);
    }

    private void UnbindAndTell()
    {
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
}
