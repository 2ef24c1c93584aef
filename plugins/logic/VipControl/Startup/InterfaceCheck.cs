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
    /// <summary>Finds the interface, and sees that the VIP belongs on it.</summary>
    internal static InterfaceInfo Find(VipSettings settings)
    {
        InterfaceInfo found = FindByName(settings.InterfaceName);
        if (found.Mac.IsNone)
        {
            throw Unavailable(settings.InterfaceName, $"vip.interface {settings.InterfaceName} has no Ethernet address: a VIP is announced by ARP or neighbour discovery. Name an Ethernet interface, or set vip.provider: simulated.");
        }

        using AddressTable table = new();
        IReadOnlyList<AddressEntry> all = table.List();
        RequireSubnet(settings, all.Where(entry => entry.InterfaceIndex == found.Index));
        RequireNowhereElse(settings, all.Where(entry => entry.InterfaceIndex != found.Index));
        return found;
    }

    private static InterfaceInfo FindByName(string name)
    {
        if (name.Length == 0)
        {
            throw Unavailable("vip.interface", $"vip.interface is not set. {WhatThereIs()}");
        }

        try
        {
            return InterfaceInfo.Find(name);
        }
        catch (LinuxException problem) when (problem.Errno == NoSuchDevice)
        {
            throw Unavailable(name, $"vip.interface: there is no interface '{name}'. {WhatThereIs()}", problem);
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
        AddressEntry[] own = [.. onInterface.Where(entry => !settings.Addresses.Any(managed => managed.Address == entry.Address))];
        if (own.Any(entry => new VipAddress(entry.Address, entry.PrefixLength).Covers(vip.Address)))
        {
            return;
        }

        string there = string.Join(", ", own.Select(entry => $"{entry.Address}/{entry.PrefixLength}"));
        throw Unavailable(
            vip.Address.ToString(),
            $"vip.address {vip} lies in no subnet of {settings.InterfaceName}, which has {(there.Length == 0 ? "no address" : there)}. Correct vip.address or vip.interface, or give {settings.InterfaceName} an address in the VIP's subnet.");
    }

    /// <summary>A VIP on a second interface would go on answering whatever is decided here.</summary>
    private static void RequireNowhereElse(VipSettings settings, IEnumerable<AddressEntry> elsewhere)
    {
        foreach (AddressEntry entry in elsewhere)
        {
            if (settings.Addresses.Any(managed => managed.Address == entry.Address))
            {
                string name = InterfaceInfo.Find(entry.InterfaceIndex)?.Name ?? $"interface {entry.InterfaceIndex}";
                throw Unavailable(
                    entry.Address.ToString(),
                    $"The VIP {entry.Address} is on {name} already, which is not vip.interface ({settings.InterfaceName}). Remove it: ip addr del {entry.Address}/{entry.PrefixLength} dev {name}; and see to it that nothing else on this host adds it.");
            }
        }
    }

    private static HamgmException Unavailable(string subject, string message, Exception? cause = null) =>
        new(ErrorKind.Vip, ErrorCodes.Unavailable, subject, message, cause);
}
