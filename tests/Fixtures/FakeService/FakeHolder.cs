using System.Collections.Immutable;
using System.Globalization;
using HAMgm.Linux;
using HAMgm.Linux.Memory;
using HAMgm.Linux.Netlink;
using HAMgm.Linux.Nftables;
using HAMgm.Linux.Time;

namespace HAMgm.Fixtures.FakeService;

/// <summary>Holds an address and says so in the lease record, as the real service does.</summary>
internal sealed class FakeHolder : IDisposable
{
    public const int PrefixLength = 24;
    private const long Millisecond = 1_000_000;
    private readonly FakeSettings settings;
    private readonly SharedRecord record;
    private readonly AddressTable table = new();
    private readonly VipGate? gate;
    private readonly NetAddress vip;
    private readonly int interfaceIndex;
    private readonly byte[] bytes = new byte[GuardLeaseCodec.Size];
    private readonly GuardLease lease;

    public FakeHolder(FakeSettings settings)
    {
        this.settings = settings;
        record = SharedRecord.OpenWriter(Path.Combine(settings.DataDirectory, "guard.lease"));
        string address = settings.Text("address", "");
        string name = settings.Text("interface", "");
        interfaceIndex = name.Length == 0 ? 0 : int.Parse(File.ReadAllText($"/sys/class/net/{name}/ifindex"), CultureInfo.InvariantCulture);
        string table4 = settings.Text("gate", "");
        if (address.Length > 0)
        {
            vip = NetAddress.Parse(address);
            lease = lease with { Addresses = [new GuardedAddress(interfaceIndex, vip, PrefixLength)] };
        }

        if (table4.Length > 0)
        {
            gate = new VipGate(table4);
            gate.Install([vip]);
            lease = lease with { GateTable = table4 };
        }

        if (settings.Text("remote", "") is { Length: > 0 } remote)
        {
            GuardPeer peer = new(NetAddress.Parse(settings.Text("local", "")), NetAddress.Parse(remote), settings.Number("port", 0));
            lease = lease with { Peers = ImmutableArray.Create(peer), ReleaseDatagram = "RELEASED"u8.ToArray() };
        }
    }

    /// <summary>Writes a turn.</summary>
    public void Beat(bool isHolding, int? pid = null, long deadlineInMs = 10_000)
    {
        GuardPulse pulse = new(1, pid ?? Environment.ProcessId, BootClock.Now, BootClock.Now + (deadlineInMs * Millisecond), 7, isHolding, settings.TimeoutMs * Millisecond);
        GuardLease now = lease with { Pulse = pulse };
        if (!isHolding)
        {
            now = now with { ReleaseDatagram = default };
        }

        GuardLeaseCodec.Encode(now, bytes);
        record.Write(bytes);
        if (isHolding)
        {
            gate?.Open(vip, 1000);
        }
    }

    public void WriteGarbage()
    {
        byte[] noise = new byte[GuardLeaseCodec.Size];
        Random.Shared.NextBytes(noise);
        record.Write(noise);
    }

    public void Bind()
    {
        if (interfaceIndex > 0)
        {
            _ = table.Add(interfaceIndex, vip, PrefixLength);
        }
    }

    public void Unbind()
    {
        if (interfaceIndex > 0)
        {
            _ = table.Delete(interfaceIndex, vip, PrefixLength);
        }

        gate?.Remove();
    }

    public void Dispose()
    {
        record.Dispose();
        table.Dispose();
        gate?.Dispose();
    }
}
