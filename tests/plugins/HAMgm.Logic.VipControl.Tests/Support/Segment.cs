using System.Globalization;
using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.Time;
using HAMgm.Linux;
using HAMgm.Linux.Netlink;
using HAMgm.Linux.Time;

namespace HAMgm.Logic.VipControl.Tests.Support;

/// <summary>
/// One Ethernet segment: a bridge, and on it the node with the module, a neighbour, and a gateway; each has an IPv4 and an
/// IPv6 address on its eth0.
/// </summary>
internal sealed class Segment : IDisposable
{
    private readonly TestNamespace bridge = new();
    private readonly List<VipControlModule> modules = [];

    public Segment(bool isIPv6 = false)
    {
        Vip = isIPv6 ? "fd77::200" : "10.77.0.200";
        VipWithPrefix = isIPv6 ? $"{Vip}/64" : $"{Vip}/24";
        GatewayIp = isIPv6 ? "fd77::1" : "10.77.0.1";
        Config.Values["vip.address"] = VipWithPrefix;
        Config.Values["quorum.gateways"] = GatewayIp;
        bridge.Ip("link add br0 type bridge");
        bridge.Ip("link set br0 up");
        Plug(Node, 11);
        Plug(Neighbour, 12);
        Plug(Gateway, 1);
    }

    public TestNamespace Bridge => bridge;

    public TestNamespace Node { get; } = new();

    public TestNamespace Neighbour { get; } = new();

    public TestNamespace Gateway { get; } = new();

    public FakeConfig Config { get; } = new();

    public FakeHost Host { get; } = new();

    public RecordingSink Sink { get; } = new();

    public string Vip { get; }

    public string VipWithPrefix { get; }

    public string GatewayIp { get; }

    public static MonotonicTime Now => new(BootClock.Now / TimeSpan.NanosecondsPerTick);

    public static MonotonicTime In(int milliseconds) => Now + TimeSpan.FromMilliseconds(milliseconds);

    /// <summary>The module, initialized and started inside the node.</summary>
    public VipControlModule Start()
    {
        VipControlModule module = new(Config, Host, new NullLog(), Host);
        module.Attach(Sink);
        Node.Run(() =>
        {
            module.InitializeAsync(CancellationToken.None).GetAwaiter().GetResult();
            module.StartAsync(CancellationToken.None).GetAwaiter().GetResult();
        });
        modules.Add(module);
        return module;
    }

    /// <summary>Binds under a term for a while, and waits until that is reported.</summary>
    public void Bind(VipControlModule module, long term, int holdMilliseconds)
    {
        MonotonicTime now = Now;
        module.Bind(new Epoch(term), now, now + TimeSpan.FromMilliseconds(holdMilliseconds));
        Sink.Await($"bound {term}");
        Console.WriteLine($"order to bound: {(Sink.LastBoundAt - now).TotalMilliseconds.ToString("F2", CultureInfo.InvariantCulture)} ms");
    }

    /// <summary>
    /// Refreshes every 20 ms until it is disposed: the gate shuts after 250 ms, and on a busy machine the start of one program
    /// (`ip netns exec`, `nft`) takes longer. Give the term that is bound.
    /// </summary>
    public static IDisposable Keep(VipControlModule module, long term = 2) => new Keeper(module, new Epoch(term));

    public static MacOf Mac(TestNamespace of) => new(of.Run(() => InterfaceInfo.Find("eth0").Mac));

    public bool IsListed() => Node.Run(() =>
    {
        using AddressTable table = new();
        return table.List().Any(entry => entry.Address == NetAddress.Parse(Vip));
    });

    /// <summary>What a host has in its neighbour cache for the VIP; empty when nothing.</summary>
    public string CacheOf(TestNamespace host) => host.Run(() =>
        NeighbourTable.Lookup(InterfaceInfo.Find("eth0").Index, NetAddress.Parse(Vip))?.ToString() ?? "");

    public static bool Within(int milliseconds, Func<bool> condition) => SpinWait.SpinUntil(
        () =>
        {
            Thread.Sleep(5);
            return condition();
        },
        milliseconds);

    public void Dispose()
    {
        foreach (VipControlModule module in modules)
        {
            module.StopAsync(CancellationToken.None).GetAwaiter().GetResult();
        }

        Node.Dispose();
        Neighbour.Dispose();
        Gateway.Dispose();
        bridge.Dispose();
        Host.Dispose();
    }

    /// <summary>A second interface, eth1, on the node and the neighbour, in 10.78.0.0/24 and fd78::/64.</summary>
    public void AddSecondInterface()
    {
        bridge.Ip("link add br1 type bridge");
        bridge.Ip("link set br1 up");
        foreach ((TestNamespace host, int number) in ((TestNamespace, int)[])[(Node, 11), (Neighbour, 12)])
        {
            TestNamespace.Shell($"ip link add eth1 netns {host.Name} type veth peer name q{number} netns {bridge.Name}");
            bridge.Ip($"link set q{number} master br1 up");
            host.Ip($"addr add 10.78.0.{number}/24 dev eth1");
            host.Ip("link set eth1 up");
            host.Ip($"addr add fd78::{number}/64 dev eth1 nodad");
        }
    }

    private void Plug(TestNamespace host, int number)
    {
        TestNamespace.Shell($"ip link add eth0 netns {host.Name} type veth peer name p{number} netns {bridge.Name}");
        bridge.Ip($"link set p{number} master br0 up");
        host.Exec("sysctl -qw net.ipv6.conf.all.accept_dad=0 net.ipv6.conf.eth0.accept_dad=0", mayFail: true);
        host.Ip($"addr add 10.77.0.{number}/24 dev eth0");
        host.Ip("link set eth0 up");
        host.Ip($"addr add fd77::{number}/64 dev eth0 nodad");
    }
}

/// <summary>See <see cref="Segment.Keep"/>.</summary>
internal sealed class Keeper : IDisposable
{
    private readonly ManualResetEventSlim _done = new();
    private readonly Thread _thread;

    public Keeper(VipControlModule module, Epoch term)
    {
        _thread = new Thread(() =>
        {
            do
            {
                module.Refresh(term, Segment.In(1000));
            }
            while (!_done.Wait(20));
        })
        { IsBackground = true };
        _thread.Start();
    }

    public void Dispose()
    {
        _done.Set();
        _thread.Join();
        _done.Dispose();
    }
}

/// <summary>A MAC as number and as text.</summary>
internal readonly record struct MacOf(Linux.Packets.MacAddress Mac)
{
    public ulong Number => Mac.Value;

    public override string ToString() => Mac.ToString();
}
