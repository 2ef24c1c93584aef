using System.Globalization;
using System.Text.Json.Nodes;

namespace HAMgm.SystemTests;

/// <summary>A plugin of the PRIMARY is exchanged a thousand times: nothing is left behind, and the pair does not feel it.</summary>
[TestClass]
[TestCategory("System")]
public sealed class HotReloadTests : PairTest
{
    private const string Id = "fixture.ticker";
    private const int WarmUp = 20;
    private const double MostGrowth = 0.10;

    // Two programs ask one after the other, at the beginning and at the end: some beats lie between.
    private const long Skew = 4;
    private static readonly TimeSpan Limit = Patience.Seconds(10);

    /// <summary>The kernel looks for what was unloaded after 5 s; this is after that.</summary>
    private static readonly TimeSpan AfterTheLook = TimeSpan.FromSeconds(12);

    private static int Times =>
        int.TryParse(Environment.GetEnvironmentVariable("HAMGM_RELOADS"), CultureInfo.InvariantCulture, out int times) ? times : 1000;

    [TestMethod]
    [RetryOnce]
    [TestCategory("Long")]
    public void Reload_AThousandTimesOnThePrimary_MemoryStaysAndNoHeartbeatIsMissed()
    {
        LabPlugins[] lists = [new(Path.Combine(Lab.Folder, "plugins-a")), new(Path.Combine(Lab.Folder, "plugins-b"))];
        string starts = Path.Combine(Lab.Folder, "starts");
        MakePair(new NodeSettings { Manifest = lists[0].Manifest }, new NodeSettings { Manifest = lists[1].Manifest });
        A.Start();
        B.Start();
        WaitForPair();
        (Node primary, Node standby) = (Primary, Standby);
        LabPlugins plugins = lists[primary == A ? 0 : 1];
        string term = TermOf(primary);
        plugins.Add(Id, "Ticker", "module", $$"""{ "file": "{{starts}}" }""");
        Wait.Until(() => Length(starts) == 1, Limit, "it runs");
        byte[] assembly = File.ReadAllBytes(plugins.Assembly(Id, "Ticker"));
        Reload(WarmUp, primary, starts);
        Thread.Sleep(AfterTheLook);
        double before = ProcessUse.ResidentMegabytes(primary.ServicePid);
        int pid = primary.ServicePid;
        (long sent, long received) = Heartbeats(primary, standby);
        using VipClient client = new(Lab);
        client.WaitUntilAnswering(StartLimit);
        double lateness = 0;
        double loss = 0;

        for (int done = 0; done < Times; done += 50)
        {
            // By the file alone, which takes the settle time; the others by command.
            long length = Length(starts);
            File.WriteAllBytes(plugins.Assembly(Id, "Ticker") + ".new", assembly);
            File.Move(plugins.Assembly(Id, "Ticker") + ".new", plugins.Assembly(Id, "Ticker"), overwrite: true);
            Wait.Until(() => Length(starts) > length, Limit, "the new file was loaded");
            Reload(Math.Min(50, Times - done) - 1, primary, starts);
            JsonNode status = primary.Cli("node", "status").Data;
            lateness = Math.Max(lateness, status["loopJitterMs"]!.GetValue<double>());
            loss = Math.Max(loss, Math.Max(LossOf(primary), LossOf(standby)));
        }

        (long sentAfter, long receivedAfter) = Heartbeats(primary, standby);
        VipReport report = client.Report();
        Thread.Sleep(AfterTheLook);
        double after = ProcessUse.ResidentMegabytes(primary.ServicePid);
        JsonNode info = primary.Cli("plugin", "info", Id).Data;

        Figure.Print(TestContext, "hamgm-reloads-rss-before", [before], "MB");
        Figure.Print(TestContext, "hamgm-reloads-rss-after", [after], "MB");
        Figure.Print(TestContext, "hamgm-reloads-loop-lateness", [lateness]);
        Figure.Print(TestContext, "hamgm-reloads-outage", [report.LongestOutageMs]);
        Figure.Print(TestContext, "hamgm-reloads-heartbeats-missed", [Math.Max(0, sentAfter - sent - (receivedAfter - received))], "frames");
        Assert.AreEqual(1 + WarmUp + Times, Length(starts), "starts");
        Assert.AreEqual(0, info["notUnloaded"]!.GetValue<int>(), "contexts that did not go");
        Assert.IsLessThanOrEqualTo(before * (1 + MostGrowth), after, "resident memory after the reloads");
        Assert.AreEqual(0d, loss, "heartbeats that were not answered");
        Assert.IsLessThanOrEqualTo(Skew, Math.Abs(sentAfter - sent - (receivedAfter - received)), "heartbeats sent and not received");
        Assert.AreEqual(0, report.TwoHolderSamples, report.Detail);
        Assert.AreEqual((pid, term), (primary.ServicePid, TermOf(primary)), "the node restarted or changed its role");
    }

    private static void Reload(int times, Node node, string starts)
    {
        for (int i = 0; i < times; i++)
        {
            long length = Length(starts);
            CliResult result = node.Cli("plugin", "reload", Id);
            Assert.IsTrue(result.Success, result.ToString());
            Assert.AreEqual(length + 1, Length(starts), "it started again");
        }
    }

    private static long Length(string file) => File.Exists(file) ? new FileInfo(file).Length : 0;

    private static string TermOf(Node node) => node.Cli("node", "status", node.Id).Data["term"]?.ToString() ?? "";

    private static double LossOf(Node node) => node.Cli("node", "status").Data["links"]![0]!["loss"]?.GetValue<double>() ?? 0;

    // What the one has sent and the other one has received, as nearly at one moment as two calls are.
    private static (long Sent, long Received) Heartbeats(Node sender, Node receiver) => (
        sender.Cli("node", "status").Data["links"]![0]!["sent"]!.GetValue<long>(),
        receiver.Cli("node", "status").Data["links"]![0]!["received"]!.GetValue<long>());
}
