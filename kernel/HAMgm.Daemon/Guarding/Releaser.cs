using System.Net;
using HAMgm.Daemon.Logging;
using HAMgm.Linux;
using HAMgm.Linux.Memory;
using HAMgm.Linux.Netlink;
using HAMgm.Linux.Nftables;
using HAMgm.Linux.Processes;
using HAMgm.Linux.Time;

namespace HAMgm.Daemon.Guarding;

/// <summary>
/// Ends a holding without the service: deletes the addresses, shuts the gate, looks whether they are gone, and only then
/// tells the peer. Belongs to the guard's thread. A refusal of the kernel is logged and tried again, never thrown.
/// </summary>
internal sealed class Releaser : IDisposable
{
    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(50);

    // Longer than any kernel lease in use (R11: Kmax = 1 s + 1.25 s, announced restarts 4 s + 1.25 s).
    private static readonly TimeSpan RetryLimit = TimeSpan.FromSeconds(6);
    private readonly GuardLog log;
    private readonly AddressTable addresses = new();
    private readonly ReleaseSender sender;
    private VipGate? gate;

    /// <summary>Opens what a release needs.</summary>
    public Releaser(GuardLog log)
    {
        this.log = log;
        sender = new ReleaseSender(log);
    }

    /// <summary>
    /// Goes through a release that changes nothing, so that no code is compiled when it counts, and says early what right
    /// is missing.
    /// </summary>
    public void Rehearse()
    {
        if (!Capabilities.HasNetAdmin)
        {
            log.Error("the guard may not delete addresses", ("remedy", "run as root, or grant cap_net_admin (AmbientCapabilities= in the unit)"));
            return;
        }

        // Nobody has this interface; the address and the peer are the documentation's own and this host itself.
        const int NoInterface = int.MaxValue;
        GuardLease lease = new()
        {
            Addresses = [new GuardedAddress(NoInterface, NetAddress.Parse("192.0.2.1"), 32)],
            GateTable = "hamgm_rehearsal",
            Peers = [new GuardPeer(IPAddress.Loopback, IPAddress.Loopback, 9)],
            ReleaseDatagram = new byte[1],
        };
        byte[] bytes = new byte[GuardLeaseCodec.Size];
        GuardLeaseCodec.Encode(lease, bytes);
        if (GuardLeaseCodec.TryDecode(bytes, out lease))
        {
            _ = Release(lease);
        }
    }

    /// <summary>Opens the sockets that a release of this lease will need.</summary>
    public void Prepare(in GuardLease lease)
    {
        sender.Prepare(lease.Peers);
        if (gate?.TableName != lease.GateTable)
        {
            gate?.Dispose();
            gate = VipGate.IsTableName(lease.GateTable) ? TryOpen(lease.GateTable) : null;
        }
    }

    /// <summary>Deletes the addresses and shuts the gate, once, without telling anybody.</summary>
    /// <returns>How many addresses were there.</returns>
    public int Unbind(in GuardLease lease)
    {
        int removed = 0;
        foreach (GuardedAddress address in lease.Addresses)
        {
            // Index 0 is the simulated provider: nothing is bound.
            removed += address.InterfaceIndex > 0 && TryDelete(address) ? 1 : 0;
        }

        // After all deletions, for these take microseconds and a transaction of the gate takes longer.
        foreach (GuardedAddress address in lease.Addresses)
        {
            TryShut(address.Address);
        }

        return removed;
    }

    /// <summary>The whole of it, for a service that has ended: unbind until a listing shows it, then tell.</summary>
    public ReleaseReport Release(in GuardLease lease)
    {
        Prepare(lease);
        long giveUpNs = BootClock.Now + (RetryLimit.Ticks * TimeSpan.NanosecondsPerTick);
        int removed = Unbind(lease);
        while (!IsClear(lease))
        {
            if (BootClock.Now > giveUpNs)
            {
                // "I hold nothing" would be a lie. The kernel lease, the gate and the peer's own checks remain.
                log.Error("the addresses could not be removed; the peer is not told", ("addresses", string.Join(',', lease.Addresses.Select(a => a.Address))));
                return new ReleaseReport(removed, false, 0, 0, 0);
            }

            Thread.Sleep(RetryPause);
            removed += Unbind(lease);
        }

        long unboundNs = BootClock.Now;
        if (lease.ReleaseDatagram.IsEmpty)
        {
            return new ReleaseReport(removed, true, 0, unboundNs, 0);
        }

        int sent = sender.Send(lease.ReleaseDatagram.Span);
        return new ReleaseReport(removed, true, sent, unboundNs, BootClock.Now);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        addresses.Dispose();
        gate?.Dispose();
        sender.Dispose();
    }

    // A kernel without nftables has no gate to shut, and is no reason not to guard.
    private VipGate? TryOpen(string table)
    {
        try
        {
            return new VipGate(table);
        }
        catch (LinuxException refusal)
        {
            log.Warn("the gate cannot be shut by the guard", ("table", table), ("reason", refusal.Message));
            return null;
        }
    }

    private bool IsClear(in GuardLease lease)
    {
        try
        {
            foreach (GuardedAddress address in lease.Addresses)
            {
                if (address.InterfaceIndex > 0 && addresses.TryGet(address.InterfaceIndex, address.Address, address.PrefixLength, out _))
                {
                    return false;
                }
            }

            return true;
        }
        catch (LinuxException refusal)
        {
            log.Error("cannot list the addresses", ("reason", refusal.Message));
            return false;
        }
    }

    private bool TryDelete(GuardedAddress address)
    {
        try
        {
            return addresses.Delete(address.InterfaceIndex, address.Address, address.PrefixLength) == AddressResult.Done;
        }
        catch (LinuxException refusal)
        {
            log.Error("cannot delete an address", ("address", address.Address), ("reason", refusal.Message));
            return false;
        }
    }

    private void TryShut(NetAddress address)
    {
        try
        {
            _ = gate?.Close(address);
        }
        catch (LinuxException refusal)
        {
            // It shuts by itself when its time-out ends.
            log.Warn("cannot shut the gate", ("address", address), ("reason", refusal.Message));
        }
    }
}
