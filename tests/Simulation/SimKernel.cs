using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.Time;

namespace HAMgm.Simulation.Tests;

/// <summary>
/// What the kernel of one host does by itself: the address with its finite life, and the gate (R11, R16). Each method is one
/// system call, which happens as a whole or not at all.
/// </summary>
public sealed class SimKernel(SimWorld world)
{
    private Epoch _term;
    private MonotonicTime _addressUntil;
    private MonotonicTime _gateUntil;
    private MonotonicTime _armedUntil;
    private MonotonicTime _stoppedAt = MonotonicTime.Never;

    /// <summary>Whether the address is there, reachable or not.</summary>
    public bool HasAddress => _term != Epoch.None && world.Now < _addressUntil;

    /// <summary>The term that it was added under; none when it is not there.</summary>
    public Epoch Term => HasAddress ? _term : Epoch.None;

    /// <summary>The executor goes by a higher term for the address that is there; the kernel knows nothing of terms.</summary>
    public void RaiseTerm(Epoch term) => _term = term;

    /// <summary>"Holder" of design.md section 6: the address is bound and answers.</summary>
    public bool Answers => HasAddress && !IsStopped && (!world.Options.HasGate || world.Now < _gateUntil);

    /// <summary>The whole machine stands still, its timers too.</summary>
    public bool IsStopped => _stoppedAt != MonotonicTime.Never;

    /// <summary>Adds the address, or gives it a new life.</summary>
    public void AddAddress(Epoch term)
    {
        _term = term;
        // Measured: the end comes up to 0.46 s late, and up to 1.21 s late with other changes of addresses meanwhile.
        var late = world.Random.Next(world.Random.Next(10) == 0 ? 1210 : 460);
        _addressUntil = world.Now + TimeSpan.FromMilliseconds(1000 + late);
    }

    /// <summary>Makes the next <see cref="OpenGate"/> possible, for this long.</summary>
    public void ArmGate(TimeSpan length) => _armedUntil = world.Now + length;

    /// <summary>Opens the gate, unless it was not armed or that has run out: then nothing changes.</summary>
    public bool OpenGate(TimeSpan length)
    {
        if (world.Options.HasConditionalOpen && world.Options.Mutation != SimMutation.LateCallKept && world.Now >= _armedUntil)
        {
            return false;
        }

        SetGate(length);
        return true;
    }

    /// <summary>Keeps the gate open, unless it has shut: then nothing changes.</summary>
    public bool RefreshGate(TimeSpan length)
    {
        if (world.Options.HasGate && world.Now >= _gateUntil)
        {
            return false;
        }

        SetGate(length);
        return true;
    }

    /// <summary>A restart in place: the address and the gate outlive this process, within the peer's word (R14).</summary>
    public void Park(TimeSpan length)
    {
        SetGate(length);
        _addressUntil = world.Now + TimeSpan.FromMilliseconds(4000 + world.Random.Next(1250));
    }

    /// <summary>Opens it, whatever it was: only a seeded bug does.</summary>
    public void OpenGateAnew(TimeSpan length) => SetGate(length);

    /// <summary>Deletes the address, shuts the gate.</summary>
    public void Remove()
    {
        _term = Epoch.None;
        _gateUntil = MonotonicTime.Never;
        _armedUntil = MonotonicTime.Never;
    }

    /// <summary>The hypervisor stops the machine, or it is suspended.</summary>
    public void Stop() => _stoppedAt = IsStopped ? _stoppedAt : world.Now;

    /// <summary>It goes on; its timers have stood still.</summary>
    public void Resume()
    {
        if (!IsStopped)
        {
            return;
        }

        var slept = world.Now - _stoppedAt;
        _stoppedAt = MonotonicTime.Never;
        _addressUntil += slept;
        _gateUntil += slept;
        _armedUntil += slept;
    }

    /// <summary>The grain of the kernel's timers: early rather than late.</summary>
    private void SetGate(TimeSpan length) =>
        _gateUntil = world.Now + length - TimeSpan.FromMicroseconds(world.Random.Next(4000));
}
