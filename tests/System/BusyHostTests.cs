namespace HAMgm.SystemTests;

/// <summary>What a busy host must not bring about at the shortest times, 20 ms and 60 ms.</summary>
[TestClass]
[TestCategory("System")]
[TestCategory("Long")]
public sealed class BusyHostTests : PairTest
{
    private static readonly TimeSpan Stretch = TimeSpan.FromSeconds(60);

    [TestMethod]
    [RetryOnce]
    public void AllCoresBusyAtShortTimes_NobodyMovesForAMinute()
    {
        StartPair(NodeSettings.ShortTimes);
        using VipClient client = new(Lab);
        client.WaitUntilAnswering(StartLimit);
        Node before = Primary;
        int transitions = Transitions();
        using BusyCores busy = new();
        VipReport report = client.Measure(static () => { }, Stretch);
        Figure.Print(TestContext, "hamgm-busy-20-60-outage", [report.LongestOutageMs]);
        Figure.Print(TestContext, "hamgm-busy-20-60-probe-pause", [report.ProbePauseMs]);
        Assert.AreEqual(0, report.TwoHolderSamples, report.Detail);
        Assert.AreEqual(before.Id, Primary.Id, "the VIP moved");
        Assert.AreEqual(transitions, Transitions(), "a role changed although nothing but the processors was busy");
    }

    /// <summary>How many transitions both nodes have logged.</summary>
    private int Transitions() => (A.ServiceLogText() + B.ServiceLogText()).Split(" rule=").Length;
}
