using HAMgm.Daemon.Usage;

namespace HAMgm.Daemon.Tests.Usage;

[TestClass]
public sealed class UsageLimitsTests
{
    private const long Megabyte = 1024 * 1024;

    [TestMethod]
    public void Observe_NoLimits_NeverActs()
    {
        UsageLimits limits = new(0, 0);
        for (int sample = 0; sample < 10; sample++)
        {
            Assert.IsNull(limits.Observe(long.MaxValue, int.MaxValue));
        }
    }

    [TestMethod]
    public void Observe_ThirdSampleAbove_SaysWhichAndBeginsAnew()
    {
        UsageLimits limits = new(100, 50);
        Assert.IsNull(limits.Observe(101 * Megabyte, 1));
        Assert.IsNull(limits.Observe(101 * Megabyte, 1));
        Assert.AreEqual("memory: 101 MB, limit 100 MB", limits.Observe(101 * Megabyte, 1));
        Assert.IsNull(limits.Observe(101 * Megabyte, 51));
        Assert.IsNull(limits.Observe(100 * Megabyte, 51));
        Assert.AreEqual("descriptors: 51, limit 50", limits.Observe(1, 51));
    }

    [TestMethod]
    public void Observe_PeaksWithBreaks_DoNotCount()
    {
        UsageLimits limits = new(100, 0);
        for (int round = 0; round < 5; round++)
        {
            Assert.IsNull(limits.Observe(200 * Megabyte, 1));
            Assert.IsNull(limits.Observe(200 * Megabyte, 1));
            Assert.IsNull(limits.Observe(100 * Megabyte, 1));
        }
    }
}
