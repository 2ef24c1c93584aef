using HAMgm.Contracts.Time;

namespace HAMgm.Simulation.Tests;

/// <content>Processes that stand still (SIGSTOP, starvation), and whole machines that do (suspend, live migration).</content>
public sealed partial class SimNode
{
    private readonly List<Action> _deferred = [];
    private MonotonicTime _serviceThawsAt;
    private MonotonicTime _guardThawsAt;

    public bool ServiceFrozen { get; private set; }

    public bool GuardFrozen { get; private set; }

    /// <summary>When the machine last went on after a pause with its kernel's timers stopped.</summary>
    public MonotonicTime ResumedAt { get; private set; } = MonotonicTime.Never;

    /// <summary>Keeps what a frozen service is to do until it thaws.</summary>
    public void Defer(Action run) => _deferred.Add(run);

    /// <summary>Service, or service and guard, stand still; the kernel goes on.</summary>
    public void Freeze(bool guardToo, TimeSpan length)
    {
        _world.Log($"node {Index} service {(guardToo ? "and guard freeze" : "freezes")} for {length.TotalMilliseconds} ms");
        if (ServiceAlive)
        {
            ServiceFrozen = true;
            _serviceThawsAt = MonotonicTime.Max(_serviceThawsAt, _world.Now + length);
            _world.At(_serviceThawsAt, Thaw);
        }

        if (guardToo)
        {
            FreezeGuard(length);
        }
    }

    /// <summary>The guard alone stands still.</summary>
    public void FreezeGuard(TimeSpan length)
    {
        GuardFrozen = true;
        _guardThawsAt = MonotonicTime.Max(_guardThawsAt, _world.Now + length);
        _world.At(_guardThawsAt, ThawGuard);
    }

    /// <summary>The whole machine stands still, its timers too.</summary>
    /// <param name="length">For how long.</param>
    /// <param name="clockRuns">True: a suspend, whose sleep CLOCK_BOOTTIME counts. False: stolen time that nothing counts.</param>
    public void PauseHost(TimeSpan length, bool clockRuns)
    {
        if (Kernel.IsStopped)
        {
            return;
        }

        _world.Log($"node {Index} host stands still for {length.TotalMilliseconds} ms, its clock {(clockRuns ? "runs" : "does not")}");
        Kernel.Stop();
        Freeze(guardToo: true, length + TimeSpan.FromMicroseconds(_world.Random.Next(3000)));
        _world.After(length, () =>
        {
            if (!Kernel.IsStopped)
            {
                return;
            }

            Kernel.Resume();
            ResumedAt = _world.Now;
            if (!clockRuns)
            {
                _clock = _clock.Lost(length);
            }

            _world.Log($"node {Index} host goes on");
        });
    }

    private void Thaw()
    {
        if (!ServiceFrozen || _world.Now < _serviceThawsAt)
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

    private void ThawGuard()
    {
        if (GuardFrozen && _world.Now >= _guardThawsAt)
        {
            GuardFrozen = false;
            // R12: a guard that was late cannot tell who slept, and begins anew.
            _guardWindowFrom = _world.Now;
        }
    }
}
