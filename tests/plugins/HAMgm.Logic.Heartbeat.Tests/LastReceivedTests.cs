namespace HAMgm.Logic.Heartbeat.Tests;

[TestClass]
public sealed class LastReceivedTests
{
    [TestMethod]
    public void Contains_SameBytes_Only()
    {
        LastReceived known = new();
        Assert.IsFalse(known.Contains([]));
        known.Add([1, 2, 3]);
        Assert.IsTrue(known.Contains([1, 2, 3]));
        Assert.IsFalse(known.Contains([1, 2]));
        Assert.IsFalse(known.Contains([1, 2, 4]));
        Assert.IsFalse(known.Contains([1, 2, 3, 0]));
        Assert.IsFalse(known.Contains([]));
    }

    [TestMethod]
    public void Contains_AfterFourMore_HasForgotten()
    {
        LastReceived known = new();
        for (byte number = 0; number < 5; number++)
        {
            known.Add([number]);
        }

        Assert.IsFalse(known.Contains([0]));
        Assert.IsTrue(known.Contains([1]) && known.Contains([4]));
    }
}
