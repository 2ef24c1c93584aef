using HAMgm.Logic.VipControl.Addresses;
using HAMgm.Logic.VipControl.Engine;
using HAMgm.Logic.VipControl.Startup;
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
        segment.Config.Values["vip.more"] = "10.77.0.201/24,fd77::201/64";
        long allocated = segment.Node.Run(() =>
        {
            VipSettings settings = VipSettings.Read(segment.Config);
            VipPlaces places = InterfaceCheck.Find(settings);
            BootTimeClock clock = new();
            using PacketWire wire = new(places, settings, clock, new SinkHolder(), new RecordingAlarms());
            using NetlinkAddresses addresses = new();
            using Gate.NftablesGate gate = new("hamgm_9090", [.. places.Addresses.Select(static vip => vip.Address)]);
            gate.Install();
            AddressHold hold = new(new VipPlan(places.Addresses, 1, TimeSpan.Zero, TimeSpan.FromSeconds(60)), addresses, gate, wire, clock);
            Assert.IsNull(hold.Bind(clock.Now, Segment.In(60_000)));
            void Round(ulong number)
            {
                wire.KeepWarm();
                wire.ProbeWire(number);
                wire.AskForOthers();
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
