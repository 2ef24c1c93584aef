using HAMgm.Contracts.Time;
using HAMgm.Linux;
using HAMgm.Linux.Netlink;
using HAMgm.Logic.VipControl.Addresses;
using HAMgm.Logic.VipControl.Gate;
using HAMgm.Logic.VipControl.Wire;

namespace HAMgm.Logic.VipControl.Tests.Support;

/// <summary>Addresses, gate and wire in memory: notes every call, and can take time or fail at a chosen one.</summary>
internal sealed class FakeSystem(ManualClock clock) : IVipAddresses, IVipGate, IVipWire
{
    public HashSet<VipAddress> Bound { get; } = [];

    public MonotonicTime ArmedUntil { get; private set; } = MonotonicTime.Never;

    public MonotonicTime OpenUntil { get; private set; } = MonotonicTime.Never;

    /// <summary>Whether the gate answers for itself.</summary>
    public bool IsOpen => clock.Now < OpenUntil;

    /// <summary>How often it was opened.</summary>
    public int Openings { get; private set; }

    /// <summary>False: somebody removed the gate.</summary>
    public bool HasGate { get; set; } = true;

    public List<string> Calls { get; } = [];

    /// <summary>Milliseconds that pass in a call whose name begins so.</summary>
    public (string Call, int Milliseconds) Slow { get; set; } = ("-", 0);

    /// <summary>Calls whose name begins so are refused.</summary>
    public string Refused { get; set; } = "-";

    public MonotonicTime ClaimedUntil { get; private set; }

    public AddressResult Add(in VipAddress address, int validLifetimeSeconds)
    {
        Note($"add {address.Address}");
        return Bound.Add(address) ? AddressResult.Done : AddressResult.AlreadyExists;
    }

    public AddressResult Refresh(in VipAddress address, int validLifetimeSeconds)
    {
        Note($"prolong {address.Address}");
        return Bound.Contains(address) ? AddressResult.Done : AddressResult.NotFound;
    }

    public AddressResult Delete(in VipAddress address)
    {
        Note($"delete {address.Address}");
        return Bound.Remove(address) ? AddressResult.Done : AddressResult.NotFound;
    }

    public bool IsBound(in VipAddress address) => Bound.Contains(address);

    public void Install() => Note("install");

    public bool TryInstallOpen(int milliseconds)
    {
        Note($"install open {milliseconds}");
        return true;
    }

    // The call takes effect at its end: whatever holds the process up comes before that.
    public void Arm(int milliseconds)
    {
        Note($"arm {milliseconds}");
        ArmedUntil = clock.Now + TimeSpan.FromMilliseconds(milliseconds);
    }

    public bool Open(int milliseconds)
    {
        Note($"open {milliseconds}");
        if (clock.Now >= ArmedUntil)
        {
            return false;
        }

        OpenUntil = clock.Now + TimeSpan.FromMilliseconds(milliseconds);
        Openings++;
        return true;
    }

    public bool Refresh(int milliseconds)
    {
        Note($"keep {milliseconds}");
        if (!HasGate || clock.Now >= OpenUntil)
        {
            return false;
        }

        OpenUntil = clock.Now + TimeSpan.FromMilliseconds(milliseconds);
        return true;
    }

    public bool IsIntact() => HasGate;

    public void Rebuild(int milliseconds)
    {
        Note($"rebuild {milliseconds}");
        HasGate = true;
        OpenUntil = clock.Now + TimeSpan.FromMilliseconds(milliseconds);
    }

    public void Close()
    {
        Note("close");
        OpenUntil = MonotonicTime.Never;
    }

    public void Remove() => Note("remove");

    public bool Announce(in VipAddress address)
    {
        Note($"announce {address.Address}");
        return true;
    }

    public bool BeginClaim(MonotonicTime until)
    {
        Note("claim");
        ClaimedUntil = until;
        return true;
    }

    public void EndClaim() => ClaimedUntil = MonotonicTime.Never;

    public void KeepWarm()
    {
    }

    public MonotonicTime NextDue => MonotonicTime.Forever;

    public void ProbeWire(ulong number) => Note($"probe {number}");

    public void AskForOthers() => Note("ask for others");

    public bool IsHeld { get; private set; }

    public void Held(bool isHeld) => IsHeld = isHeld;

    public void ProbeGateway(ulong number, bool fromVip) => Note($"echo {number} {fromVip}");

    public void Dispose()
    {
    }

    private void Note(string call)
    {
        Calls.Add(call);
        if (call.StartsWith(Slow.Call, StringComparison.Ordinal))
        {
            clock.Advance(Slow.Milliseconds);
        }

        if (call.StartsWith(Refused, StringComparison.Ordinal))
        {
            throw new LinuxException(call, 1);
        }
    }
}
