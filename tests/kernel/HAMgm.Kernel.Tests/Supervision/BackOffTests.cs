using HAMgm.Kernel.Supervision;

namespace HAMgm.Kernel.Tests.Supervision;

[TestClass]
public sealed class BackOffTests
{
    [TestMethod]
    public void Next_RepeatedFailures_DoublesToTheBoundAndResetsAfterAGoodRun()
    {
        var backOff = new BackOff(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60), TimeSpan.FromMinutes(5));
        double[] delays = [.. Enumerable.Range(0, 8).Select(_ => backOff.Next(TimeSpan.FromSeconds(10)).TotalSeconds)];
        CollectionAssert.AreEqual(new double[] { 1, 2, 4, 8, 16, 32, 60, 60 }, delays);
        Assert.AreEqual(TimeSpan.FromSeconds(1), backOff.Next(TimeSpan.FromMinutes(5)));
        Assert.AreEqual(TimeSpan.FromSeconds(2), backOff.Next(TimeSpan.Zero));
    }
}
