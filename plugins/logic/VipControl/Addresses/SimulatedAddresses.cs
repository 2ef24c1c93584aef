using HAMgm.Linux.Netlink;

namespace HAMgm.Logic.VipControl.Addresses;

/// <summary>
/// <c>vip.provider: simulated</c>: remembers what would be bound, and touches nothing of the system. For trying HAMgm out
/// without rights. It keeps no lifetimes: with its process, everything it remembers is gone, too.
/// </summary>
internal sealed class SimulatedAddresses : IVipAddresses
{
    private readonly HashSet<VipAddress> bound = [];

    public AddressResult Add(in VipAddress address, int validLifetimeSeconds) =>
        bound.Add(address) ? AddressResult.Done : AddressResult.AlreadyExists;

    public AddressResult Refresh(in VipAddress address, int validLifetimeSeconds) =>
        bound.Contains(address) ? AddressResult.Done : AddressResult.NotFound;

    public AddressResult Delete(in VipAddress address) => bound.Remove(address) ? AddressResult.Done : AddressResult.NotFound;

    public bool IsBound(in VipAddress address) => bound.Contains(address);

    public void Dispose() => bound.Clear();
}
