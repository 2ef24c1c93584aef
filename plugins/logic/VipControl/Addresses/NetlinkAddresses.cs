using HAMgm.Linux.Netlink;

namespace HAMgm.Logic.VipControl.Addresses;

/// <summary><c>vip.provider: netlink</c>: real addresses on a real interface.</summary>
internal sealed class NetlinkAddresses(int interfaceIndex) : IVipAddresses
{
    private readonly AddressTable table = new();

    public AddressResult Add(in VipAddress address, int validLifetimeSeconds) =>
        table.Add(interfaceIndex, address.Address, address.PrefixLength, validLifetimeSeconds);

    public AddressResult Refresh(in VipAddress address, int validLifetimeSeconds) =>
        table.Refresh(interfaceIndex, address.Address, address.PrefixLength, validLifetimeSeconds);

    public AddressResult Delete(in VipAddress address) => table.Delete(interfaceIndex, address.Address, address.PrefixLength);

    public bool IsBound(in VipAddress address) => table.TryGet(interfaceIndex, address.Address, address.PrefixLength, out _);

    /// <summary>Spares a monitor the news of what is added and refreshed here.</summary>
    internal void HideFrom(AddressMonitor monitor) => monitor.IgnoreAdditionsBy(table);

    public void Dispose() => table.Dispose();
}
