using HAMgm.Linux;

namespace HAMgm.Logic.VipControl.Gate;

/// <summary>No gate: by choice, in the simulation, or because the kernel has none. The kernel lease alone remains then.</summary>
internal sealed class NoGate : IVipGate
{
    public void Install()
    {
    }

    public bool TryInstallOpen(int milliseconds) => true;

    public void Open(NetAddress address, int milliseconds)
    {
    }

    public bool Refresh(NetAddress address, int milliseconds) => true;

    public void Close(NetAddress address)
    {
    }

    public void Remove()
    {
    }

    public void Dispose()
    {
    }
}
