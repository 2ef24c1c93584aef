namespace HAMgm.SystemTests;

/// <summary>What health checks take of a node: processor time, and the punctuality of the loop that keeps the leases.</summary>
[TestClass]
[TestCategory("System")]
[TestCategory("Long")]
public sealed class HealthCostTests : PairTest
{
    private const int BuiltInChecks = 60;
    private const double BuiltInPercent = 5;

    // The largest of a whole minute; what 99 of 100 beats see is less.
    private const double LatenessMs = 5;

    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Observation = TimeSpan.FromSeconds(30);

    [TestMethod]
    public void BuiltInChecks_SixtyAtOneSecond_CostLittle()
    {
        using HostService a = new(Lab.HostA, Lab.Folder);
        using HostService b = new(Lab.HostB, Lab.Folder);
        a.Start();
        b.Start();
        double idle = Measure(new NodeSettings(), "none");
        StopPair();
        string[] kinds = ["type: tcp, port: 6379", "type: memory, max_percent: 100", "type: cpu, max_percent: 100", "type: disk, path: /, max_percent: 100"];
        double busy = Measure(
            new NodeSettings { Checks = [.. Enumerable.Range(0, BuiltInChecks).Select(i => $"id: c{i}, {kinds[i % kinds.Length]}, interval: 1s")] }, "60");
        Assert.IsLessThanOrEqualTo(BuiltInPercent, busy - idle);
    }

    private double Measure(NodeSettings settings, string name)
    {
        StartPair(settings);
        Thread.Sleep(Settling);
        Node primary = Primary;
        TimeSpan before = ProcessUse.ProcessorTime(primary.ServicePid);
        Thread.Sleep(Observation);
        double percent = (ProcessUse.ProcessorTime(primary.ServicePid) - before) / Observation * 100;
        double lateness = primary.Cli("node", "status", primary.Id).Data["loopJitterMs"]!.GetValue<double>();
        Figure.Print(TestContext, $"hamgm-health-{name}-cpu", [percent], "percent-of-a-core");
        Figure.Print(TestContext, $"hamgm-health-{name}-lateness", [lateness]);
        Figure.Print(TestContext, $"hamgm-health-{name}-rss", [ProcessUse.ResidentMegabytes(primary.ServicePid)], "MB");
        Assert.IsLessThanOrEqualTo(LatenessMs, lateness);
        return percent;
    }
}
