using HAMgm.Linux.Memory;
using HAMgm.Linux.Netlink;
using HAMgm.Linux.Nftables;
using HAMgm.Linux.Packets;
using HAMgm.Linux.Processes;
using HAMgm.Linux.Tests.Support;

namespace HAMgm.Linux.Tests;

/// <summary>Without capabilities, everything says what it lacks, at once, and changes nothing.</summary>
[TestClass]
public sealed class PermissionTests
{
    private static readonly NetAddress Vip = NetAddress.Parse("10.77.0.200");

    [TestMethod]
    public void Calls_WithoutCapabilities_NameTheRemedy()
    {
        using TestNamespace net = new();
        net.Run(() =>
        {
            using AddressTable table = new();
            using VipGate gate = new("hamgm_t");
            Rights.DropAll();
            Assert.IsFalse(Capabilities.HasNetAdmin || Capabilities.HasNetRaw);
            Refused(() => table.Add(1, Vip, 24));
            Refused(() => table.Delete(1, Vip, 24));
            Refused(() => gate.Install([Vip]));
            Refused(() => gate.Open(Vip, 100));
            Refused(() => gate.Refresh(Vip, 100));
            Refused(() => gate.Close(Vip));
            Refused(gate.Remove);
            Refused(() => new ArpSocket(1, default).Dispose());
            Assert.IsFalse(VipGate.IsSupported(out string reason));
            Assert.Contains("cap_net_admin", reason);
            Assert.IsEmpty(table.List(1).Where(entry => entry.Address == Vip));
            Assert.AreEqual("lo", InterfaceInfo.Find("lo").Name);
        });
    }

    [TestMethod]
    public void RealTime_WithoutCapabilities_GivesReason()
    {
        using TestNamespace net = new();
        net.Run(() =>
        {
            Rights.DropAll();
            Console.WriteLine(RealTime.TryLockMemory(out string memory) ? "memory locked" : memory);
            Console.WriteLine(RealTime.TrySetCurrentThreadFifo(10, out string fifo) ? "FIFO" : fifo);
            Assert.Contains("LimitRTPRIO", fifo);
            Assert.Contains("LimitMEMLOCK", memory);
        });
    }

    [TestMethod]
    public void SharedRecord_MissingFolder_NamesPath() =>
        Assert.Contains("/nonexistent/lease", Assert.ThrowsExactly<LinuxException>(() => SharedRecord.OpenWriter("/nonexistent/lease")).Message);

    private static void Refused(Action action)
    {
        LinuxException refusal = Assert.ThrowsExactly<LinuxException>(action);
        Assert.AreEqual(1, refusal.Errno, refusal.Message);
        Assert.Contains("cap_net_admin", refusal.Message);
    }
}
