using HAMgm.Contracts.Logging;
using HAMgm.Linux.Netlink;
using HAMgm.Logic.VipControl.Addresses;

namespace HAMgm.Logic.VipControl.Startup;

/// <summary>
/// Deletes what a crash left behind: a process that has just started holds no term, so a VIP that is on its interface is
/// nobody's.
/// </summary>
internal static class StaleAddresses
{
    /// <summary>Deletes every managed address from the VIPs' interfaces, with whatever prefix length it has there.</summary>
    /// <returns>How many there were.</returns>
    internal static int Delete(VipPlaces places, ILogger log)
    {
        using AddressTable table = new();
        int count = 0;
        foreach (InterfaceInfo place in places.Interfaces)
        {
            foreach (AddressEntry entry in table.List(place.Index))
            {
                if (places.Addresses.Any(vip => vip.Address == entry.Address))
                {
                    count += table.Delete(place.Index, entry.Address, entry.PrefixLength) == AddressResult.Done ? 1 : 0;
                }
            }
        }

        if (count > 0)
        {
            log.Warn("a VIP of an earlier life was still bound and has been deleted", ("count", count));
        }

        return count;
    }
}
