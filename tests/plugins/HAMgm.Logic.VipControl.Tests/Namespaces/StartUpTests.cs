using System.Runtime.InteropServices;
using HAMgm.Contracts.Errors;
using HAMgm.Linux.Nftables;
using HAMgm.Logic.VipControl.Gate;
using HAMgm.Logic.VipControl.Tests.Support;

namespace HAMgm.Logic.VipControl.Tests.Namespaces;

/// <summary>Bad input of the system: one clear error each, and nothing left half done.</summary>
[TestClass]
public sealed partial class StartUpTests
{
    [TestMethod]
    public void Initialize_NoSuchInterface_NamesThoseThatExist()
    {
        using Segment segment = new();
        segment.Config.Values["vip.interface"] = "eth7";
        HamgmException error = Assert.ThrowsExactly<HamgmException>(segment.Start);
        Assert.AreEqual((ErrorKind.Vip, ErrorCodes.Unavailable, "eth7"), (error.Kind, error.Code, error.Subject));
        StringAssert.Contains(error.Message, "eth7");
        StringAssert.Contains(error.Message, "This host has: eth0");
        AssertNoGate(segment);
    }

    [TestMethod]
    public void Initialize_NoInterfaceSet_SaysSo()
    {
        using Segment segment = new();
        segment.Config.Values["vip.interface"] = "";
        StringAssert.StartsWith(Assert.ThrowsExactly<HamgmException>(segment.Start).Message, "vip.interface is not set. This host has: eth0");
    }

    [TestMethod]
    public void Initialize_VipInNoSubnet_NamesTheInterfacesAddresses()
    {
        using Segment segment = new();
        segment.Config.Values["vip.address"] = "10.99.0.200/24";
        HamgmException error = Assert.ThrowsExactly<HamgmException>(segment.Start);
        Assert.AreEqual((ErrorKind.Vip, ErrorCodes.Unavailable, "10.99.0.200"), (error.Kind, error.Code, error.Subject));
        StringAssert.Contains(error.Message, "10.77.0.11/24");
        StringAssert.Contains(error.Message, "lies in no subnet of eth0");
        AssertNoGate(segment);
    }

    [TestMethod]
    public void Initialize_VipOnAnotherInterface_NamesItAndTheCommand()
    {
        using Segment segment = new();
        segment.Node.Ip($"addr add {segment.Vip}/32 dev lo");
        HamgmException error = Assert.ThrowsExactly<HamgmException>(segment.Start);
        StringAssert.Contains(error.Message, $"ip addr del {segment.Vip}/32 dev lo");
    }

