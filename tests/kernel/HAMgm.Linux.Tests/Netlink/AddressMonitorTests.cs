using HAMgm.Linux.Netlink;
using HAMgm.Linux.Packets;
using HAMgm.Linux.Tests.Support;
using System.Net.Sockets;

namespace HAMgm.Linux.Tests.Netlink;

[TestClass]
public sealed class AddressMonitorTests
{
    [TestMethod]
    public void Read_AddressDeletedAndLinkDown_TellsBoth()
    {
        using TestNamespace net = new();
        net.Ip("link add h0 type veth peer name h1");
        net.Ip("link set h0 up");
        net.Ip("link set h1 up");
        net.Run(() =>
        {
            NetAddress vip = NetAddress.Parse("10.77.0.9");
            int index = InterfaceInfo.Find("h0").Index;
            using AddressTable table = new();
            using AddressMonitor monitor = new();
            Assert.IsFalse(monitor.TryRead(out _));
            table.Add(index, vip, 24);
            table.Delete(index, vip, 24);
            Assert.AreEqual(new AddressEvent(AddressEventKind.AddressDeleted, index, vip), Await(monitor, AddressEventKind.AddressDeleted));
            net.Ip("link set h1 down");
            Assert.AreEqual(index, AwaitLinkDown(monitor, index));
            Assert.IsTrue(InterfaceInfo.Find("h0").IsUp);
            Assert.IsFalse(InterfaceInfo.Find("h0").IsRunning);
        });
    }

    [TestMethod]
    public void IgnoreAdditionsBy_OwnAndOthersChanges_TellsAllButOwnAdditions()
    {
        using TestNamespace net = new();
        net.Ip("link add h0 type veth peer name h1");
        net.Run(() =>
        {
            NetAddress vip = NetAddress.Parse("10.77.0.9");
            NetAddress other = NetAddress.Parse("10.88.0.10");
            int index = InterfaceInfo.Find("h0").Index;
            using AddressTable own = new();
            using AddressTable strange = new();
            using AddressMonitor monitor = new();
            monitor.IgnoreAdditionsBy(own);
            own.Add(index, vip, 24, 10);
            own.Refresh(index, vip, 24, 10);
            strange.Add(index, other, 24);
            own.Delete(index, vip, 24);
            AddressEvent[] told = [.. Enumerable.Range(0, 2).Select(_ => monitor.Read(TimeSpan.FromSeconds(5), out AddressEvent notice) ? notice : default)];
            AddressEvent[] expected = [new(AddressEventKind.AddressChanged, index, other), new(AddressEventKind.AddressDeleted, index, vip)];
            CollectionAssert.AreEqual(expected, told);
        });
    }

    [TestMethod]
    public void Lookups_RoutesAndNeighbours_GiveGatewayAndMac()
    {
        using TestNamespace left = new();
        using TestNamespace right = new();
        TestNamespace.Connect(left, "h0", right, "h0");
        left.Ip("addr add 10.77.0.1/24 dev h0");
        left.Ip("addr add fd77::1/64 dev h0 nodad");
        right.Ip("addr add 10.77.0.2/24 dev h0");
        left.Run(() => Assert.IsNull(RouteTable.DefaultGateway(0, AddressFamily.InterNetwork)));
        left.Ip("route add default via 10.77.0.2");
        left.Ip("-6 route add default via fd77::2");
        left.Exec("ping -c1 -W1 10.77.0.2");
        MacAddress mac = right.Run(() => InterfaceInfo.Find("h0").Mac);
        left.Run(() =>
        {
            InterfaceInfo link = InterfaceInfo.Find("h0");
            Assert.AreEqual(1500, link.MtuBytes);
            Assert.IsTrue(link.IsUp && link.IsRunning);
            Assert.AreEqual(link, InterfaceInfo.Find(link.Index));
            Assert.AreEqual(NetAddress.Parse("10.77.0.2"), RouteTable.DefaultGateway(link.Index, AddressFamily.InterNetwork));
            Assert.AreEqual(NetAddress.Parse("fd77::2"), RouteTable.DefaultGateway(link.Index, AddressFamily.InterNetworkV6));
            Assert.IsNull(RouteTable.DefaultGateway(link.Index + 100, AddressFamily.InterNetwork));
            Assert.AreEqual(mac, NeighbourTable.Lookup(link.Index, NetAddress.Parse("10.77.0.2")));
            Assert.IsNull(NeighbourTable.Lookup(link.Index, NetAddress.Parse("10.77.0.99")));
        });
    }

    private static AddressEvent Await(AddressMonitor monitor, AddressEventKind kind)
    {
        while (monitor.Read(TimeSpan.FromSeconds(5), out AddressEvent notice))
        {
            if (notice.Kind == kind)
            {
                return notice;
            }
        }

        return default;
    }

    private static int AwaitLinkDown(AddressMonitor monitor, int index)
    {
        while (monitor.Read(TimeSpan.FromSeconds(5), out AddressEvent notice))
        {
            if (notice.Kind == AddressEventKind.LinkDown && notice.InterfaceIndex == index)
            {
                return notice.InterfaceIndex;
            }
        }

        return 0;
    }
}
