using HAMgm.Linux.Netlink;

namespace HAMgm.Logic.VipControl.Addresses;

/// <summary><c>vip.provider: netlink</c>: real addresses, each on the interface that it belongs on.</summary>
internal sealed class NetlinkAddresses : IVipAddresses
{
    private readonly AddressTable table = new();

    public AddressResult Add(in VipAddress address, int validLifetimeSeconds) =>
        table.Add(address.InterfaceIndex, address.Address, address.PrefixLength, validLifetimeSeconds);

    public AddressResult Refresh(in VipAddress address, int validLifetimeSeconds) =>
        table.Refresh(address.InterfaceIndex, address.Address, address.PrefixLength, validLifetimeSeconds);

    public AddressResult Delete(in VipAddress address) => table.Delete(address.InterfaceIndex, address.Address, address.PrefixLength);

    public bool IsBound(in VipAddress address) => table.TryGet(address.InterfaceIndex, address.Address, address.PrefixLength, out _);

    /// <summary>Spares a monitor the news of what is added and refreshed here.</summary>
    internal void HideFrom(AddressMonitor monitor) => monitor.IgnoreAdditionsBy(table);

    public void Dispose() => table.Dispose();
}
