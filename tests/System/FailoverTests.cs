namespace HAMgm.SystemTests;

/// <summary>
/// The VIP's outage for a client, fault by fault, at an interval of 100 ms and a time-out of 300 ms,
/// and that the VIP never answers on both nodes meanwhile (design.md section 6, the table).
/// </summary>
[TestClass]
[TestCategory("System")]
public sealed class FailoverTests : PairTest
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(2.5);

    /// <summary>A real-time instrument that was kept from running for longer shows that the whole machine stood still.</summary>
    private const double MachineStoodStillMs = 25;

    [TestMethod]
    public void CableOfPrimaryPulled_OutageIsTheTimeout() =>
        Repeat("host-cut", 350, primary => Lab.CutNode(primary.Host));

    [TestMethod]
    public void PrimaryIsolatedInSilence_OutageIsTheTimeout() =>
        Repeat("host-isolated", 350, primary => Lab.Isolate(primary.Host));

    [TestMethod]
    public void ServiceKilled_GuardReleasesAndTells() =>
        Repeat("sigkill-service", 150, primary => primary.Send(Signal.Kill, Victim.Service));

    [TestMethod]
    public void DaemonTerminated_HandsOver() =>
        Repeat("sigterm-daemon", 20, primary => primary.Send(Signal.Terminate, Victim.Daemon));

    [TestMethod]
    public void DaemonKilledAlone_ServiceHandsOver() =>
        Repeat("sigkill-daemon", 20, primary => primary.Send(Signal.Kill, Victim.Daemon));

    [TestMethod]
    public void SwitchForced_HandsOver() =>
        Repeat("switch-force", 20, primary =>
        {
            CliResult result = primary.Cli("switch", "force", "--confirm");
            Assert.IsTrue(result.Success, result.ToString());
        });

    [TestMethod]
    public void ServiceFrozen_GuardKillsAndReleases() =>
        Repeat("sigstop-service", 450, primary => primary.Send(Signal.Stop, Victim.Service));

    [TestMethod]
    public void GuardAndServiceKilled_GateSilencesTheAddress() =>
        Repeat("sigkill-both", 600, primary => primary.Send(Signal.Kill, Victim.Both));

    [TestMethod]
    public void GuardAndServiceFrozen_GateSilencesTheAddressAndThawIsHarmless() =>
        Repeat("sigstop-both", 600, primary => primary.Send(Signal.Stop, Victim.Both));

    [TestMethod]
    public void PrimaryMute_OutageIsTheTimeout() =>
        Repeat("mute", 450, primary => Lab.Mute(primary.Host));

    [TestMethod]
    public void PrimaryDeaf_OutageIsTwoTimeouts() =>
        Repeat("deaf", 650, primary => Lab.Deaf(primary.Host));

    [TestMethod]
    public void OnlyThePeerLinkLost_NobodyMoves()
    {
        StartPair();
        using VipClient client = new(Lab);
        client.WaitUntilAnswering(StartLimit);
        Node before = Primary;
        VipReport report = client.Measure(Lab.PartitionPeers, TimeSpan.FromSeconds(5));
        Figure.Print(TestContext, "peer-link-lost", [report.LongestOutageMs]);
        Assert.AreEqual(0, report.TwoHolderSamples, report.Detail);
        Assert.IsLessThan(20.0, report.LongestOutageMs, report.Detail);
        Assert.AreEqual(before.Id, Primary.Id);
        report = client.Measure(Lab.Heal, TimeSpan.FromSeconds(2));
        Assert.AreEqual(0, report.TwoHolderSamples, report.Detail);
        Assert.AreEqual(before.Id, Primary.Id);
    }

    [TestMethod]
    [TestCategory("Long")]
    public void ThirtyPercentLoss_NobodyMovesForAMinute()
    {
        StartPair();
        using VipClient client = new(Lab);
        client.WaitUntilAnswering(StartLimit);
        Node before = Primary;
        VipReport report = client.Measure(() => Lab.Loss(before.Host, 30), TimeSpan.FromSeconds(60));
        Assert.AreEqual(0, report.TwoHolderSamples, report.Detail);
        Assert.AreEqual(before.Id, Primary.Id);
        before.WaitForRole("PRIMARY");
    }

    private void Repeat(string name, double bound, Action<Node> fault)
    {
        StartPair();
        using VipClient client = new(Lab);
        List<double> outages = [];
        for (int run = 0; outages.Count < Runs; run++)
        {
            client.WaitUntilAnswering(StartLimit);
            Node before = Primary;
            Node heir = Standby;
            VipReport report = client.Measure(() => fault(before), Window);
            TestContext.WriteLine($"{name} on {before.Id}, run {run + 1}: {report.Detail}");
            Assert.AreEqual(0, report.TwoHolderSamples, $"two holders after {name}: {report.Detail}");
            Assert.IsTrue(heir.HasVip, $"{heir.Id} did not take over: {report.Detail}");

            // Such a run proves nothing about time, only about holders; half of the runs may be repeated.
            if (report.ProbePauseMs < MachineStoodStillMs || run - outages.Count >= (Runs / 2) + 1)
            {
                outages.Add(report.LongestOutageMs);
            }
            else
            {
                TestContext.WriteLine($"run {run + 1} is not counted: the machine stood still for {report.ProbePauseMs} ms");
            }

            // The network heals, the frozen thaw, the dead return: the watch goes on meanwhile.
            Restore();
            VipReport afterwards = client.Report();
            Assert.AreEqual(0, afterwards.TwoHolderSamples, $"two holders when {name} ended: {afterwards.Detail}");
            Assert.AreEqual(heir.Id, Primary.Id, "the VIP moved back by itself");
        }

        double median = Figure.Print(TestContext, "hamgm-" + name, outages);
        Assert.IsLessThanOrEqualTo(bound, median, $"median outage after {name}");
    }
}
