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

    public void Arm(int milliseconds)
    {
        try
        {
            gate.Arm(addresses, milliseconds);
        }
        catch (LinuxException) when (!gate.IsInstalled())
        {
            // Somebody flushed the rule set. A bind takes everything anew, the gate included.
            gate.Install(addresses);
            gate.Arm(addresses, milliseconds);
        }
    }

    public bool Open(int milliseconds) => gate.OpenArmed(addresses, milliseconds);

    public bool Refresh(int milliseconds) => gate.Refresh(addresses, milliseconds);

    public bool IsIntact() => gate.IsIntact();

    public void Rebuild(int milliseconds) => gate.Install(addresses, milliseconds);

    public void Close()
    {
        LinuxException? first = null;
        foreach (NetAddress address in addresses)
        {
            try
            {
                gate.Close(address);
            }
            catch (LinuxException refusal)
            {
                first ??= refusal;
            }
        }

        if (first is not null)
        {
            throw first;
        }
    }

    public void Remove() => gate.Remove();

    public void Dispose() => gate.Dispose();
}