    [TestMethod]
    [DataRow(0x1000L, "cap_net_raw")]
    [DataRow(0x2000L, "cap_net_admin")]
    public void Initialize_WithoutTheRight_NamesTheCapabilityAndHowToGrantIt(long kept, string missing)
    {
        using Segment segment = new();
        segment.Node.Ip($"addr add {segment.VipWithPrefix} dev eth0");
        VipControlModule module = new(segment.Config, segment.Host, new NullLog(), segment.Host);
        HamgmException error = segment.Node.Run(() =>
        {
            KeepOnly((uint)kept);
            return Assert.ThrowsExactly<HamgmException>(() => module.InitializeAsync(CancellationToken.None).GetAwaiter().GetResult());
        });
        Assert.AreEqual((ErrorKind.Vip, ErrorCodes.Forbidden), (error.Kind, error.Code));
        StringAssert.Contains(error.Message, $"{missing} is missing");
        StringAssert.Contains(error.Message, "setcap cap_net_admin,cap_net_raw+ep");
        StringAssert.Contains(error.Message, "AmbientCapabilities=");
        Assert.IsTrue(segment.IsListed(), "Nothing may have been changed.");
        AssertNoGate(segment);
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Initialize_VipOfAnEarlierLife_DeletedWhateverItsPrefix(bool isIPv6)
    {
        using Segment segment = new(isIPv6);
        segment.Node.Ip($"addr add {segment.Vip}/{(isIPv6 ? 128 : 32)} dev eth0");
        segment.Start();
        Assert.IsFalse(segment.IsListed());
    }

    [TestMethod]
    public void GateChoice_KernelRefuses_UnavailableWithTheReason()
    {
        using Segment segment = new();
        VipSettings settings = VipSettings.Read(segment.Config);
        GateChoice choice = segment.Node.Run(() =>
        {
            KeepOnly(0x2000);
            return GateChoice.Make(settings);
        });
        Assert.IsTrue(choice.IsUnavailable);
        StringAssert.StartsWith(choice.Status, "unavailable: ");
        Assert.AreEqual("", choice.TableName);
        using IVipGate gate = choice.Open(settings);
        Assert.IsInstanceOfType<NoGate>(gate);
    }

    /// <summary>The first module does not stop: as after a crash its gate stays, shut, and swallows what is sent to the VIP.</summary>
    [TestMethod]
    [DataRow("vip.gate", "off", false)]
    [DataRow("thrift.port", "9191", true)]
    public void Start_GateOfAnEarlierLifeIsAnother_RemovedWithItsAddresses(string key, string value, bool hasGate)
    {
        using Segment segment = new();
        segment.Bind(segment.Start(), 1, 60_000);
        segment.Config.Values[key] = value;
        segment.Start();
        AssertNoGate(segment);
        Assert.IsFalse(segment.IsListed());
        Assert.AreEqual(hasGate, segment.Node.Run(() =>
        {
            using VipGate gate = new("hamgm_9191");
            return gate.IsInstalled();
        }));
    }

    [TestMethod]
    public void Start_NoGatewayToAsk_WarnsInStatus()
    {
        using Segment segment = new();
        segment.Config.Values["quorum.gateways"] = "";
        StringAssert.Contains(segment.Start().GetStatus().Detail, "has no default route: name the gateways");
    }

    [TestMethod]
    public void Start_AfterAStop_BindsAgain()
    {
        using Segment segment = new();
        VipControlModule module = segment.Start();
        module.StopAsync(CancellationToken.None).GetAwaiter().GetResult();
        segment.Node.Run(() => module.StartAsync(CancellationToken.None).GetAwaiter().GetResult());
        segment.Bind(module, 2, 2000);
    }

    [TestMethod]
    public void Running_InterfaceMadeAnew_HoldLostAndANewProcessAskedFor()
    {
        using Segment segment = new();
        VipControlModule module = segment.Start();
        segment.Bind(module, 2, 20_000);
        segment.Node.Ip("link del eth0");
        segment.Sink.Await("hold lost 2");

        // A dead socket must not make the VIP thread spin. One that spins does so in each stretch; the compiler's and the
        // collector's threads work in one of them.
        double least = double.MaxValue;
        for (int stretch = 0; stretch < 4 && least >= 100; stretch++)
        {
            TimeSpan before = Environment.CpuUsage.TotalTime;
            Thread.Sleep(500);
            least = Math.Min(least, (Environment.CpuUsage.TotalTime - before).TotalMilliseconds);
        }

        Assert.IsLessThan(250, least);
        segment.Node.Ip("link add eth0 type bridge");
        segment.Node.Ip("link add spare type veth peer name spare2");
        segment.Node.Ip("link set spare master eth0 up");
        segment.Node.Ip("link set spare2 up");
        segment.Node.Ip("link set eth0 up");
        Assert.IsTrue(Segment.Within(2000, () => segment.Host.StopReason.Length > 0));
        StringAssert.StartsWith(segment.Host.StopReason, $"{ExitCodes.Fault}: eth0 was removed");
    }

    private static void AssertNoGate(Segment segment) => Assert.IsFalse(segment.Node.Run(() =>
    {
        using VipGate gate = new("hamgm_9090");
        return gate.IsInstalled();
    }));

    /// <summary>Capabilities are a thread's own on Linux; this one ends with the test.</summary>
    private static unsafe void KeepOnly(uint effective)
    {
        uint* header = stackalloc uint[2] { 0x20080522, 0 };
        uint* sets = stackalloc uint[6] { effective, effective, 0, 0, 0, 0 };
        Assert.AreEqual(0, CapSet(header, sets));
    }

    [LibraryImport("libc", EntryPoint = "capset", SetLastError = true)]
    private static unsafe partial int CapSet(uint* header, uint* sets);
}
