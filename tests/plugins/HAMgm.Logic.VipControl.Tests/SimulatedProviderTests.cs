using HAMgm.Contracts.Cluster;
using HAMgm.Logic.VipControl.Tests.Support;

namespace HAMgm.Logic.VipControl.Tests;

/// <summary><c>vip.provider: simulated</c>: the whole module, without touching the system.</summary>
[TestClass]
public sealed class SimulatedProviderTests
{
    private readonly FakeConfig config = new() { Values = { ["vip.provider"] = "simulated", ["vip.interface"] = "none0", ["quorum.gateways"] = "" } };
    private readonly RecordingSink sink = new();

    [TestMethod]
    public void BindRefreshRelease_AnyHost_ReportedAsReal()
    {
        VipControlModule module = Start();
        module.Bind(new Epoch(2), Segment.Now, Segment.In(60_000));
        sink.Await("bound 2");
        module.Refresh(new Epoch(2), Segment.In(60_000));
        module.ProbeWire(5);
        sink.Await("probe sent 5");
        Assert.AreEqual(("simulated", "off", VipState.Bound), (module.GetVipStatus().Provider, module.GetVipStatus().Gate, module.GetVipStatus().State));
        StringAssert.Contains(module.GetStatus().Detail, "simulated");
        Assert.AreEqual(0ul, module.InterfaceMac);
        Assert.AreEqual(0, module.Bindings[0].InterfaceIndex);
        module.Release(new Epoch(2));
        sink.Await("released 2");
        Assert.IsEmpty(sink.Macs);
        Stop(module);
    }

    [TestMethod]
    public void ProbeGateway_Configured_ReallyAsked()
    {
        config.Values["quorum.gateways"] = "127.0.0.1";
        VipControlModule module = Start();
        if (module.GetStatus().Detail.Contains("cannot be asked", StringComparison.Ordinal))
        {
            Stop(module);
            Assert.Inconclusive("This system allows no ping socket: grant cap_net_raw, or set net.ipv4.ping_group_range.");
        }

        module.ProbeGateway(9, fromVip: true);
        Assert.IsTrue(SpinWait.SpinUntil(() => !sink.Answers.IsEmpty, 2000));
        Assert.IsTrue(sink.Answers.TryPeek(out (ulong Number, bool FromVip, Contracts.Time.MonotonicTime SentAt) answer));
        Assert.AreEqual((9ul, true), (answer.Number, answer.FromVip));
        Stop(module);
    }

    private VipControlModule Start()
    {
        FakeHost host = new();
        VipControlModule module = new(config, host, new NullLog(), host);
        module.Attach(sink);
        module.InitializeAsync(CancellationToken.None).GetAwaiter().GetResult();
        module.StartAsync(CancellationToken.None).GetAwaiter().GetResult();
        return module;
    }

    private static void Stop(VipControlModule module) => module.StopAsync(CancellationToken.None).GetAwaiter().GetResult();
}
