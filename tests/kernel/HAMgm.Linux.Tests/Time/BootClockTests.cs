using HAMgm.Linux.Tests.Support;
using HAMgm.Linux.Time;

namespace HAMgm.Linux.Tests.Time;

[TestClass]
public sealed class BootClockTests
{
    [TestMethod]
    public void Now_Twice_DoesNotGoBack()
    {
        long first = BootClock.Now;
        long second = BootClock.Now;
        Assert.IsGreaterThan(0, first);
        Assert.IsGreaterThanOrEqualTo(first, second);
        double uptime = double.Parse(File.ReadAllText("/proc/uptime").Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture);
        Assert.AreEqual(uptime, BootClock.Elapsed.TotalSeconds, 5);
        Assert.AreEqual(0, Allocation.Of(() => _ = BootClock.Now));
    }

    [TestMethod]
    public void BootId_Current_IsTheKernels() =>
        Assert.AreEqual(File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim(), BootId.Current.ToString());
}
