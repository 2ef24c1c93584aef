using System.Text.Json.Nodes;

namespace HAMgm.SystemTests;

/// <summary>What health checks take of a node: processor time, and the punctuality of the loop that keeps the leases.</summary>
[TestClass]
[TestCategory("System")]
[TestCategory("Long")]
public sealed class HealthCostTests : PairTest
{
    private const int JavaScriptChecks = 200;
    private const double JavaScriptPercent = 10;
    private const int BuiltInChecks = 60;
    private const double BuiltInPercent = 5;

    // The largest of a whole minute; what 99 of 100 beats see is less. A shared machine is late by more of itself now and then: what counts is what the checks add.
    private const double LatenessMs = 5;

    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(10);

    // Until the interpreter is compiled anew where it is hot: checks run for weeks.
    private static readonly TimeSpan SettlingOfWorkers = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Observation = TimeSpan.FromSeconds(30);

    [TestMethod]
    [RetryOnce]
    public void BuiltInChecks_SixtyAtOneSecond_CostLittle()
    {
        using HostService a = new(Lab.HostA, Lab.Folder);
        using HostService b = new(Lab.HostB, Lab.Folder);
        a.Start();
        b.Start();
        (double idle, double idleLateness) = Measure(new NodeSettings(), "none");
        StopPair();
        string[] kinds = ["type: tcp, port: 6379", "type: memory, max_percent: 100", "type: cpu, max_percent: 100", "type: disk, path: /, max_percent: 100"];
        (double busy, double lateness) = Measure(
            new NodeSettings { Checks = [.. Enumerable.Range(0, BuiltInChecks).Select(i => $"id: c{i}, {kinds[i % kinds.Length]}, interval: 1s")] }, "60");
        Assert.IsLessThanOrEqualTo(BuiltInPercent, busy - idle);
        Assert.IsLessThanOrEqualTo(Math.Max(LatenessMs, 2 * idleLateness), lateness);
    }

    [TestMethod]
    [RetryOnce]
    public void JavaScriptChecks_TwoHundredAtOneSecond_CostATenthOfACore()
    {
        if (!Directory.Exists(Path.Combine(Path.GetDirectoryName(Product.Manifest)!, "plugins", "component.plugin")))
        {
            Assert.Inconclusive("component.plugin, which runs scripts, is not part of this product");
        }

        string health = Directory.CreateDirectory(Path.Combine(Lab.Folder, "scripts", "health")).FullName;
        for (int i = 0; i < JavaScriptChecks; i++)
        {
            File.WriteAllText(
                Path.Combine(health, $"c{i}.js"),
                "// @hamgm health interval=1s timeout=900ms rise=1 fall=3\nfunction run(facts) { return healthy(facts.nodeId + ' is ' + facts.role, { number: " + i + " }); }\n");
        }

        (double idle, double idleLateness) = Measure(new NodeSettings(), "none");
        StopPair();
        (double busy, double lateness) = Measure(new NodeSettings { ScriptsFolder = Path.Combine(Lab.Folder, "scripts") }, "200-js", SettlingOfWorkers);
        JsonArray checks = Primary.Cli("node", "health", Primary.Id).Data["checks"]!.AsArray();
        Assert.AreEqual(JavaScriptChecks, checks.Count(static check => check!["state"]!.GetValue<string>() == "PASSING" && check["runs"]!.GetValue<long>() >= 30), checks.ToJsonString());
        Assert.IsLessThanOrEqualTo(JavaScriptPercent, busy - idle);
        Assert.IsLessThanOrEqualTo(Math.Max(LatenessMs, 2 * idleLateness), lateness);
    }

    private (double Percent, double LatenessMs) Measure(NodeSettings settings, string name, TimeSpan? settling = null)
    {
        StartPair(settings);
        Thread.Sleep(settling ?? Settling);
        Node primary = Primary;
        TimeSpan before = ProcessorTime(primary);
        Thread.Sleep(Observation);
        double percent = (ProcessorTime(primary) - before) / Observation * 100;
        double lateness = primary.Cli("node", "status", primary.Id).Data["loopJitterMs"]!.GetValue<double>();
        Figure.Print(TestContext, $"hamgm-health-{name}-cpu", [percent], "percent-of-a-core");
        Figure.Print(TestContext, $"hamgm-health-{name}-lateness", [lateness]);
        Figure.Print(TestContext, $"hamgm-health-{name}-rss", [ProcessUse.ResidentMegabytes(primary.ServicePid)], "MB");
        return (percent, lateness);
    }

    /// <summary>Of the service and of every worker that it has.</summary>
    private static TimeSpan ProcessorTime(Node node)
    {
        TimeSpan sum = TimeSpan.Zero;
        foreach (int pid in Janitor.Processes(node.Host.Namespace).Where(pid => pid != node.DaemonPid && NameOf(pid).StartsWith("hamgm-", StringComparison.Ordinal)))
        {
            sum += ProcessUse.ProcessorTime(pid);
        }

        return sum;
    }

    private static string NameOf(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/comm");
        }
        catch (IOException)
        {
            // It has just ended.
            return "";
        }
    }
}
