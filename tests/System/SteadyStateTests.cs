namespace HAMgm.SystemTests;

/// <summary>What the product takes of the machine while nothing happens, at an interval of 100 ms.</summary>
[TestClass]
[TestCategory("System")]
public sealed class SteadyStateTests : PairTest
{
    private static readonly TimeSpan SettlingTime = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Observation = TimeSpan.FromSeconds(30);

    [TestMethod]
    public void NothingHappens_MemoryAndProcessorStayWithinTheirBounds()
    {
        StartPair();
        Thread.Sleep(SettlingTime);
        List<string> broken = [];
        Node[] nodes = [Primary, Standby];
        TimeSpan[] before = [.. nodes.Select(ProcessorTime)];
        Thread.Sleep(Observation);
        for (int i = 0; i < nodes.Length; i++)
        {
            string role = i == 0 ? "primary" : "standby";
            double percent = (ProcessorTime(nodes[i]) - before[i]) / Observation * 100;
            double service = ProcessUse.ResidentMegabytes(nodes[i].ServicePid);
            double daemon = ProcessUse.ResidentMegabytes(nodes[i].DaemonPid);
            Check($"hamgm-{role}-cpu", percent, 1, "percent-of-a-core", broken);
            Check($"hamgm-{role}-service-rss", service, 100, "MB", broken);
            Check($"hamgm-{role}-daemon-rss", daemon, 45, "MB", broken);
        }

        Assert.IsEmpty(broken, string.Join("; ", broken));
    }

    private static TimeSpan ProcessorTime(Node node) =>
        ProcessUse.ProcessorTime(node.ServicePid) + ProcessUse.ProcessorTime(node.DaemonPid);

    private void Check(string name, double value, double bound, string unit, List<string> broken)
    {
        Figure.Print(TestContext, name, [value], unit);
        if (value > bound)
        {
            broken.Add($"{name} is {value:0.##}, its bound is {bound} {unit}");
        }
    }
}
