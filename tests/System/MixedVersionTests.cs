using System.Text.Json.Nodes;

namespace HAMgm.SystemTests;

/// <summary>
/// A pair of which one node is of an earlier commit works, and the later version goes on with what the earlier one wrote (spec/3: nodes are
/// upgraded one after the other). <c>scripts/test --older COMMIT</c> builds that commit.
/// </summary>
[TestClass]
[TestCategory("System")]
[TestCategory("Long")]
public sealed class MixedVersionTests : PairTest
{
    private DirectoryInfo? folder;

    private string Files => (folder ??= Directory.CreateTempSubdirectory("hamgm-mixed-")).FullName;

    /// <inheritdoc/>
    protected override string? ReasonToSkip() => base.ReasonToSkip()
        ?? (Product.OlderFolder is null ? "no product of an earlier commit: scripts/test --older COMMIT builds one" : null)
        ?? (File.Exists("/usr/bin/rsync") ? null : "rsync is not installed (scripts/test installs it)");

    [TestCleanup]
    public void RemoveFiles() => folder?.Delete(recursive: true);

    [TestMethod]
    public void Pair_OfTwoVersions_FailsOverAndSynchronises_AndTheNewerGoesOnWithTheData()
    {
        string link = Path.Combine(Files, "programs");
        File.CreateSymbolicLink(link, Product.OlderFolder!);
        MakePair(Settings("a") with { Programs = link }, Settings("b"));
        A.Start();
        B.Start();
        WaitForPair();
        using VipClient client = new(Lab);
        client.WaitUntilAnswering(StartLimit);

        // Each of the two versions as PRIMARY.
        foreach (int round in (int[])[1, 2])
        {
            string text = $"round {round}";
            File.WriteAllText(FileOf(Primary), text);
            Succeed(Primary.Cli("sync", "config"));
            Assert.AreEqual(text, File.ReadAllText(FileOf(Standby)), $"from {Primary.Id}");
            Report("planned", client.Measure(() => Succeed(Standby.Cli("switch", "force", "--confirm")), TimeSpan.FromSeconds(1)));
            WaitForPair();
        }

        foreach (int round in (int[])[1, 2])
        {
            Node killed = Primary;
            Report($"killed-{killed.Id}", client.Measure(() => killed.Send(Signal.Kill, Victim.Both), TimeSpan.FromSeconds(2)));
            killed.Start();
            WaitForPair();
            Assert.AreNotEqual(killed.Id, Primary.Id);
        }

        // A setting that both know: on both, or, where the older version judges the newer one's settings different, refused and on neither.
        CliResult set = Primary.Cli("config", "set", "cluster.heartbeat_retries", "4");
        TestContext.WriteLine($"config set in the mixed pair: {(set.Success ? "done" : set.Output + set.Error)}");
        string retries = set.Success ? "4" : "3";
        Assert.AreEqual($"{retries} {retries}", $"{Retries(A)} {Retries(B)}");

        // The other node follows: the newer version finds the data of the older one.
        A.Send(Signal.Terminate, Victim.Daemon);
        Assert.AreEqual(0, A.WaitForExit(Patience.Seconds(20)));
        File.Delete(link);
        File.CreateSymbolicLink(link, Product.Folder);
        A.Start();
        WaitForPair();
        Succeed(Primary.Cli("config", "set", "cluster.heartbeat_retries", "5"));
        Assert.AreEqual("5 5", $"{Retries(A)} {Retries(B)}");
        File.WriteAllText(FileOf(Primary), "alike");
        Succeed(Primary.Cli("sync", "config"));
        Assert.AreEqual("alike", File.ReadAllText(FileOf(Standby)));
        JsonArray runs = A.Cli("sync", "history").Data["records"]!.AsArray();
        Assert.IsGreaterThan(2, runs.Count, "what the older version recorded is there");
        Succeed(Standby.Cli("switch", "force", "--confirm"));
        WaitForPair();
    }

    private static string Retries(Node node) => node.Cli("config", "get", "cluster.heartbeat_retries").Data["configValue"]!.GetValue<string>();

    private NodeSettings Settings(string host)
    {
        string own = Path.Combine(Files, "node-" + host);
        Directory.CreateDirectory(Path.Combine(own, "files"));
        return new NodeSettings
        {
            Extra = $"sync: {{ root: {own}, interval: 1h, sets: [{{ name: app, kind: config, paths: [/files], on_change: false, insecure: true }}] }}\n",
        };
    }

    private string FileOf(Node node) => Path.Combine(Files, node.Id, "files", "app.conf");

    private void Report(string what, VipReport report)
    {
        Figure.Print(TestContext, $"mixed-{what}-outage", [report.LongestOutageMs]);
        Assert.AreEqual(0, report.TwoHolderSamples, report.Detail);
    }
}
