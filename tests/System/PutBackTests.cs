namespace HAMgm.SystemTests;

/// <summary>What somebody else takes away from a holder is put back first, under its lease, and told (design.md section 6, rule 6).</summary>
[TestClass]
[TestCategory("System")]
public sealed class PutBackTests : PairTest
{
    [TestMethod]
    [RetryOnce]
    public void VipDeleted_PutBackAtOnce()
    {
        StartPair();
        Repeat("vip-deleted", 100, primary => Shell.Run(["ip", "-n", primary.Host.Namespace, "address", "del", $"{Lab.Vip}/24", "dev", "eth0"]), "vip put back");
    }

    [TestMethod]
    [RetryOnce]
    [TestCategory("Long")]
    public void InterfaceFlushedOfTheVip_PutBackAtOnce()
    {
        StartPair();
        Repeat(
            "vip-deleted-with-all-labels",
            100,
            primary => Shell.Run(["ip", "-n", primary.Host.Namespace, "address", "flush", "dev", "eth0", "to", $"{Lab.Vip}/32"]),
            "vip put back");
    }

    [TestMethod]
    [RetryOnce]
    public void RuleSetFlushed_GateIsBackAndClientsNoticeNothing()
    {
        StartPair();
        Repeat("gate-flushed", 100, primary => Shell.Run(primary.Host.Command("nft", "flush", "ruleset")), "the gate was gone and has been put back");
        foreach (Node node in (Node[])[A, B])
        {
            if (node == Primary)
            {
                string rules = Shell.TryRun(node.Host.Command("nft", "list", "ruleset")).Output;
                Assert.Contains("table arp hamgm_9090", rules);
                Assert.Contains("table ip6 hamgm_9090", rules);
            }
        }
    }

    // And the gate that is back is a real one.
    [TestMethod]
    [RetryOnce]
    [TestCategory("Long")]
    public void RuleSetFlushedThenBothFrozen_TheNewGateSilencesTheAddress()
    {
        StartPair();
        using VipClient client = new(Lab);
        client.WaitUntilAnswering(StartLimit);
        Node before = Primary;
        Node heir = Standby;
        Shell.Run(before.Host.Command("nft", "flush", "ruleset"));
        before.WaitForLog("the gate was gone and has been put back", Patience.Seconds(5));
        VipReport report = client.Measure(() => before.Send(Signal.Stop, Victim.Both), TimeSpan.FromSeconds(3));
        Figure.Print(TestContext, "sigstop-both-after-gate-flush", [report.LongestOutageMs]);
        Assert.AreEqual(0, report.TwoHolderSamples, report.Detail);
        Assert.IsTrue(heir.HasVip, report.Detail);
        Restore();
    }

    [TestMethod]
    [RetryOnce]
    [TestCategory("Long")]
    public void VipDeletedWhileThePeerIsDown_PutBackAfterSilentProbes()
    {
        StartPair();
        using VipClient client = new(Lab);
        client.WaitUntilAnswering(StartLimit);
        Node primary = Primary;
        Standby.KillAll();
        Thread.Sleep(1500);
        Assert.IsTrue(primary.HasVip);
        VipReport report = client.Measure(
            () => Shell.Run(["ip", "-n", primary.Host.Namespace, "address", "del", $"{Lab.Vip}/24", "dev", "eth0"]),
            TimeSpan.FromSeconds(3));
        Figure.Print(TestContext, "vip-deleted-alone", [report.LongestOutageMs]);
        Assert.IsTrue(primary.HasVip, report.Detail);
        primary.WaitForLog("vip put back", Patience.Seconds(2));
    }

    private void Repeat(string name, double bound, Action<Node> fault, string logged)
    {
        using VipClient client = new(Lab);
        List<double> outages = [];
        for (int run = 0; run < Runs; run++)
        {
            client.WaitUntilAnswering(StartLimit);
            Node before = Primary;
            VipReport report = client.Measure(() => fault(before), TimeSpan.FromSeconds(2));
            TestContext.WriteLine(report.Detail);
            Assert.AreEqual(0, report.TwoHolderSamples, report.Detail);
            Assert.AreEqual(before.Id, Primary.Id, "it moved");
            before.WaitForLog(logged, Patience.Seconds(3));
            outages.Add(report.LongestOutageMs);
        }

        double median = Figure.Print(TestContext, name, outages);
        Assert.IsLessThan(Asserted(bound), median, name);
    }
}
