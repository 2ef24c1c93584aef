using System.Net;
using System.Net.Sockets;
using HAMgm.Component.Config.Values;

namespace HAMgm.Component.Config.Rules;

/// <summary>How the VIPs must fit to the nodes' addresses, the gateways and each other.</summary>
internal sealed class VipRules(Func<string, Setting?> find, Action<Setting, string, string> error, Action<Setting, string, string> warn)
{
    public void Check()
    {
        if (find("vip.kernel_lease") is { } lease && lease.Number % TimeSpan.TicksPerSecond != 0)
        {
            error(lease, "vip.kernel_lease", $"{lease.Text} is no whole number of seconds: the kernel counts the life of an address in seconds");
        }

        var seen = new HashSet<IPAddress>();
        var families = new HashSet<AddressFamily>();
        foreach (var key in (string[])["vip.address", "vip.more"])
        {
            foreach (var item in find(key)?.Items ?? [])
            {
                if (AddressText.TryParseCidr(item, out var address, out var prefixBits))
                {
                    CheckOne(find(key)!, key, address, prefixBits);
                    families.Add(address.AddressFamily);
                    if (!seen.Add(address))
                    {
                        error(find(key)!, key, $"{address} stands twice: each VIP once");
                    }
                }
            }
        }

        if (seen.Count > MaxAddresses && find("vip.more") is { } more)
        {
            error(more, "vip.more", $"there are {seen.Count} VIPs; the guard takes {MaxAddresses}");
        }

        CheckInterfaces(seen);
        CheckGateways(seen, families);
    }

    /// <summary>The guard's record has room for so many (HAMgm.Linux, GuardLease.MaxAddresses).</summary>
    private const int MaxAddresses = 8;

    private void CheckInterfaces(HashSet<IPAddress> vips)
    {
        foreach (var item in find("vip.interfaces")?.Items ?? [])
        {
            var address = item[..Math.Max(0, item.IndexOf('=', StringComparison.Ordinal))];
            if (!AddressText.TryParse(address, out var parsed) || !vips.Contains(parsed))
            {
                error(find("vip.interfaces")!, "vip.interfaces", $"'{item}' names no address of vip.more: write it like 10.0.2.200=eth1");
            }
            else if (find("vip.address") is { } first && AddressText.TryParseCidr(first.Text, out var main, out _) && main.Equals(parsed))
            {
                error(find("vip.interfaces")!, "vip.interfaces", $"{parsed} is vip.address: its interface is vip.interface");
            }
        }
    }

    private void CheckOne(Setting at, string key, IPAddress address, int prefixBits)
    {
        if (!AddressText.IsHostAddress(address) || IPAddress.IsLoopback(address) || AddressText.IsSubnetEnd(address, prefixBits))
        {
            // A simulated VIP is tried out on loopback; a real one there would answer nobody.
            if (IPAddress.IsLoopback(address) && find("vip.provider") is { Text: "simulated" })
            {
                return;
            }

            error(at, key, $"{address}/{prefixBits} is no address of a host in its subnet");
        }

        foreach (var other in (string[])["node.ip", "peer.ip"])
        {
            if (find(other) is { } setting && AddressText.TryParse(setting.Text, out var own) && own.Equals(address))
            {
                error(at, key, $"{address} is {other} too: the VIP moves between the nodes and must be an address of its own");
            }
        }
    }

    private bool IsOneOfTheNodes(IPAddress gateway) => Array.Exists(
        (string[])["node.ip", "peer.ip"],
        key => find(key) is { } setting && AddressText.TryParse(setting.Text, out var own) && own.Equals(gateway));

    private void CheckGateways(HashSet<IPAddress> vips, HashSet<AddressFamily> families)
    {
        if (find("quorum.gateways") is not { } gateways)
        {
            return;
        }

        if (find("quorum.witness") is { Text: "none" })
        {
            warn(gateways, "quorum.gateways", "is not used: quorum.witness is none");
        }

        foreach (var item in gateways.Items)
        {
            if (!AddressText.TryParse(item, out var gateway))
            {
                continue;
            }

            if (!AddressText.IsHostAddress(gateway))
            {
                error(gateways, "quorum.gateways", $"{gateway} is no address of a host");
            }
            else if (IsOneOfTheNodes(gateway))
            {
                error(gateways, "quorum.gateways", $"{gateway} is a node of this pair: a witness must be another host");
            }
            else if (vips.Contains(gateway))
            {
                error(gateways, "quorum.gateways", $"{gateway} is a VIP too: a witness must be another host");
            }
            else if (families.Count > 0 && !families.Contains(gateway.AddressFamily))
            {
                var family = gateway.AddressFamily == AddressFamily.InterNetwork ? "IPv4" : "IPv6";
                error(gateways, "quorum.gateways", $"{gateway} is {family} and no VIP is: the gateway is asked from the VIP, so the families must match");
            }
        }
    }
}
