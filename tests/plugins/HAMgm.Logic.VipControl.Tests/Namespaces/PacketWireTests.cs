using HAMgm.Linux;
using HAMgm.Linux.Netlink;
using HAMgm.Logic.VipControl.Addresses;
using HAMgm.Logic.VipControl.Engine;
using HAMgm.Logic.VipControl.Tests.Support;
using HAMgm.Logic.VipControl.Wire;

namespace HAMgm.Logic.VipControl.Tests.Namespaces;

[TestClass]
public sealed class PacketWireTests
{
    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void ProbesAndHold_SteadyState_AllocateNothing(bool isIPv6)
    {
        using Segment segment = new(isIPv6);
        Assert.IsTrue(VipAddress.TryParse(segment.VipWithPrefix, out VipAddress vip));
        long allocated = segment.Node.Run(() =>
        {
            InterfaceInfo eth0 = InterfaceInfo.Find("eth0");
            BootTimeClock clock = new();
            InterfaceView view = new(eth0.Index, [vip], [NetAddress.Parse(segment.GatewayIp)]);
            SinkHolder nobody = new();
            using PacketWire wire = new(eth0, [vip], view, clock, nobody);
            using NetlinkAddresses addresses = new(eth0.Index);
            using Gate.NftablesGate gate = new("hamgm_9090", [vip.Address]);
            gate.Install();
            AddressHold hold = new(new VipPlan([vip], 1, TimeSpan.Zero), addresses, gate, wire, clock);
            Assert.IsNull(hold.Bind(clock.Now, Segment.In(60_000)));
            void Round(ulong number)
            {
                wire.KeepWarm();
                wire.ProbeWire(number);
                wire.ProbeGateway(number, fromVip: false);
                wire.ProbeGateway(number, fromVip: true);
                wire.Receive();
                Assert.IsNull(hold.Refresh(Segment.In(60_000)));
                Thread.Sleep(1);
            }

            for (ulong number = 0; number < 100; number++)
            {
                Round(number);
            }

            // The runtime makes something of its own once in a while (a recompiled method's statics, 32 bytes seen): what
            // allocates in the steady state does so in every stretch.
            long least = long.MaxValue;
            for (int stretch = 0; stretch < 3; stretch++)
            {
                long before = GC.GetAllocatedBytesForCurrentThread();
                for (ulong number = 100; number < 300; number++)
                {
                    Round(number);
                }

                least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
            }

            gate.Remove();
            return least;
        });
        Assert.AreEqual(0, allocated);
    }
}
