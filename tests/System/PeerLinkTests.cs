namespace HAMgm.SystemTests;

/// <summary>Two links between the nodes, used side by side: one is enough, and the loss of one is told (design.md section 5).</summary>
[TestClass]
[TestCategory("System")]
public sealed class PeerLinkTests : PairTest
{
    private static readonly NodeSettings TwoLinks = new() { TwoLinks = true };

    [TestMethod]
    [RetryOnce]
    public void SecondLinkCut_NobodyMovesAndAnAlertNamesIt()
    {
        Lab.AddSecondNetwork();
        StartPair(TwoLinks);
        using VipClient client = new(Lab);
        client.WaitUntilAnswering(StartLimit);
        Node before = Primary;
        VipReport report = client.Measure(() => Lab.CutSecond(before.Host), TimeSpan.FromSeconds(4));
        Figure.Print(TestContext, "one-of-two-links-cut", [report.LongestOutageMs]);
        Unmoved(before, report);
        foreach (Node node in (Node[])[A, B])
        {
            LabHost peer = node == A ? Lab.HostB : Lab.HostA;
            node.WaitForLog("a link to the peer is silent", Patience.Seconds(5));
            string links = node.Cli("node", "status").ToString();
            TestContext.WriteLine(links);
            StringAssert.Contains(node.ServiceLogText(), peer.SecondAddress);
        }

        report = client.Measure(Lab.Heal, TimeSpan.FromSeconds(3));
        Unmoved(before, report);
        before.WaitForLog("a link to the peer is heard again", Patience.Seconds(10));
    }

    // With witness none and release, a lease that runs out would cost the address: so it does not run out.
    [TestMethod]
    [RetryOnce]
    [TestCategory("Long")]
    public void FirstLinkCut_TheLeaseGoesOnByTheSecond()
    {
        Lab.AddSecondNetwork();
        StartPair(TwoLinks with { Witness = "none" });
        using VipClient client = new(Lab);
        client.WaitUntilAnswering(StartLimit);
        Node before = Primary;
        VipReport report = client.Measure(Lab.PartitionPeers, TimeSpan.FromSeconds(4));
        Figure.Print(TestContext, "first-of-two-links-cut", [report.LongestOutageMs]);
        Unmoved(before, report);
        before.WaitForLog("a link to the peer is silent", Patience.Seconds(5));
        report = client.Measure(Lab.Heal, TimeSpan.FromSeconds(2));
        Unmoved(before, report);
    }

    [TestMethod]
    [RetryOnce]
    [TestCategory("Long")]
    public void BothLinksCut_FailOver()
    {
        Lab.AddSecondNetwork();
        StartPair(TwoLinks);
        using VipClient client = new(Lab);
        List<double> outages = [];
        for (int run = 0; run < Runs; run++)
        {
            client.WaitUntilAnswering(StartLimit);
            Node before = Primary;
            Node heir = Standby;
            VipReport report = client.Measure(
                () =>
                {
                    Lab.CutSecond(before.Host);
                    Lab.Isolate(before.Host);
                },
                TimeSpan.FromSeconds(3));
            Assert.AreEqual(0, report.TwoHolderSamples, report.Detail);
            Assert.IsTrue(heir.HasVip, $"{heir.Id} did not take over: {report.Detail}");
            outages.Add(report.LongestOutageMs);
            Restore();
            Assert.AreEqual(0, client.Report().TwoHolderSamples);
        }

        Figure.Print(TestContext, "both-links-cut", outages);
    }

    // The service has a lease by the second link and nobody reaches it: that is what the carrier is watched for.
    [TestMethod]
    [RetryOnce]
    [TestCategory("Long")]
    public void CableOfTheVipPulled_HandedOverByTheSecondLink()
    {
        Lab.AddSecondNetwork();
        StartPair(TwoLinks);
        using VipClient client = new(Lab);
        List<double> outages = [];
        for (int run = 0; run < Runs; run++)
        {
            client.WaitUntilAnswering(StartLimit);
            Node before = Primary;
            Node heir = Standby;
            VipReport report = client.Measure(() => Lab.CutNode(before.Host), TimeSpan.FromSeconds(3));
            Assert.AreEqual(0, report.TwoHolderSamples, report.Detail);
            Assert.IsTrue(heir.HasVip, $"{heir.Id} did not take over: {report.Detail}");
            Assert.IsFalse(before.HasVip, $"{before.Id} kept the address");
            outages.Add(report.LongestOutageMs);
            Restore();
            Assert.AreEqual(heir.Id, Primary.Id, "the VIP moved back by itself");
        }

        Figure.Print(TestContext, "vip-cable-pulled-second-link-up", outages);
    }

    [TestMethod]
    [RetryOnce]
    [TestCategory("Long")]
    public void ServiceKilled_GuardTellsOnTheLinkThatIsLeft()
    {
        Lab.AddSecondNetwork();
        StartPair(TwoLinks);
        using VipClient client = new(Lab);
        client.WaitUntilAnswering(StartLimit);
        Lab.PartitionPeers();
        Thread.Sleep(1000);
        Node before = Primary;
        Node heir = Standby;
        VipReport report = client.Measure(() => before.Send(Signal.Kill, Victim.Service), TimeSpan.FromSeconds(3));
        Figure.Print(TestContext, "sigkill-service-one-link-left", [report.LongestOutageMs]);
        Assert.AreEqual(0, report.TwoHolderSamples, report.Detail);
        Assert.IsTrue(heir.HasVip, report.Detail);
    }

    private void Unmoved(Node before, VipReport report)
    {
        Assert.AreEqual(0, report.TwoHolderSamples, report.Detail);
        Assert.AreEqual(before.Id, Primary.Id);
        Assert.IsLessThan(50.0, report.LongestOutageMs, report.Detail);
    }
}
