using System.Globalization;

namespace HAMgm.SystemTests;

/// <summary>
/// Two nodes, a client, a gateway and an observer on one switch: six network namespaces and a
/// bridge, 192.168.77.0/24 and fd77::/64, the VIP 192.168.77.200. Faults are those of a network:
/// a pulled cable, a switch that does not forward, loss.
/// </summary>
/// <remarks>
/// The observer that watches for two holders is a host of its own, because the ARP answers that it
/// provokes would refresh the neighbour tables of client and gateway, which are part of what is measured.
/// </remarks>
internal sealed class Lab : IDisposable
{
    /// <summary>The virtual address.</summary>
    public const string Vip = "192.168.77.200";

    /// <summary>The virtual address of tests with IPv6.</summary>
    public const string Vip6 = "fd77::200";

    private static int count;
    private readonly string prefix;
    private readonly string switchNamespace;
    private readonly SwitchRules rules = new();
    private bool hasSecondNetwork;

    public Lab()
    {
        Janitor.RemoveStale();
        prefix = Janitor.NamePrefix(Interlocked.Increment(ref count));
        switchNamespace = prefix + "switch";
        Gateway = Host("gateway", 1);
        HostA = Host("a", 11);
        HostB = Host("b", 12);
        Client = Host("client", 50);
        Watch = Host("watch", 51);
        Folder = Directory.CreateTempSubdirectory("hamgm-lab-").FullName;
        try
        {
            Build();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public LabHost HostA { get; }

    public LabHost HostB { get; }

    public LabHost Client { get; }

    public LabHost Gateway { get; }

    public LabHost Watch { get; }

    /// <summary>Where this laboratory's files lie: configurations, data, logs.</summary>
    public string Folder { get; }

    /// <summary>True keeps <see cref="Folder"/> at the end.</summary>
    public bool KeepFolder { get; set; }

    /// <summary>Pulls the cable of a host: its port on the switch goes down, its card loses the carrier.</summary>
    public void CutNode(LabHost host) => SetPort(host, "down");

    /// <summary>Nothing passes between the nodes; both reach the client and the gateway.</summary>
    public void PartitionPeers()
    {
        rules.DropBetween(HostA, HostB);
        rules.DropBetween(HostB, HostA);
        ApplyRules();
    }

    /// <summary>Nothing passes from or to this host, and its card notices nothing: a host that lost its power, seen from the others.</summary>
    public void Isolate(LabHost host)
    {
        rules.DropFrom(host);
        rules.DropTo(host);
        ApplyRules();
    }

    /// <summary>The host hears, but nobody hears it.</summary>
    public void Mute(LabHost host)
    {
        rules.DropFrom(host);
        ApplyRules();
    }

    /// <summary>The host is heard, but hears nobody.</summary>
    public void Deaf(LabHost host)
    {
        rules.DropTo(host);
        ApplyRules();
    }

    /// <summary>That share of the frames from and to the host is lost.</summary>
    public void Loss(LabHost host, int percent)
    {
        rules.Lose(host, percent);
        ApplyRules();
    }

    /// <summary>
    /// A second network, 192.168.78.0/24 and fd78::/64, on a switch of its own: eth1 of both nodes and of the client.
    /// </summary>
    public void AddSecondNetwork()
    {
        hasSecondNetwork = true;
        Shell.Run(["ip", "-n", switchNamespace, "-batch", "-"], "link add br1 type bridge stp_state 0 forward_delay 0 mcast_snooping 0\nlink set br1 up\n");
        foreach (LabHost host in (LabHost[])[HostA, HostB, Client])
        {
            Shell.Run(["ip", "link", "add", "eth1", "netns", host.Namespace, "type", "veth", "peer", "name", host.SecondPort, "netns", switchNamespace]);
            Shell.Run(["ip", "-n", switchNamespace, "-batch", "-"], $"link set {host.SecondPort} master br1\nlink set {host.SecondPort} up\n");
            Shell.Run(
                ["ip", "-n", host.Namespace, "-batch", "-"],
                $"link set eth1 up\naddress add {host.SecondAddress}/24 dev eth1\naddress add {host.SecondAddress6}/64 dev eth1 nodad\n");
        }
    }

    /// <summary>Pulls the cable of a host's second card.</summary>
    public void CutSecond(LabHost host) => Shell.Run(["ip", "-n", switchNamespace, "link", "set", host.SecondPort, "down"]);

    /// <summary>Ends all faults of the network.</summary>
    public void Heal()
    {
        rules.Clear();
        ApplyRules();
        if (hasSecondNetwork)
        {
            Shell.Run(["ip", "-n", switchNamespace, "link", "set", HostA.SecondPort, "up"]);
            Shell.Run(["ip", "-n", switchNamespace, "link", "set", HostB.SecondPort, "up"]);
        }

        SetPort(HostA, "up");
        SetPort(HostB, "up");
    }

    /// <summary>True when the host has the address bound.</summary>
    public static bool HasVip(LabHost host) => HasAddress(host, Vip) || HasAddress(host, Vip6);

    /// <summary>True when the host has this address bound, on whatever card.</summary>
    public static bool HasAddress(LabHost host, string address) =>
        Shell.TryRun(["ip", "-n", host.Namespace, "-o", "address", "show"]).Output
            .Contains($" {address}/", StringComparison.Ordinal);

    public void Dispose()
    {
        Janitor.RemoveAll(prefix);
        if (!KeepFolder)
        {
            try
            {
                Directory.Delete(Folder, recursive: true);
            }
            catch (IOException)
            {
                // A log that is still being written: the system's cleaning of /tmp takes it.
            }
        }
    }

    private LabHost Host(string name, int number) => new(name, prefix + name, number);

    private void SetPort(LabHost host, string state) =>
        Shell.Run(["ip", "-n", switchNamespace, "link", "set", host.Port, state]);

    private void ApplyRules() =>
        Shell.Run(["ip", "netns", "exec", switchNamespace, "nft", "-f", "-"], rules.Render());

    private void Build()
    {
        LabHost[] hosts = [Gateway, HostA, HostB, Client, Watch];
        Shell.Run(["ip", "netns", "add", switchNamespace]);
        Shell.Run(
            ["ip", "-n", switchNamespace, "-batch", "-"],
            "link set lo up\nlink add br0 type bridge stp_state 0 forward_delay 0 mcast_snooping 0\nlink set br0 up\n");
        foreach (LabHost host in hosts)
        {
            Shell.Run(["ip", "netns", "add", host.Namespace]);
            Shell.Run(["ip", "link", "add", "eth0", "netns", host.Namespace, "type", "veth", "peer", "name", host.Port, "netns", switchNamespace]);
            Shell.Run(["ip", "-n", switchNamespace, "-batch", "-"], $"link set {host.Port} master br0\nlink set {host.Port} up\n");
            string routes = host == Gateway ? "" : $"route add default via {Gateway.Address}\nroute add default via {Gateway.Address6}\n";
            Shell.Run(host.Command(
                "sysctl", "-qw", "net.ipv4.ip_forward=0", "net.ipv4.ping_group_range=0 2147483647", "net.ipv6.conf.all.accept_dad=0", "net.ipv6.conf.default.accept_dad=0"));
            Shell.Run(
                ["ip", "-n", host.Namespace, "-batch", "-"],
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"link set lo up\nlink set eth0 address {host.Mac}\nlink set eth0 up\naddress add {host.Address}/24 dev eth0\naddress add {host.Address6}/64 dev eth0 nodad\n{routes}"));
        }
    }
}
