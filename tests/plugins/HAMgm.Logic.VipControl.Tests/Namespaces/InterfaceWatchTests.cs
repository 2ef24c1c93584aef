using System.Diagnostics;
using HAMgm.Logic.VipControl.Engine;
using HAMgm.Logic.VipControl.Startup;
using HAMgm.Logic.VipControl.Tests.Support;
using HAMgm.Logic.VipControl.Wire;

namespace HAMgm.Logic.VipControl.Tests.Namespaces;

/// <summary>What the kernel has told, or tried to.</summary>
[TestClass]
public sealed class InterfaceWatchTests
{
    /// <summary>Hundreds of links change while nobody reads (a trunk with as many VLANs); the one notice that counts is among those that are lost.</summary>
    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Receive_NoticesWereLost_KnowsTheCarrierAllTheSame(bool comesBack)
    {
        using Segment segment = new();
        segment.Node.Ip("link add noise type veth peer name noisy");
        if (comesBack)
        {
            segment.Bridge.Ip("link set p11 down");
            Assert.IsTrue(Segment.Within(5000, () => !IsRunning(segment)));
        }

        segment.Node.Run(() =>
        {
            VipSettings settings = VipSettings.Read(segment.Config);
            VipPlaces places = InterfaceCheck.Find(settings);
            using PacketWire wire = new(places, settings, new BootTimeClock(), new SinkHolder(), new RecordingAlarms());
            using InterfaceWatch watch = new(places, wire);
            Assert.AreEqual(!comesBack, watch.HasCarrier);
            string flaps = string.Concat(Enumerable.Repeat("link set noise up\nlink set noise down\n", 500));
            Batch(flaps);
            segment.Bridge.Ip($"link set p11 {(comesBack ? "up" : "down")}");
            Assert.IsTrue(Segment.Within(5000, () => IsRunning(segment) == comesBack));
            InterfaceNews news = watch.Receive();
            Assert.AreEqual(comesBack, watch.HasCarrier);
            Assert.AreNotEqual(InterfaceNews.None, news & InterfaceNews.CarrierChanged);
        });
    }

    /// <summary>What happened after the interfaces were found and before there were notices.</summary>
    [TestMethod]
    public void Open_CarrierWentSinceItWasFound_KnowsIt()
    {
        using Segment segment = new();
        segment.Node.Run(() =>
        {
            VipSettings settings = VipSettings.Read(segment.Config);
            VipPlaces places = InterfaceCheck.Find(settings);
            segment.Bridge.Ip("link set p11 down");
            Assert.IsTrue(Segment.Within(5000, () => !IsRunning(segment)));
            using PacketWire wire = new(places, settings, new BootTimeClock(), new SinkHolder(), new RecordingAlarms());
            using InterfaceWatch watch = new(places, wire);
            Assert.IsFalse(watch.HasCarrier);
        });
    }

    private static bool IsRunning(Segment segment) => segment.Node.Run(static () => HAMgm.Linux.Netlink.InterfaceInfo.Find("eth0").IsRunning);

    // In the namespace of this thread, as its child is.
    private static void Batch(string commands)
    {
        ProcessStartInfo start = new("ip", ["-batch", "-"]) { RedirectStandardInput = true };
        using Process ip = Process.Start(start)!;
        ip.StandardInput.Write(commands);
        ip.StandardInput.Close();
        ip.WaitForExit();
        Assert.AreEqual(0, ip.ExitCode);
    }
}
