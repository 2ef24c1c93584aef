using HAMgm.Linux;
using HAMgm.Linux.Netlink;
using HAMgm.Logic.VipControl.Addresses;

namespace HAMgm.Logic.VipControl.Wire;

/// <summary>The node's own addresses on one interface, which probes are sent from. Read at the start and when the kernel says that they changed.</summary>
internal sealed class OwnAddresses
{
    private static readonly VipAddress LinkLocal = new(NetAddress.Parse("fe80::"), 10);
    private readonly int interfaceIndex;
    private readonly VipAddress[] managed;
    private readonly List<AddressEntry> own = [];

    /// <summary>Reads the interface.</summary>
    /// <param name="interfaceIndex">The interface.</param>
    /// <param name="managed">The VIPs, which are never the node's own addresses.</param>
    internal OwnAddresses(int interfaceIndex, VipAddress[] managed)
    {
        this.interfaceIndex = interfaceIndex;
        this.managed = managed;
        Read();
    }

    /// <summary>Reads them anew.</summary>
    internal void Read()
    {
        using AddressTable table = new();
        IReadOnlyList<AddressEntry> all = table.List(interfaceIndex);
        own.Clear();
        own.AddRange(all.Where(entry => IsUsable(entry) && !managed.Any(vip => vip.Address == entry.Address)));
    }

    /// <summary>One in the target's subnet if there is one, else any that reaches it; none without.</summary>
    internal NetAddress SourceFor(NetAddress target)
    {
        NetAddress any = default;
        foreach (AddressEntry entry in own)
        {
            if (new VipAddress(entry.Address, entry.PrefixLength).Covers(target))
            {
                return entry.Address;
            }

            if (any.IsNone && entry.Address.Family == target.Family && !LinkLocal.Covers(entry.Address))
            {
                any = entry.Address;
            }
        }

        return any;
    }

    /// <summary>Whether a target lies in a subnet of this interface, so that it is asked for by its own address.</summary>
    internal bool Reach(NetAddress target)
    {
        if (LinkLocal.Covers(target))
        {
            return true;
        }

        foreach (AddressEntry entry in own)
        {
            if (new VipAddress(entry.Address, entry.PrefixLength).Covers(target))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsUsable(AddressEntry entry) =>
        (entry.Flags & (AddressFlags.Tentative | AddressFlags.DuplicateFound)) == 0;
}
