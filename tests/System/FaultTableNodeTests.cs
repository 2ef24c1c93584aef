namespace HAMgm.SystemTests;

/// <summary>The rows of the fault table (design.md section 6) in which the node itself is ill: its disk, its clock, its health.</summary>
[TestClass]
[TestCategory("System")]
public sealed class FaultTableNodeTests : PairTest
{
    private const double NoOutageMs = 20;
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(2);

    [TestMethod]
    [RetryOnce]
    public void FaultTable_DiskFull_TheHolderServesAndIsNotPromotedAgain() => SickDisk("disk-full", static disk => disk.Fill());

    [TestMethod]
    [RetryOnce]
    [TestCategory("Long")]
    public void FaultTable_DiskBroken_TheHolderServesAndIsNotPromotedAgain() => SickDisk("disk-broken", static disk => disk.Break());

    [TestMethod]
    [RetryOnce]
    [TestCategory("Long")]
    public void FaultTable_DiskSlow_TheHolderServes()
    {
        using SmallDisk disk = StartPairWithDisk();
        using VipClient client = new(Lab);
        client.WaitUntilAnswering(StartLimit);
        Shell.Run(["sync", "-f", disk.Folder]);
        VipReport report = client.Measure(disk.Freeze, 2 * Settling);
        disk.Thaw();
        Figure.Print(TestContext, "hamgm-disk-slow", [report.LongestOutageMs]);
        Assert.AreEqual(0, report.TwoHolderSamples, report.Detail);
        Assert.IsLessThan(NoOutageMs, Felt(report), $"the PRIMARY does not serve while its disk does not answer: {report.Detail}");
        Assert.IsTrue(B.HasVip && !A.HasVip);
        B.WaitForRole("PRIMARY");
    }

    [TestMethod]
    [RetryOnce]
    public void FaultTable_UnhealthyPrimary_HandsOver()
    {
        StartPair(new NodeSettings { Manifest = HealthPlugin.Install(Lab.Folder) });
        using VipClient client = new(Lab);
        List<double> outages = [];
        for (int run = 0; run < Runs; run++)
        {
            client.WaitUntilAnswering(StartLimit);
            (Node ill, Node well) = (Primary, Standby);
            VipReport report = client.Measure(() => HealthPlugin.Say(ill, isHealthy: false), TimeSpan.FromSeconds(1));
            TestContext.WriteLine(report.Detail);
            Assert.AreEqual(0, report.TwoHolderSamples, report.Detail);
            Assert.IsTrue(well.HasVip, $"{well.Id} did not take over from {ill.Id}, which is not healthy");
            outages.Add(Felt(report));
            HealthPlugin.Say(ill, isHealthy: true);
            WaitForPair();
            Assert.AreEqual(well.Id, Primary.Id, "the VIP moved back by itself");
        }

        Assert.IsLessThanOrEqualTo(Asserted(NoOutageMs), Figure.Print(TestContext, "hamgm-unhealthy", outages));
    }

    /// <summary>
    /// The machine's clock is not set here: a library that is preloaded into the nodes answers their wall clock's calls, and no
    /// others. Where it cannot be built, the banned-API analyzer remains: no decision reads a wall clock.
    /// </summary>
    [TestMethod]
    [RetryOnce]
    [TestCategory("Long")]
    public void FaultTable_ClockSetByADay_NothingMoves()
    {
        WallClock clock = new(Lab.Folder);
        if (!clock.IsAvailable)
        {
            Assert.Inconclusive("no C compiler: the wall clock cannot be faked for one process");
        }

        MakePair(new NodeSettings { Clock = clock });
        A.Start();
        B.Start();
        WaitForPair();
        using VipClient client = new(Lab);
        client.WaitUntilAnswering(StartLimit);
        Node before = Primary;
        List<double> outages = [];
        foreach (int days in (int[])[1, -1, 0])
        {
            VipReport report = client.Measure(() => clock.Set(TimeSpan.FromDays(days)), Settling);
            Assert.AreEqual(0, report.TwoHolderSamples, report.Detail);
            outages.Add(Felt(report));
            Assert.AreEqual(before.Id, Primary.Id, $"the clock set by {days} days moved the VIP");
            before.WaitForRole("PRIMARY");
        }

        Assert.IsLessThan(NoOutageMs, Figure.Print(TestContext, "hamgm-clock-set", outages));
    }

    /// <summary>The longest outage, without the time in which the instruments themselves did not run.</summary>
    private static double Felt(VipReport report) => report.OutageWithoutPause(NoOutageMs / 2);

    private void SickDisk(string name, Action<SmallDisk> spoil)
    {
        using SmallDisk disk = StartPairWithDisk();
        using VipClient client = new(Lab);
        client.WaitUntilAnswering(StartLimit);
        VipReport report = client.Measure(() => spoil(disk), 2 * Settling);
        Figure.Print(TestContext, "hamgm-" + name, [report.LongestOutageMs]);
        Assert.AreEqual(0, report.TwoHolderSamples, report.Detail);
        Assert.IsLessThan(NoOutageMs, Felt(report), $"the PRIMARY with the sick disk does not serve: {report.Detail}");
        Assert.IsTrue(B.HasVip && !A.HasVip);

        // Handed over, and then asked to take: once it may, by the term that was on the disk before; never twice.
        int promotions = 0;
        for (int round = 0; round < 3; round++)
        {
            _ = B.Cli("switch", "force", "--confirm");
            Wait.Until(() => A.HasVip && !B.HasVip, StartLimit, "the VIP is handed over to the node whose disk is well");
            _ = A.Cli("switch", "force", "--confirm");
            Thread.Sleep(Settling / 4);
            promotions += B.HasVip ? 1 : 0;
        }

        report = client.Report();
        Assert.AreEqual(0, report.TwoHolderSamples, report.Detail);
        Assert.IsLessThanOrEqualTo(1, promotions, "a node was promoted although its disk does not take its term");
    }

    /// <summary>A pair whose PRIMARY, B, has its data on a disk of its own.</summary>
    private SmallDisk StartPairWithDisk()
    {
        if (!Shell.Has("mkfs.ext4") || !Shell.Has("fsfreeze"))
        {
            Assert.Inconclusive("e2fsprogs and util-linux are needed");
        }

        SmallDisk disk = new(Path.Combine(Lab.Folder, "disk"));
        if (!disk.IsAvailable)
        {
            disk.Dispose();
            Assert.Inconclusive("no loop device");
        }

        MakePair(new NodeSettings(), new NodeSettings { DataDirectory = Path.Combine(disk.Folder, "data") });
        A.Start();
        B.Start();
        WaitForPair();
        if (Primary == A)
        {
            Assert.IsTrue(A.Cli("switch", "force", "--confirm").Success);
            WaitForPair();
        }

        return disk;
    }
}
