namespace HAMgm.SystemTests;

/// <summary>
/// A plugin that ends the process: nobody inside can prevent that. It costs one guarded take-over, and after the third time the
/// plugin is set aside, and the node is whole again (docs/plugins.md).
/// </summary>
[TestClass]
[TestCategory("System")]
public sealed class HostilePluginTests : PairTest
{
    private const string Id = "fixture.thrower";

    /// <summary>The fault table's bound for a service that dies.</summary>
    private const double LongestOutageMs = 150;

    // An answer that is late by a few milliseconds is no outage.
    private const double Jitter = 20;
    private static readonly TimeSpan Limit = Patience.Seconds(30);
    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(2);

    [TestMethod]
    [RetryOnce]
    [TestCategory("Long")]
    public void DropIn_StackOverflow_CostsOneTakeOverAndIsSetAside() => EndTheProcess("stack-overflow");

    [TestMethod]
    [RetryOnce]
    [TestCategory("Long")]
    public void DropIn_FailFast_CostsOneTakeOverAndIsSetAside() => EndTheProcess("fail-fast");

    [TestMethod]
    [RetryOnce]
    [TestCategory("Long")]
    public void DropIn_UnhandledOnAThread_CostsOneTakeOverAndIsSetAside() => EndTheProcess("unhandled");

    private void EndTheProcess(string how)
    {
        LabPlugins[] plugins = [new(Path.Combine(Lab.Folder, "plugins-a")), new(Path.Combine(Lab.Folder, "plugins-b"))];
        MakePair(new NodeSettings { Manifest = plugins[0].Manifest }, new NodeSettings { Manifest = plugins[1].Manifest });
        A.Start();
        B.Start();
        WaitForPair();
        using VipClient client = new(Lab);
        client.WaitUntilAnswering(StartLimit);
        (Node ill, Node well) = (Primary, Standby);
        LabPlugins dropped = ill == A ? plugins[0] : plugins[1];

        VipReport report = client.Measure(() => dropped.Add(Id, "Thrower", "module", $$"""{ "in": "{{how}}" }"""), Calm);
        Wait.Until(
            () => StateOn(ill, ill) == "Faulted", Limit,
            () => $"the plugin is Faulted on {ill.Id}; the last answer: {ill.Cli("plugin", "info", Id)}");
        VipReport rest = client.Report();

        Figure.Print(TestContext, $"hamgm-plugin-{how}", [report.LongestOutageMs]);
        Assert.AreEqual(0, report.TwoHolderSamples + rest.TwoHolderSamples, report.Detail + rest.Detail);
        Assert.IsLessThanOrEqualTo(LongestOutageMs, report.OutageWithoutPause(Jitter / 2), report.Detail);
        Assert.IsTrue(well.HasVip && !ill.HasVip, "the other node took over");
        Assert.IsLessThanOrEqualTo(1, report.Outages, $"one take-over, not one a crash: {report.Detail}");
        Assert.IsLessThan(Jitter, rest.OutageWithoutPause(Jitter / 2), rest.Detail);

        // Three crashes, then peace; the pair is a pair, and either node tells why.
        ill.WaitForRole("STANDBY");
        int pid = ill.ServicePid;
        Thread.Sleep(Calm);
        Assert.AreEqual(pid, ill.ServicePid, "it crashes still");
        Assert.Contains("set aside", ill.Cli("plugin", "info", Id).Data["reason"]!.GetValue<string>());
        Assert.AreEqual("Faulted", StateOn(well, ill));

        // An operator who has mended it says so.
        dropped.Set(Id, """{ "in": "nowhere" }""");
        CliResult enabled = well.Cli("plugin", "enable", Id, "--node", ill.Id);
        Assert.IsTrue(enabled.Success, enabled.ToString());
        Assert.AreEqual("Running", StateOn(well, ill));
        Assert.AreEqual(pid, ill.ServicePid);
        Assert.Contains("thrower", well.Cli("plugin", "logs", Id, "--node", ill.Id).Data["lines"]!.ToJsonString());
    }

    private static string StateOn(Node asked, Node node)
    {
        CliResult result = asked.Cli("plugin", "info", Id, "--node", node.Id);
        return result.Success ? result.Data["state"]!.GetValue<string>() : "";
    }
}
