using System.Net.Sockets;
using HAMgm.Linux.Netlink;
using HAMgm.Linux.Nftables;
using HAMgm.Linux.Packets;
using HAMgm.Linux.Tests.Support;
using HAMgm.Linux.Time;

namespace HAMgm.Linux.Tests.Packets;

/// <summary>Two hosts on one segment: A has 10.77.0.1 and fd77::1, B has 10.77.0.2 and fd77::2; the VIPs end in 200.</summary>
[TestClass]
public sealed class PacketSocketTests : IDisposable
{
    private static readonly NetAddress Vip4 = NetAddress.Parse("10.77.0.200");
    private static readonly NetAddress Vip6 = NetAddress.Parse("fd77::200");
    private static readonly NetAddress B4 = NetAddress.Parse("10.77.0.2");
    private static readonly NetAddress B6 = NetAddress.Parse("fd77::2");
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Silence = TimeSpan.FromMilliseconds(100);
    private TestNamespace a = null!;
    private TestNamespace b = null!;
    private InterfaceInfo linkA = null!;
    private InterfaceInfo linkB = null!;

    [TestInitialize]
    public void Connect()
    {
        a = new TestNamespace();
        b = new TestNamespace();
        TestNamespace.Connect(a, "h0", b, "h0");
        a.Ip("addr add 10.77.0.1/24 dev h0");
        b.Ip("addr add 10.77.0.2/24 dev h0");
        a.Ip("addr add fd77::1/64 dev h0 nodad");
        b.Ip("addr add fd77::2/64 dev h0 nodad");
        linkA = a.Run(() => InterfaceInfo.Find("h0"));
        linkB = b.Run(() => InterfaceInfo.Find("h0"));
    }

    [TestMethod]
    public void Arp_ProbeFromNowhere_IsAnsweredByHolder()
    {
        a.Run(() =>
        {
            using ArpSocket arp = new(linkA.Index, linkA.Mac);
            Assert.IsTrue(arp.SendArpProbe(B4));
            Assert.IsTrue(arp.Receive(Patience, out ArpPacket answer));
            Assert.AreEqual(new ArpPacket(ArpOperation.Reply, linkB.Mac, B4, linkA.Mac, NetAddress.Parse("0.0.0.0")), answer);
            Assert.IsTrue(arp.SendArpProbeTo(linkB.Mac, B4, NetAddress.Parse("10.77.0.1")));
            Assert.IsTrue(arp.Receive(Patience, out _));
            Assert.IsTrue(arp.SendArpProbe(Vip4));
            Assert.IsFalse(arp.Receive(Silence, out _), "nobody has the VIP");
        });
    }

    [TestMethod]
    public void Arp_AnnouncementAndReply_MoveTheNeighbourEntry()
    {
        MacAddress elsewhere = new(0x0200_0000_00AA);
        using ArpSocket arpA = a.Run(() => new ArpSocket(linkA.Index, linkA.Mac));
        using ArpSocket arpB = b.Run(() => new ArpSocket(linkB.Index, linkB.Mac));
        b.Ip($"neigh add 10.77.0.200 lladdr {elsewhere} dev h0 nud stale");
        Assert.IsTrue(arpA.SendGratuitousArp(Vip4, linkA.Mac));
        Assert.IsTrue(arpB.Receive(Patience, out ArpPacket first));
        Assert.IsTrue(arpB.Receive(Patience, out ArpPacket second));
        Assert.IsTrue(first.IsAnnouncement && second.IsAnnouncement);
        Assert.AreEqual((ArpOperation.Request, ArpOperation.Reply), (first.Operation, second.Operation));
        Assert.AreEqual(linkA.Mac, b.Run(() => NeighbourTable.Lookup(linkB.Index, Vip4)));

        arpB.SendArpProbe(Vip4, B4);
        Assert.IsTrue(arpA.Receive(Patience, out ArpPacket question));
        arpA.SendArpReply(question, Vip4, linkA.Mac);
        Assert.IsTrue(arpB.Receive(Patience, out ArpPacket answer));
        Assert.AreEqual((Vip4, linkA.Mac, linkB.Mac), (answer.SenderIp, answer.SenderMac, answer.TargetMac));
        arpA.SendArpProbe(NetAddress.Parse("10.77.0.99"));
        arpB.TryReceive(out _);
        Assert.AreEqual(0, Allocation.Of(() =>
        {
            arpA.SendArpProbe(Vip4);
            arpA.TryReceive(out _);
            arpB.TryReceive(out _);
        }));
    }

