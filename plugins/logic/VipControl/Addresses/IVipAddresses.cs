using HAMgm.Linux;
using HAMgm.Linux.Netlink;

namespace HAMgm.Logic.VipControl.Addresses;

/// <summary>
/// The addresses of the VIP's interfaces. Nothing allocates; for the VIP thread alone. What the system refuses unexpectedly
/// is a <see cref="LinuxException"/>.
/// </summary>
internal interface IVipAddresses : IDisposable
{
    /// <summary>Adds an address that is not there. Done or AlreadyExists.</summary>
    AddressResult Add(in VipAddress address, int validLifetimeSeconds);

    /// <summary>Gives an address that is there a new lifetime. Anything but Done means that the hold is lost.</summary>
    AddressResult Refresh(in VipAddress address, int validLifetimeSeconds);

    /// <summary>Deletes an address. Done or NotFound.</summary>
    AddressResult Delete(in VipAddress address);

    /// <summary>Whether it is listed.</summary>
    bool IsBound(in VipAddress address);
}
