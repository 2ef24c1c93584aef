using HAMgm.Contracts.Alerts;
using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Time;
using HAMgm.Contracts.Vip;
using HAMgm.Linux.Nftables;
using HAMgm.Logic.VipControl.Tests.Support;

namespace HAMgm.Logic.VipControl.Tests.Namespaces;

/// <summary>Binding, holding and losing a real address in a real segment; IPv4 and IPv6 alike.</summary>
[TestClass]
public sealed class BindAndReleaseTests
{
    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Bind_NeighbourThatKnewAnotherMac_LearnsOursFromTheAnnouncement(bool isIPv6)
    {
        using Segment segment = new(isIPv6);
        VipControlModule module = segment.Start();
        segment.Neighbour.Ip($"neigh replace {segment.Vip} lladdr 02:00:00:00:00:99 nud stale dev eth0");
        segment.Bind(module, 2, 10_000);
        using IDisposable held = Segment.Keep(module);
        string mac = Segment.Mac(segment.Node).ToString();
        Assert.IsTrue(Segment.Within(1000, () => segment.CacheOf(segment.Neighbour) == mac), $"The neighbour still has {segment.CacheOf(segment.Neighbour)}, not {mac}.");
        Assert.IsTrue(segment.Neighbour.Pings(segment.Vip));
        Console.WriteLine(module.GetStatus().Detail);
        VipStatus status = module.GetVipStatus();
        Assert.AreEqual(VipState.Bound, status.State);
        Assert.AreEqual("nftables", status.Gate);
        Assert.AreEqual(segment.GatewayIp, status.Gateway);
        CollectionAssert.AreEqual(new[] { segment.Vip }, status.Addresses.ToArray());
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Refresh_EveryFiftyMilliseconds_KeepsTheAddressBeyondThreeSeconds(bool isIPv6)
    {
        using Segment segment = new(isIPv6);
        VipControlModule module = segment.Start();
        segment.Bind(module, 2, 300);
        MonotonicTime end = Segment.In(3500);
        while (Segment.Now < end)
        {
            module.Refresh(new Epoch(2), Segment.In(300));
            Thread.Sleep(50);
        }

        using IDisposable held = Segment.Keep(module);
        Assert.IsTrue(segment.IsListed(), string.Join(" | ", segment.Sink.Reports));
        Assert.IsTrue(segment.Neighbour.Pings(segment.Vip));
        CollectionAssert.AreEqual(new[] { "bound 2" }, segment.Sink.Reports.ToArray());
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Bind_WithoutRefresh_GateShutsIn300MillisecondsAndTheKernelDropsTheAddress(bool isIPv6)
    {
        using Segment segment = new(isIPv6);
        VipControlModule module = segment.Start();
        segment.Bind(module, 2, 20_000);
        using (Segment.Keep(module))
        {
            Assert.IsTrue(segment.Neighbour.Pings(segment.Vip));
        }

        MonotonicTime start = Segment.Now;
        SleepUntil(start + TimeSpan.FromMilliseconds(300));
        bool listed = segment.IsListed();
        Assert.IsFalse(segment.Neighbour.Pings(segment.Vip), "The gate is open although nobody refreshed it.");
        Assert.IsTrue(listed, "The address should still be there while the gate is shut already.");
        Assert.IsTrue(Segment.Within(2250, () => !segment.IsListed()), "The kernel has not dropped the address.");
        Console.WriteLine($"address gone {(Segment.Now - start).TotalMilliseconds:F0} ms after the last refresh");
        Assert.IsLessThan(2250, (Segment.Now - start).TotalMilliseconds);
        segment.Sink.Await("hold lost 2");
    }

    [TestMethod]
    public void Bind_DecidedLongAgo_NothingBound()
    {
        using Segment segment = new();
        VipControlModule module = segment.Start();
        module.Bind(new Epoch(2), Segment.In(-50), Segment.In(1000));
        segment.Sink.Await("bind failed 2: too late");
        Assert.IsFalse(segment.IsListed());
        Assert.AreEqual(VipState.Unbound, module.GetVipStatus().State);
        StringAssert.Contains(module.GetVipStatus().LastError, "too late");
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Release_Bound_AddressGoneAndSilent(bool isIPv6)
    {
        using Segment segment = new(isIPv6);
        segment.Config.Values["vip.more"] = "10.77.0.201/24,fd77::201/64";
        VipControlModule module = segment.Start();
        segment.Bind(module, 2, 5000);
        module.Release(new Epoch(2));
        segment.Sink.Await("released 2");
        Assert.IsFalse(segment.IsListed());
        Assert.IsFalse(segment.Neighbour.Pings(segment.Vip));
        Assert.IsFalse(segment.Neighbour.Pings("10.77.0.201"));
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Bound_RemovedBySomebodyElse_HoldLostAtOnceAndBoundAgainOnOrder(bool isIPv6)
    {
        using Segment segment = new(isIPv6);
        VipControlModule module = segment.Start();
        segment.Bind(module, 2, 20_000);
        using (Segment.Keep(module))
        {
            segment.Node.Ip($"addr del {segment.VipWithPrefix} dev eth0");
        }

        StringAssert.Contains(segment.Sink.Await("hold lost 2", 500), "was removed by somebody else");
        MonotonicTime now = Segment.Now;
        module.Bind(new Epoch(2), now, now + TimeSpan.FromSeconds(5));
        Assert.IsTrue(Segment.Within(500, () => segment.Sink.Reports[^1] == "bound 2"));
        using IDisposable held = Segment.Keep(module);
        Assert.IsTrue(segment.Neighbour.Pings(segment.Vip));
    }

    [TestMethod]
    public void Bound_RuleSetFlushedByAnAdministrator_GatePutBackWithoutAnOutage()
    {
        using Segment segment = new();
        VipControlModule module = segment.Start();
        segment.Bind(module, 2, 5000);
        using (Segment.Keep(module))
        {
            segment.Node.Exec("nft flush ruleset");
            Assert.IsTrue(Segment.Within(500, () => IsGateInstalled(segment)));
            Assert.IsTrue(segment.IsListed());
        }

        CollectionAssert.AreEqual(new[] { "bound 2" }, segment.Sink.Reports.ToArray());
        AlertEvent alert = segment.Host.Published.OfType<AlertEvent>().Single(static one => one.Type == "vip_gate_rebuilt");
        StringAssert.Contains(alert.Message, "hamgm_9090");

        // And it is a real one: nobody refreshes it, so the VIP falls silent.
        Thread.Sleep(350);
        Assert.IsFalse(segment.Neighbour.Pings(segment.Vip));
    }

    [TestMethod]
    public void Bound_RulesFlushedOnly_NoticedWithinSeconds()
    {
        using Segment segment = new();
        VipControlModule module = segment.Start();
        segment.Bind(module, 2, 5000);
        using IDisposable held = Segment.Keep(module);
        segment.Node.Exec("nft flush table ip hamgm_9090");
        Assert.IsTrue(Segment.Within(3000, () => segment.Host.Published.OfType<AlertEvent>().Any(static one => one.Type == "vip_gate_rebuilt")));
        StringAssert.Contains(segment.Node.Exec("nft list table ip hamgm_9090"), "drop");
    }

    [TestMethod]
    public void Bind_FurtherAddressesOnTwoInterfaces_AllTogetherAndGoneTogether()
    {
        using Segment segment = new();
        segment.AddSecondInterface();
        segment.Config.Values["vip.more"] = "10.77.0.201/24,fd77::201/64,10.78.0.200/24,fd78::200/64,10.79.0.200/24";
        segment.Config.Values["vip.interfaces"] = "10.79.0.200=eth1";
        VipControlModule module = segment.Start();
        segment.Bind(module, 2, 20_000);
        string[] all = ["10.77.0.201", "fd77::201", "10.78.0.200", "fd78::200"];
        using (Segment.Keep(module))
        {
            foreach (string address in all)
            {
                Assert.IsTrue(segment.Neighbour.Pings(address), address);
            }

            CollectionAssert.AreEqual(
                new[] { "eth0", "eth0", "eth0", "eth1", "eth1", "eth1" },
                module.Bindings.Select(static binding => binding.InterfaceName).ToArray());
            StringAssert.Contains(segment.Node.Ip("addr show dev eth1"), "10.79.0.200/24");
        }

        // The gate is for all of them: nobody refreshes it.
        Thread.Sleep(350);
        foreach (string address in all)
        {
            Assert.IsFalse(segment.Neighbour.Pings(address), $"{address} answers through a gate that is shut");
        }

        module.Release(new Epoch(2));
        segment.Sink.Await("released 2");
        foreach (VipBinding binding in module.Bindings)
        {
            Assert.DoesNotContain($" {binding.Address}/", segment.Node.Ip("addr show"));
        }
    }

    // The kernel refuses the last one: the address is somebody else's on that interface, with another prefix.
    [TestMethod]
    public void Bind_LastAddressRefused_NothingStays()
    {
        using Segment segment = new();
        segment.Config.Values["vip.more"] = "10.77.0.201/24,fd77::201/64";
        VipControlModule module = segment.Start();
        segment.Node.Exec("sysctl -qw net.ipv6.conf.eth0.disable_ipv6=1");
        module.Bind(new Epoch(2), Segment.Now, Segment.In(5000));
        segment.Sink.Await("bind failed 2");
        Assert.IsFalse(segment.IsListed());
        Assert.DoesNotContain("10.77.0.201/", segment.Node.Ip("addr show"));
    }

    [TestMethod]
    [DataRow("10.77.0.201/24")]
    [DataRow("fd77::201/64")]
    [DataRow("10.78.0.200/24")]
    public void Bound_FurtherAddressRemovedBySomebodyElse_HoldLostAndAllComeBackTogether(string address)
    {
        using Segment segment = new();
        segment.AddSecondInterface();
        segment.Config.Values["vip.more"] = "10.77.0.201/24,fd77::201/64,10.78.0.200/24";
        VipControlModule module = segment.Start();
        segment.Bind(module, 2, 20_000);
        string place = address.StartsWith("10.78", StringComparison.Ordinal) ? "eth1" : "eth0";
        using (Segment.Keep(module))
        {
            segment.Node.Ip($"addr del {address} dev {place}");
        }

        StringAssert.Contains(segment.Sink.Await("hold lost 2", 500), $"{address} was removed by somebody else");
        module.Bind(new Epoch(2), Segment.Now, Segment.In(5000));
        Assert.IsTrue(Segment.Within(500, () => segment.Sink.Reports[^1] == "bound 2"));
        using IDisposable held = Segment.Keep(module);
        StringAssert.Contains(segment.Node.Ip($"addr show dev {place}"), address);
        AlertEvent alert = segment.Host.Published.OfType<AlertEvent>().Single(static one => one.Type == "vip_put_back");
        StringAssert.Contains(alert.Message, address);
    }

    [TestMethod]
    public void Running_CableOfAnInterfacePulled_ToldAndToldAgainWhenItIsBack()
    {
        using Segment segment = new();
        segment.AddSecondInterface();
        segment.Config.Values["vip.more"] = "10.78.0.200/24";
        segment.Start();
        segment.Bridge.Ip("link set q11 down");
        segment.Sink.Await("carrier False");
        segment.Bridge.Ip("link set q11 up");
        segment.Sink.Await("carrier True");
        Assert.AreEqual(2, segment.Host.Published.OfType<AlertEvent>().Count(static one => one.Type == "vip_link"));
    }

    [TestMethod]
    public void Release_NodesOwnAddressAddedAfterTheVip_Stays()
    {
        using Segment segment = new();
        VipControlModule module = segment.Start();
        segment.Bind(module, 2, 20_000);
        using (Segment.Keep(module))
        {
            segment.Node.Ip("addr del 10.77.0.11/24 dev eth0");
            Assert.IsTrue(segment.IsListed(), "The VIP went with the node's own address.");
            segment.Node.Ip("addr add 10.77.0.11/24 dev eth0");
        }

        module.Release(new Epoch(2));
        segment.Sink.Await("released 2");
        StringAssert.Contains(segment.Node.Ip("addr show dev eth0"), "10.77.0.11/24");
        Assert.IsFalse(segment.IsListed());
    }

    [TestMethod]
    public void Stop_Bound_ReleasedAndGateGone()
    {
        using Segment segment = new();
        VipControlModule module = segment.Start();
        Assert.IsTrue(IsGateInstalled(segment));
        Assert.AreEqual("hamgm_9090", module.GateTable);
        segment.Bind(module, 2, 20_000);
        module.StopAsync(CancellationToken.None).GetAwaiter().GetResult();
        module.StopAsync(CancellationToken.None).GetAwaiter().GetResult();
        Assert.IsFalse(segment.IsListed());
        Assert.IsFalse(IsGateInstalled(segment));
        segment.Sink.Await("released 2");
        module.Bind(new Epoch(4), Segment.Now, Segment.In(1000));
        Assert.IsFalse(segment.IsListed());
    }

    [TestMethod]
    public void GateOff_Bound_AnswersUntilTheKernelDropsIt()
    {
        using Segment segment = new();
        segment.Config.Values["vip.gate"] = "off";
        VipControlModule module = segment.Start();
        segment.Bind(module, 2, 20_000);
        Thread.Sleep(350);
        Assert.IsTrue(segment.Neighbour.Pings(segment.Vip));
        Assert.AreEqual("off", module.GetVipStatus().Gate);
        Assert.AreEqual("", module.GateTable);
        Assert.IsTrue(Segment.Within(2250, () => !segment.IsListed()));
    }

    [TestMethod]
    public void SendArpAnnouncement_NotBound_OneClearError()
    {
        using Segment segment = new();
        VipControlModule module = segment.Start();
        HamgmException error = Assert.ThrowsExactly<HamgmException>(module.SendArpAnnouncement);
        Assert.AreEqual((ErrorKind.Vip, ErrorCodes.Conflict, segment.Vip), (error.Kind, error.Code, error.Subject));
        segment.Bind(module, 2, 5000);
        module.SendArpAnnouncement();
    }

    private static void SleepUntil(MonotonicTime time)
    {
        TimeSpan left = time - Segment.Now;
        Thread.Sleep(left > TimeSpan.Zero ? left : TimeSpan.Zero);
    }

    private static bool IsGateInstalled(Segment segment) => segment.Node.Run(() =>
    {
        using VipGate gate = new("hamgm_9090");
        return gate.IsInstalled();
    });
}