    [TestMethod]
    public void NeighbourDiscovery_SolicitationAndAnnouncement_WorkAsArpDoes()
    {
        using NeighbourSocket socketA = a.Run(() => new NeighbourSocket(linkA.Index, linkA.Mac));
        using NeighbourSocket socketB = b.Run(() => new NeighbourSocket(linkB.Index, linkB.Mac));
        foreach (NetAddress sender in new[] { default, NetAddress.Parse("fd77::1") })
        {
            Assert.IsTrue(socketA.SendNeighbourSolicitation(B6, sender));
            NeighbourPacket answer = AwaitAdvertisement(socketA, B6);
            Assert.AreEqual((linkB.Mac, linkB.Mac), (answer.SenderMac, answer.LinkLayer));
        }

        b.Ip("neigh add fd77::200 lladdr 02:00:00:00:00:aa dev h0 nud stale");
        Assert.IsTrue(socketA.SendUnsolicitedNa(Vip6, linkA.Mac));
        Assert.AreEqual(linkA.Mac, AwaitAdvertisement(socketB, Vip6).LinkLayer);
        Assert.AreEqual(linkA.Mac, b.Run(() => NeighbourTable.Lookup(linkB.Index, Vip6)));
    }

    [TestMethod]
    [DataRow("10.77.0.200", "10.77.0.2")]
    [DataRow("fd77::200", "fd77::2")]
    public void Echo_FromUnboundVip_ComesBackWhereTheEntryPoints(string from, string to)
    {
        NetAddress vip = NetAddress.Parse(from);
        NetAddress gateway = NetAddress.Parse(to);
        using EchoSocket echo = a.Run(() => new EchoSocket(linkA.Index, vip.Family));
        using ArpSocket arp = a.Run(() => new ArpSocket(linkA.Index, linkA.Mac));
        b.Ip($"neigh add {vip} lladdr {linkA.Mac} dev h0 nud reachable");
        Assert.IsTrue(echo.SendEcho(linkA.Mac, linkB.Mac, vip, gateway, 77, 5));
        Assert.IsTrue(echo.Receive(Patience, out EchoReply reply));
        Assert.AreEqual(new EchoReply(gateway, vip, 77, 5, linkB.Mac), reply);

        b.Ip($"neigh replace {vip} lladdr 02:00:00:00:00:aa dev h0 nud reachable");
        Assert.IsTrue(echo.SendEcho(linkA.Mac, linkB.Mac, vip, gateway, 77, 6));
        Assert.IsFalse(echo.Receive(Silence, out _), "the entry points elsewhere");
        Assert.AreEqual(0, Allocation.Of(() =>
        {
            echo.SendEcho(linkA.Mac, linkB.Mac, vip, gateway, 77, 7);
            echo.TryReceive(out _);
        }));
    }

    /// <summary>The gate's remark on AF_PACKET, shown: raw frames pass with the gate shut, the kernel's own do not.</summary>
    [TestMethod]
    public void Gate_Shut_RawFramesPassBothWays()
    {
        a.Ip("addr add 10.77.0.200/24 dev h0");
        using ArpSocket arpA = a.Run(() => new ArpSocket(linkA.Index, linkA.Mac));
        using ArpSocket arpB = b.Run(() => new ArpSocket(linkB.Index, linkB.Mac));
        using EchoSocket echoA = a.Run(() => new EchoSocket(linkA.Index, AddressFamily.InterNetwork));
        using VipGate gate = a.Run(() => new VipGate("hamgm_t"));
        gate.Install([Vip4]);
        b.Ip($"neigh add 10.77.0.200 lladdr {linkA.Mac} dev h0 nud reachable");
        Assert.IsTrue(arpA.SendGratuitousArp(Vip4, linkA.Mac));
        Assert.IsTrue(arpB.Receive(Patience, out ArpPacket announced) && announced.SenderIp == Vip4);
        Assert.IsTrue(arpB.Receive(Patience, out _));
        arpB.SendArpProbe(Vip4);
        Assert.IsTrue(arpA.Receive(Patience, out ArpPacket heard) && heard.TargetIp == Vip4, "a raw listener hears the question");
        Assert.IsFalse(arpB.Receive(Silence, out _), "the kernel does not answer it");
        echoA.SendEcho(linkA.Mac, linkB.Mac, Vip4, B4, 1, 1);
        Assert.IsTrue(echoA.Receive(Patience, out EchoReply reply) && reply.DestinationIp == Vip4, "a raw echo comes back");
    }

