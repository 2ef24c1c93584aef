using System.Net.NetworkInformation;
using HAMgm.Contracts.Errors;
using HAMgm.Linux;
using HAMgm.Linux.Netlink;
using HAMgm.Logic.VipControl.Addresses;

namespace HAMgm.Logic.VipControl.Startup;

/// <summary>
/// What has to be true of the system before anything is touched. Each error names the thing, what there is instead, and
/// the remedy (the issue's "bad input").
/// </summary>
internal static class InterfaceCheck
{
    /// <summary>Finds the interfaces, and sees that the VIPs belong on them.</summary>
    internal static VipPlaces Find(VipSettings settings)
    {
        InterfaceInfo main = FindByName(settings.InterfaceName, "vip.interface");
        using AddressTable table = new();
        IReadOnlyList<AddressEntry> all = table.List();
        AddressEntry[] own = [.. all.Where(entry => !settings.Addresses.Any(managed => managed.Address == entry.Address))];
        RequireSubnet(settings, own.Where(entry => entry.InterfaceIndex == main.Index));
        List<InterfaceInfo> interfaces = [main];
        List<VipAddress> placed = [settings.Addresses[0] with { InterfaceIndex = main.Index }];
        List<VipAddress> unplaced = [];
        foreach (VipAddress address in settings.Addresses.Skip(1))
        {
            InterfaceInfo? found = Place(address, settings, main, own);
            if (found is null)
            {
                unplaced.Add(address);
            }

            InterfaceInfo place = found ?? main;
            placed.Add(address with { InterfaceIndex = place.Index });
            if (!interfaces.Any(one => one.Index == place.Index))
            {
                interfaces.Add(place);
            }
        }

        RequireNowhereElse(settings, all.Where(entry => !interfaces.Any(one => one.Index == entry.InterfaceIndex)));
        return new VipPlaces([.. interfaces], [.. placed], [.. unplaced]);
    }

    /// <summary>
    /// Where a further address belongs: where vip.interfaces says, else vip.interface if its subnet is there, else the
    /// interface whose subnet it is. Names of interfaces may differ between the nodes, subnets do not. Null: nowhere.
    /// </summary>
    private static InterfaceInfo? Place(VipAddress address, VipSettings settings, InterfaceInfo main, AddressEntry[] own)
    {
        if (settings.InterfaceOf.TryGetValue(address.Address, out string? name))
        {
            return FindByName(name, "vip.interfaces");
        }

        foreach (AddressEntry entry in own.OrderBy(entry => entry.InterfaceIndex == main.Index ? 0 : 1))
        {
            if (new VipAddress(entry.Address, entry.PrefixLength).Covers(address.Address)
                && InterfaceInfo.Find(entry.InterfaceIndex) is { Mac.IsNone: false } found)
            {
                return found;
            }
        }

        return null;
    }

    private static InterfaceInfo FindByName(string name, string key)
    {
        if (name.Length == 0)
        {
            throw Unavailable(key, $"{key} is not set. {WhatThereIs()}");
        }

        try
        {
            InterfaceInfo found = InterfaceInfo.Find(name);
            return !found.Mac.IsNone
                ? found
                : throw Unavailable(name, $"{key} {name} has no Ethernet address: a VIP is announced by ARP or neighbour discovery. Name an Ethernet interface, or set vip.provider: simulated.");
        }
        catch (LinuxException problem) when (problem.Errno == NoSuchDevice)
        {
            throw Unavailable(name, $"{key}: there is no interface '{name}'. {WhatThereIs()}", problem);
        }
    }

    private static string WhatThereIs()
    {
        string there = string.Join(", ", NetworkInterface.GetAllNetworkInterfaces().Select(one => one.Name).Where(one => one != "lo").Order(StringComparer.Ordinal));
        return $"This host has: {(there.Length == 0 ? "none but lo" : there)}. Set vip.interface to the one that the VIP belongs on.";
    }

    private const int NoSuchDevice = 19;

    private static void RequireSubnet(VipSettings settings, IEnumerable<AddressEntry> onInterface)
    {
        VipAddress vip = settings.Addresses[0];
        AddressEntry[] own = [.. onInterface];
        if (own.Any(entry => new VipAddress(entry.Address, entry.PrefixLength).Covers(vip.Address)))
        {
            return;
        }

        string there = string.Join(", ", own.Select(entry => $"{entry.Address}/{entry.PrefixLength}"));
        throw Unavailable(
            vip.Address.ToString(),
            $"vip.address {vip} lies in no subnet of {settings.InterfaceName}, which has {(there.Length == 0 ? "no address" : there)}. Correct vip.address or vip.interface, or give {settings.InterfaceName} an address in the VIP's subnet.");
    }

    /// <summary>A VIP on an interface that bears none would go on answering whatever is decided here.</summary>
    private static void RequireNowhereElse(VipSettings settings, IEnumerable<AddressEntry> elsewhere)
    {
        foreach (AddressEntry entry in elsewhere)
        {
            if (settings.Addresses.Any(managed => managed.Address == entry.Address))
            {
                string name = InterfaceInfo.Find(entry.InterfaceIndex)?.Name ?? $"interface {entry.InterfaceIndex}";
                throw Unavailable(
                    entry.Address.ToString(),
                    $"The VIP {entry.Address} is on {name} already, which bears no VIP (vip.interface is {settings.InterfaceName}). Remove it: ip addr del {entry.Address}/{entry.PrefixLength} dev {name}; and see to it that nothing else on this host adds it.");
            }
        }
    }

    private static HamgmException Unavailable(string subject, string message, Exception? cause = null) =>
        new(ErrorKind.Vip, ErrorCodes.Unavailable, subject, message, cause);
}
