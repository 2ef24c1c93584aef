using HAMgm.Linux;
using HAMgm.Linux.Nftables;

namespace HAMgm.Logic.VipControl.Gate;

/// <summary>The gate in nftables. The kernel counts its time-outs, so it shuts even when this process is frozen.</summary>
internal sealed class NftablesGate : IVipGate
{
    private readonly VipGate gate;
    private readonly NetAddress[] addresses;

    internal NftablesGate(string tableName, NetAddress[] addresses)
    {
        gate = new VipGate(tableName);
        this.addresses = addresses;
    }

    public void Install() => gate.Install(addresses);

    public bool TryInstallOpen(int milliseconds) => gate.TryInstallOpen(addresses, milliseconds);

    public void Open(NetAddress address, int milliseconds)
    {
        try
        {
            gate.Open(address, milliseconds);
        }
        catch (LinuxException) when (!gate.IsInstalled())
        {
            // Somebody flushed the rule set. A bind takes everything anew, the gate included.
            gate.Install(addresses);
            gate.Open(address, milliseconds);
        }
    }

    public bool Refresh(NetAddress address, int milliseconds) => gate.Refresh(address, milliseconds);

    public void Close(NetAddress address) => gate.Close(address);

    public void Remove() => gate.Remove();

    public void Dispose() => gate.Dispose();
}