    [TestMethod]
    [DataRow(100)]
    [DataRow(300)]
    public void Gate_LeftOpen_WireFallsSilent(int timeoutMilliseconds)
    {
        a.Ip("addr add 10.77.0.200/24 dev h0");
        using ArpSocket arpB = b.Run(() => new ArpSocket(linkB.Index, linkB.Mac));
        using VipGate gate = a.Run(() => new VipGate("hamgm_t"));
        gate.Install([Vip4]);
        List<double> silences = [];
        for (int round = 0; round < 10; round++)
        {
            long before = BootClock.Now;
            gate.Open(Vip4, timeoutMilliseconds);
            long lastAnswer = before;
            while (BootClock.Now - before < (timeoutMilliseconds + 60) * 1_000_000L)
            {
                long asked = BootClock.Now;
                arpB.SendArpProbe(Vip4);
                lastAnswer = arpB.Receive(TimeSpan.FromMilliseconds(1), out _) ? asked : lastAnswer;
            }

            while (arpB.TryReceive(out _))
            {
            }

            silences.Add((lastAnswer - before) / 1e6);
        }

        Console.WriteLine($"opened for {timeoutMilliseconds} ms: the last answered ARP question was asked after {silences.Min():F1} to {silences.Max():F1} ms");
        Assert.IsGreaterThan(0, silences.Min());
    }

    [TestMethod]
    public void Poller_SeveralSocketsAndWake_TellsWhich()
    {
        using ArpSocket arpA = a.Run(() => new ArpSocket(linkA.Index, linkA.Mac));
        using EchoSocket echoA = a.Run(() => new EchoSocket(linkA.Index, AddressFamily.InterNetwork));
        using Poller poller = new(arpA.Descriptor, echoA.Descriptor);
        Assert.AreEqual(0, poller.Wait(0));
        Assert.IsFalse(poller.Woken);
        poller.Wake();
        Assert.AreEqual(0, poller.Wait(-1));
        Assert.IsTrue(poller.Woken);
        Assert.AreEqual(0, poller.Wait(0));
        Assert.IsFalse(poller.Woken);
        arpA.SendArpProbe(B4);
        Assert.AreEqual(1, poller.Wait(2_000_000_000));
        Assert.IsTrue(poller.IsReadable(0));
        Assert.IsFalse(poller.IsReadable(1));
        poller.SetEnabled(0, false);
        Assert.AreEqual(0, poller.Wait(0));
        poller.SetEnabled(0, true);
        Assert.AreEqual(1, poller.Wait(0));
        Assert.IsTrue(arpA.TryReceive(out _));
        Assert.AreEqual(0, Allocation.Of(() =>
        {
            poller.Wake();
            poller.Wait(1_000_000);
            poller.Wait(0);
        }));
    }

    [TestMethod]
    public void Socket_MissingInterface_ThrowsNaming()
    {
        LinuxException refusal = a.Run(() => Assert.ThrowsExactly<LinuxException>(() => new ArpSocket(4711, default)));
        Assert.Contains("4711", refusal.Message);
    }

    public void Dispose()
    {
        a?.Dispose();
        b?.Dispose();
    }

    private static NeighbourPacket AwaitAdvertisement(NeighbourSocket socket, NetAddress target)
    {
        while (socket.Receive(Patience, out NeighbourPacket packet))
        {
            if (packet.IsAdvertisement && packet.Target == target)
            {
                return packet;
            }
        }

        Assert.Fail($"no advertisement for {target}");
        return default;
    }
}
