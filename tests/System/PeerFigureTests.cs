namespace HAMgm.SystemTests;

/// <summary>
/// keepalived in the same laboratory with the same dead time. It gives the figures that ours are
/// compared with, and it validates the instruments: known behaviour must be measured as it is.
/// </summary>
[TestClass]
[TestCategory("System")]
public sealed class PeerFigureTests : SystemTest
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(15);

    [TestMethod]
    public void Keepalived_HostCut_OutageIsItsDeadTime()
    {
        double median = Repeat("keepalived-host-cut", _ => Lab.CutNode(Lab.HostA), twoHolders: false);
        Assert.IsTrue(median is > 200 and < 450, $"361 ms less the age of the last advertisement (0 to 100 ms) are expected, {median} ms were measured");
    }

    [TestMethod]
    [TestCategory("Long")]
    public void Keepalived_Terminated_OutageIsItsSkew()
    {
        double median = Repeat("keepalived-sigterm", keepalived => keepalived.SignalParent(Lab.HostA, Signal.Terminate), twoHolders: false);
        Assert.IsTrue(median is > 50 and < 150, $"61 ms and a little are expected, {median} ms were measured");
    }

    [TestMethod]
    [TestCategory("Long")]
    public void Keepalived_Killed_LeavesTwoHolders() =>
        Repeat("keepalived-sigkill", _ => Keepalived.KillAll(Lab.HostA), twoHolders: true);

    protected override string? ReasonToSkip() =>
        Shell.Has("keepalived") ? null : "keepalived is missing: scripts/test installs it when it runs as root";

    private double Repeat(string name, Action<Keepalived> fault, bool twoHolders)
    {
        List<double> outages = [];
        for (int run = 0; run < Runs; run++)
        {
            using Keepalived keepalived = new(Lab);
            using VipClient client = new(Lab);
            client.WaitUntilAnswering(StartLimit);
            Wait.Until(() => Lab.HasVip(Lab.HostA) && !Lab.HasVip(Lab.HostB), StartLimit, "keepalived's master holds the VIP alone");
            Thread.Sleep(500);
            VipReport report = client.Measure(() => fault(keepalived), TimeSpan.FromSeconds(2));
            TestContext.WriteLine(report.Detail);
            Assert.AreEqual(twoHolders, report.TwoHolderSamples > 0, report.Detail);
            Assert.IsGreaterThan(200, report.Samples, report.Detail);
            outages.Add(report.LongestOutageMs);
            Lab.Heal();
            Shell.TryRun(["ip", "-n", Lab.HostA.Namespace, "address", "delete", Lab.Vip + "/24", "dev", "eth0"]);
            Shell.TryRun(["ip", "-n", Lab.HostB.Namespace, "address", "delete", Lab.Vip + "/24", "dev", "eth0"]);
        }

        return Figure.Print(TestContext, name, outages);
    }
}
