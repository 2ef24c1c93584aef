using HAMgm.Contracts.Alerts;
using HAMgm.Contracts.Cluster;
using HAMgm.Logic.VipControl.Tests.Support;

namespace HAMgm.Logic.VipControl.Tests.Namespaces;

/// <summary>The wire check, the gateway's echoes, and the claim (safety-rules.md R5, R9, R17), against Linux hosts.</summary>
[TestClass]
public sealed class ProbeTests
{
    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void ProbeWire_NeighbourHasTheVip_AnswerCarriesItsMac(bool isIPv6)
    {
        using Segment segment = new(isIPv6);
        VipControlModule module = segment.Start();
        module.ProbeWire(1);
        segment.Sink.Await("probe sent 1");
        Thread.Sleep(200);
        Assert.IsEmpty(segment.Sink.Macs);

        segment.Neighbour.Ip($"addr add {segment.VipWithPrefix} dev eth0 {(isIPv6 ? "nodad" : "")}");

        // A host that has only just got an address may not hear the first question.
        ulong number = 2;
        Assert.IsTrue(
            Segment.Within(5000, () =>
            {
                module.ProbeWire(number);
                segment.Sink.Await($"probe sent {number++}");
                return Segment.Within(200, () => !segment.Sink.Macs.IsEmpty);
            }),
            "Nobody answered.");
        Assert.IsTrue(segment.Sink.Macs.TryPeek(out ulong mac));
        Assert.AreEqual(Segment.Mac(segment.Neighbour).Number, mac);
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void ProbeWire_BoundHere_OwnAnswersDoNotCount(bool isIPv6)
    {
        using Segment segment = new(isIPv6);
        VipControlModule module = segment.Start();
        segment.Bind(module, 2, 5000);
        module.ProbeWire(1);
        segment.Sink.Await("probe sent 1");
        using IDisposable held = Segment.Keep(module);
        Assert.IsTrue(segment.Neighbour.Pings(segment.Vip));
        Thread.Sleep(100);
        Assert.IsEmpty(segment.Sink.Macs);
    }

    [TestMethod]
    public void ProbeWire_LinkDown_NotReportedAsSent()
    {
        using Segment segment = new();
        VipControlModule module = segment.Start();
        segment.Node.Ip("link set eth0 down");
        segment.Sink.Await("carrier False");
        module.ProbeWire(1);
        Thread.Sleep(200);
        Assert.HasCount(1, segment.Sink.Reports);
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void ProbeGateway_OwnAddress_AnsweredWithNumberAndSendTime(bool isIPv6)
    {
        using Segment segment = new(isIPv6);
        VipControlModule module = segment.Start();
        Contracts.Time.MonotonicTime before = Segment.Now;
        ulong number = ProbeUntilAnswered(segment, module, fromVip: false);
        Assert.IsGreaterThan(0ul, number);
        Assert.IsTrue(segment.Sink.Answers.TryPeek(out (ulong Number, bool FromVip, Contracts.Time.MonotonicTime SentAt) answer));
        Assert.IsFalse(answer.FromVip);
        Assert.IsTrue(answer.SentAt >= before && answer.SentAt <= Segment.Now);
    }

    [TestMethod]
    public void ProbeGateway_NoGatewayConfigured_AsksTheDefaultRoute()
    {
        using Segment segment = new();
        segment.Config.Values["quorum.gateways"] = "";
        segment.Node.Ip("route add default via 10.77.0.1");
        VipControlModule module = segment.Start();
        Assert.AreEqual("10.77.0.1", module.GetVipStatus().Gateway);
        ProbeUntilAnswered(segment, module, fromVip: false);
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Claim_NotBound_GatewayAnswersVipSourcedEchoesUntilTheHolderAnnounces(bool isIPv6)
    {
        using Segment segment = new(isIPv6);
        VipControlModule module = segment.Start();
        module.Claim(new Epoch(2), Segment.In(30_000));
        ProbeUntilAnswered(segment, module, fromVip: true);
        Assert.IsFalse(segment.IsListed());
        Assert.AreEqual(Segment.Mac(segment.Node).ToString(), segment.CacheOf(segment.Gateway));

        // The other node binds and announces: the gateway's entry moves, and the echoes fail to come back here.
        Segment other = segment;
        other.Neighbour.Ip($"addr add {segment.VipWithPrefix} dev eth0 {(isIPv6 ? "nodad" : "")}");
        other.Neighbour.Run(() =>
        {
            Linux.Netlink.InterfaceInfo eth0 = Linux.Netlink.InterfaceInfo.Find("eth0");
            using Linux.Packets.ArpSocket arp = new(eth0.Index, eth0.Mac);
            using Linux.Packets.NeighbourSocket discovery = new(eth0.Index, eth0.Mac);
            Linux.NetAddress vip = Linux.NetAddress.Parse(segment.Vip);
            Assert.IsTrue(isIPv6 ? discovery.SendUnsolicitedNa(vip, eth0.Mac) : arp.SendGratuitousArp(vip, eth0.Mac));
        });
        Assert.IsTrue(Segment.Within(1000, () => segment.CacheOf(segment.Gateway) == Segment.Mac(segment.Neighbour).ToString()));
        segment.Sink.Answers.Clear();
        for (ulong number = 1000; number < 1010; number++)
        {
            module.ProbeGateway(number, fromVip: true);
            Thread.Sleep(10);
        }

        Thread.Sleep(100);
        Assert.IsEmpty(segment.Sink.Answers);
        Assert.IsFalse(segment.Sink.Macs.IsEmpty, "The other node's announcement counts as an answer on the wire.");
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void ProbeGateway_FromVipWhileBound_AnsweredBesideTheShutGateToo(bool isIPv6)
    {
        using Segment segment = new(isIPv6);
        VipControlModule module = segment.Start();
        segment.Bind(module, 2, 20_000);
        ProbeUntilAnswered(segment, module, fromVip: true);
        Thread.Sleep(300);
        segment.Sink.Answers.Clear();
        ProbeUntilAnswered(segment, module, fromVip: true);
    }

    [TestMethod]
    public void Claim_Over_GatewayIsNotAnsweredAnyMore()
    {
        using Segment segment = new();
        VipControlModule module = segment.Start();
        module.Claim(new Epoch(2), Segment.In(100));
        Thread.Sleep(150);
        segment.Gateway.Ip("neigh flush dev eth0", mayFail: true);
        Assert.IsFalse(segment.Gateway.Pings(segment.Vip));
        Assert.AreEqual("", segment.CacheOf(segment.Gateway));
    }

    [TestMethod]
    [DataRow("10.77.0.201", 1)]
    [DataRow("fd77::201", 2)]
    public void ProbeWire_NeighbourHasAFurtherAddress_AnswerNamesWhichOne(string address, int index)
    {
        using Segment segment = new();
        segment.Config.Values["vip.more"] = "10.77.0.201/24,fd77::201/64";
        VipControlModule module = segment.Start();
        segment.Neighbour.Ip($"addr add {address}/{(index == 2 ? "64 nodad" : "24")} dev eth0");
        module.ProbeWire(1);
        Assert.IsTrue(Segment.Within(1000, () => !segment.Sink.Macs.IsEmpty), "Nobody answered.");
        Assert.IsTrue(segment.Sink.Claimed.TryPeek(out int claimed));
        Assert.AreEqual(index, claimed);
    }

    // A host that has the address, too, says nothing by itself: the holder asks a second after the bind, and then regularly.
    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Bound_NeighbourHasTheVipSilently_FoundWithoutAProbe(bool isIPv6)
    {
        using Segment segment = new(isIPv6);
        VipControlModule module = segment.Start();
        segment.Neighbour.Ip($"addr add {segment.VipWithPrefix} dev eth0 {(isIPv6 ? "nodad" : "")}");
        segment.Bind(module, 2, 20_000);
        Assert.IsTrue(Segment.Within(3000, () => !segment.Sink.Macs.IsEmpty), "It was not noticed.");
        Assert.IsTrue(segment.Sink.Macs.TryPeek(out ulong mac));
        Assert.AreEqual(Segment.Mac(segment.Neighbour).Number, mac);
    }

    [TestMethod]
    public void ProbeWire_KnownMacOrTheGatewayAnswers_NoConflict()
    {
        using Segment segment = new();
        segment.Config.Values["vip.known_macs"] = Segment.Mac(segment.Neighbour).ToString();
        VipControlModule module = segment.Start();
        ProbeUntilAnswered(segment, module, fromVip: false);
        segment.Neighbour.Ip($"addr add {segment.VipWithPrefix} dev eth0");
        segment.Gateway.Ip($"addr add {segment.VipWithPrefix} dev eth0");
        module.ProbeWire(1);
        segment.Sink.Await("probe sent 1");
        Thread.Sleep(300);
        Assert.IsEmpty(segment.Sink.Macs);
    }

    [TestMethod]
    public void Bound_StrangerOnTheSecondInterface_AlertNamesMacAndAddress()
    {
        using Segment segment = new();
        segment.AddSecondInterface();
        segment.Config.Values["vip.more"] = "10.78.0.200/24";
        VipControlModule module = segment.Start();
        segment.Neighbour.Ip("addr add 10.78.0.200/24 dev eth1");
        module.ProbeWire(1);
        segment.Sink.Await("probe sent 1");
        Thread.Sleep(200);
        Assert.IsEmpty(segment.Host.Published.OfType<AlertEvent>(), "The holder may be the peer: nobody can tell on that interface.");
        segment.Bind(module, 2, 20_000);
        Assert.IsTrue(Segment.Within(3000, () => segment.Host.Published.OfType<AlertEvent>().Any(static one => one.Type == "duplicate_vip")));
        string text = segment.Host.Published.OfType<AlertEvent>().First(static one => one.Type == "duplicate_vip").Message;
        StringAssert.Contains(text, "10.78.0.200");
        StringAssert.Contains(text, segment.Neighbour.Run(() => Linux.Netlink.InterfaceInfo.Find("eth1").Mac).ToString());
        Assert.IsEmpty(segment.Sink.Macs);
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void ProbeGateway_ReferenceInAnotherSegment_AskedByTheRouterAndNeverTheRegister(bool isIPv6)
    {
        using Segment segment = new(isIPv6);
        string far = isIPv6 ? "fd99::1" : "10.99.0.1";
        segment.Gateway.Ip($"addr add {far}/{(isIPv6 ? "128 nodad" : "32")} dev lo");
        segment.Node.Ip($"route add default via {segment.GatewayIp}");
        segment.Config.Values["quorum.gateways"] = far;
        VipControlModule module = segment.Start();
        StringAssert.Contains(module.GetStatus().Detail, "none of quorum.gateways is in the VIP's own segment");
        ProbeUntilAnswered(segment, module, fromVip: false);
        module.Claim(new Epoch(2), Segment.In(5000));
        const ulong first = 1000;
        for (ulong number = first; number < first + 10; number++)
        {
            module.ProbeGateway(number, fromVip: true);
            Thread.Sleep(10);
        }

        // Answers to the earlier ones may still come.
        Assert.IsEmpty(segment.Sink.Answers.Where(static answer => answer.Number >= first));
    }

    [TestMethod]
    public void ProbeGateway_FirstReferenceInAnotherSegment_RegisterIsTheOneInTheVips()
    {
        using Segment segment = new();
        segment.Config.Values["quorum.gateways"] = "10.99.0.1,10.77.0.1";
        VipControlModule module = segment.Start();
        Assert.AreEqual("10.77.0.1", module.GetVipStatus().Gateway);
        segment.Bind(module, 2, 5000);
        ProbeUntilAnswered(segment, module, fromVip: true);
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Start_GatewayThatAnswersAndFollows_SaidInTheStatus(bool isIPv6)
    {
        using Segment segment = new(isIPv6);
        VipControlModule module = segment.Start();
        Assert.IsTrue(Segment.Within(4000, () =>
        {
            if (!segment.Sink.Reports.Contains("bound 2"))
            {
                segment.Bind(module, 2, 30_000);
            }

            return module.GetStatus().Detail.Contains($"gateway {segment.GatewayIp} answered the VIP", StringComparison.Ordinal);
        }));
        Console.WriteLine(module.GetStatus().Detail);
        Assert.IsEmpty(segment.Host.Published.OfType<AlertEvent>());
    }

    [TestMethod]
    public void Start_GatewayThatIsNotThere_AlertAndItsEnd()
    {
        using Segment segment = new();
        segment.Bridge.Ip("link set p1 down");
        segment.Start();
        Assert.IsTrue(Segment.Within(6000, () => segment.Host.Published.OfType<AlertEvent>().Any(static one => one.Type == "gateway_silent")));
        StringAssert.Contains(segment.Host.Published.OfType<AlertEvent>().Single().Message, "does not even answer ARP");
    }

    // The gateway keeps the entry that it has, as one that ignores gratuitous ARP does.
    [TestMethod]
    public void Bound_GatewayIgnoresAnnouncements_AlertSaysSo()
    {
        using Segment segment = new();
        segment.Config.Values["vip.kernel_lease"] = "20000";
        VipControlModule module = segment.Start();
        segment.Gateway.Ip($"neigh replace {segment.Vip} lladdr 02:00:00:00:00:99 nud permanent dev eth0");
        segment.Bind(module, 2, 30_000);
        Assert.IsTrue(Segment.Within(6000, () => segment.Host.Published.OfType<AlertEvent>().Any(static one => one.Type == "gateway_ignores_announcements")));
        StringAssert.Contains(module.GetStatus().Detail, "does not follow announcements");
    }

    private static ulong ProbeUntilAnswered(Segment segment, VipControlModule module, bool fromVip)
    {
        ulong number = 0;
        Assert.IsTrue(
            Segment.Within(2000, () =>
            {
                module.ProbeGateway(++number, fromVip);
                return !segment.Sink.Answers.IsEmpty;
            }),
            "The gateway did not answer.");
        Console.WriteLine($"answered after {number} probes");
        Assert.IsTrue(segment.Sink.Answers.All(answer => answer.FromVip == fromVip && answer.Number <= number));
        return number;
    }
}
