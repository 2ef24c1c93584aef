using HAMgm.Contracts.Errors;
using HAMgm.Linux;
using HAMgm.Logic.VipControl.Addresses;
using HAMgm.Logic.VipControl.Tests.Support;

namespace HAMgm.Logic.VipControl.Tests;

[TestClass]
public sealed class VipSettingsTests
{
    private readonly FakeConfig config = new();

    [TestMethod]
    public void Read_FractionsOfASecond_LeaseRoundedUp()
    {
        config.Values["vip.kernel_lease"] = "1200";
        Assert.AreEqual(2, VipSettings.Read(config).KernelLeaseSeconds);
    }

    [TestMethod]
    public void Read_MoreAddresses_FirstStaysFirstAndDoublesGo()
    {
        config.Values["vip.more"] = "fd00::200/64, 10.77.0.200/32";
        CollectionAssert.AreEqual(new[] { "10.77.0.200/24", "fd00::200/64" }, VipSettings.Read(config).Addresses.Select(vip => vip.ToString()).ToArray());
    }

    [TestMethod]
    public void Read_ThriftPort_NamesTheTable() => Assert.AreEqual("hamgm_9090", VipSettings.Read(config).TableName);

    [TestMethod]
    [DataRow("vip.address", "10.77.0.200")]
    [DataRow("vip.address", "10.77.0.200/33")]
    [DataRow("vip.more", "nobody/24")]
    [DataRow("quorum.gateways", "router.example")]
    public void Read_NoAddress_OneErrorNamingTheKey(string key, string value)
    {
        config.Values[key] = value;
        HamgmException error = Assert.ThrowsExactly<HamgmException>(() => VipSettings.Read(config));
        Assert.AreEqual(key, error.Subject);
        StringAssert.Contains(error.Message, value);
    }

    [TestMethod]
    [DataRow("10.0.0.1/24", "10.0.0.200", true)]
    [DataRow("10.0.0.1/25", "10.0.0.200", false)]
    [DataRow("10.0.0.1/32", "10.0.0.1", true)]
    [DataRow("fe80::1/10", "febf::2", true)]
    [DataRow("fd00::1/64", "fd00:0:0:1::2", false)]
    [DataRow("0.0.0.0/0", "fd00::1", false)]
    public void Covers_SubnetAndAddress_AsTheBitsSay(string subnet, string address, bool expected)
    {
        Assert.IsTrue(VipAddress.TryParse(subnet, out VipAddress parsed));
        Assert.AreEqual(expected, parsed.Covers(NetAddress.Parse(address)));
    }
}
