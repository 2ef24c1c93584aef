namespace HAMgm.SystemTests;

/// <summary>Hooks around a change of roles (ADR 0046), in the published product.</summary>
[TestClass]
[TestCategory("System")]
public sealed class HookTests : PairTest
{
    private const double NoOutageMs = 20;

    /// <summary>A failed before-promote cancels <c>switch force</c>; when it succeeds the switch costs what it costs without hooks, and they see its term.</summary>
    [TestMethod]
    [RetryOnce]
    [TestCategory("Long")]
    public void SwitchForced_BeforePromoteFailsThenSucceeds_CancelledThenTaken()
    {
        StartPair(new NodeSettings { Manifest = HookPlugin.Install(Lab.Folder) });
        using VipClient client = new(Lab);
        client.WaitUntilAnswering(StartLimit);
        (Node primary, Node standby) = (Primary, Standby);
        HookPlugin.Fail(standby, "BeforePromote", fails: true);

        CliResult? refused = null;
        VipReport stayed = client.Measure(() => refused = primary.Cli("switch", "force", "--confirm"), TimeSpan.FromSeconds(1));
        TestContext.WriteLine(stayed.Detail);
        Assert.IsFalse(refused!.Success, "the switch was not refused");
        Assert.Contains("before-promote", refused.ToString());
        Assert.IsTrue(primary.HasVip && !standby.HasVip, "the VIP moved");
        Assert.IsLessThan(NoOutageMs, stayed.LongestOutageMs, stayed.Detail);
        // What before-demote stopped is started again.
        Wait.Until(() => HookPlugin.Runs(primary)[^1].Point == "AfterPromote", StartLimit, "after-promote has run again");

        HookPlugin.Fail(standby, "BeforePromote", fails: false);
        // A refusal is remembered for two seconds.
        Thread.Sleep(TimeSpan.FromSeconds(2.5));
        VipReport moved = client.Measure(() => primary.Cli("switch", "force", "--confirm"), TimeSpan.FromSeconds(1));
        TestContext.WriteLine(moved.Detail);
        Figure.Print(TestContext, "hamgm-switch-with-hooks", [moved.LongestOutageMs]);
        Assert.AreEqual(0, stayed.TwoHolderSamples + moved.TwoHolderSamples, moved.Detail);
        Assert.IsLessThanOrEqualTo(NoOutageMs, moved.LongestOutageMs, moved.Detail);
        standby.WaitForRole("PRIMARY");
        long term = long.Parse(standby.Cli("node", "status", standby.Id).Data["term"]!.ToString(), System.Globalization.CultureInfo.InvariantCulture);
        Wait.Until(() => HookPlugin.Runs(standby).Any(run => run == ("AfterPromote", term, false)), StartLimit, "after-promote has run with the term");
        Assert.IsTrue(HookPlugin.Runs(standby).Any(run => run == ("BeforePromote", term, true)), "before-promote saw another term");
        Assert.AreEqual("AfterDemote", HookPlugin.Runs(primary)[^1].Point);
    }
}
