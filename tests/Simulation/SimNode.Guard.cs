using HAMgm.Contracts.Peer;
using HAMgm.Contracts.Time;
using HAMgm.Logic.Core;
using HAMgm.Logic.Core.Observations;
using HAMgm.Logic.Core.State;

namespace HAMgm.Simulation.Tests;

/// <content>The guard and systemd: deaths and restarts (R12).</content>
public sealed partial class SimNode
{
    private static readonly TimeSpan _leastSilence = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan _guardTurn = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan _restartAfter = TimeSpan.FromSeconds(1);
    private PeerState _lastWord;
    private (long Term, ulong Peer, bool Holds) _lastWordOf;
    private MonotonicTime _aliveAt;
    private MonotonicTime _guardWindowFrom;
    private bool _guardLooks;

    public bool GuardAlive { get; private set; } = true;

    public void KillService(bool guardActs = true)
    {
        if (!ServiceAlive)
        {
            return;
        }

        _world.Log($"node {Index} service dies");
        _world.Causes++;
        ServiceAlive = false;
        ServiceFrozen = Kernel.IsStopped;
        Life++;
        TearWrite();
        if (guardActs)
        {
            _world.After(TimeSpan.FromMilliseconds(1), GuardActs);
        }
    }

    public void KillGuard()
    {
        _world.Log($"node {Index} guard dies");
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
        GuardAlive = false;
        GuardFrozen = false;
        KillService(guardActs: false);
        ServiceFrozen = false;
        Kernel.Resume();
        Unbind();
        _world.After(_restartAfter, SystemdRestarts);
    }

    public void KillBoth()
    {
        _world.Log($"node {Index} guard and service die");
        GuardAlive = false;
        GuardFrozen = Kernel.IsStopped;
        KillService(guardActs: false);
        _world.After(_restartAfter, SystemdRestarts);
    }

    /// <summary>The guard looks at the service's stamp when it could be silent for too long.</summary>
    public void GuardLooks()
    {
        if (!_guardLooks)
        {
            _guardLooks = true;
            var due = MonotonicTime.Max(_aliveAt, _guardWindowFrom) + SilenceLimit;
            _world.At(due + TimeSpan.FromMicroseconds(_world.Random.Next(5000)), Look);
        }
    }

    private TimeSpan SilenceLimit => Max(Policy.Timeout, _leastSilence);

    private void Look()
    {
        _guardLooks = false;
        if (GuardAlive && !GuardFrozen && ServiceAlive && _world.Now - MonotonicTime.Max(_aliveAt, _guardWindowFrom) > SilenceLimit)
        {
            _world.Log($"node {Index} guard finds the service silent");
            if (_world.Options.Mutation == SimMutation.GuardTellsFirst)
            {
                // The bug: the service may thaw between the release and the kill.
                var life = Life;
                UnbindAndTell();
                _world.After(TimeSpan.FromMilliseconds(100), () => { if (Life == life) { KillService(); } });
            }
            else
            {
                KillService(guardActs: false);
                GuardActs();
            }

            _guardWindowFrom = _world.Now;
        }
        else if (GuardFrozen || !GuardAlive || !ServiceAlive)
        {
            _guardWindowFrom = _world.Now;
        }

        GuardLooks();
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
            _world.After(_guardTurn, GuardActs);
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
        if (Kernel.IsStopped)
        {
            _world.After(_restartAfter, SystemdRestarts);
            return;
        }

        GuardAlive = true;
        GuardFrozen = false;
        _guardWindowFrom = _world.Now;
        StartService();
    }
}
