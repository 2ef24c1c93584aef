namespace HAMgm.Logic.VipControl.Gate;

/// <summary>No gate: by choice, in the simulation, or because the kernel has none. The kernel lease alone remains then.</summary>
internal sealed class NoGate : IVipGate
{
    public void Install()
    {
    }

    public bool TryInstallOpen(int milliseconds) => true;

    public void Arm(int milliseconds)
    {
    }

    public bool Open(int milliseconds) => true;

    public bool Refresh(int milliseconds) => true;

    public bool IsIntact() => true;

    public void Rebuild(int milliseconds)
    {
    }

    public void Close()
    {
    }

    public void Remove()
    {
    }

    public void Dispose()
    {
    }
}
