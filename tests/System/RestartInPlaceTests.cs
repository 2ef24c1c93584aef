using System.Diagnostics;

namespace HAMgm.SystemTests;

/// <summary>The PRIMARY's programs are exchanged in place, as a package upgrade does (safety rule R14): nobody notices.</summary>
[TestClass]
[TestCategory("System")]
public sealed class RestartInPlaceTests : PairTest
{
    private const double LongestOutageMs = 10;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    /// <summary>Twenty with <c>--full</c>: with fewer, what fails once in ten times may pass.</summary>
    private static int Times => IsFull ? 20 : 6;

    // Where a start takes longer than the four seconds of ADR 0012 the PRIMARY hands over instead, and this fails.
    [TestMethod]
    [RetryOnce]
    [TestCategory("Long")]
    public void ServiceAndDaemonRestarted_OnThePrimary_NoOutageAndNoChangeOfRole()
    {
        StartPair();
        using VipClient client = new(Lab);
        client.WaitUntilAnswering(StartLimit);
        (Node primary, Node standby) = (Primary, Standby);
        string term = TermOf(primary);
        List<double> outages = [];
        List<double> durations = [];
        for (int time = 0; time < Times; time++)
        {
            // In turn: service and daemon (systemctl reload), the service alone.
            bool isDaemonToo = time % 2 == 0;
            (int daemonWas, int serviceWas) = (primary.DaemonPid, primary.ServicePid);
            client.Report();
            long start = Stopwatch.GetTimestamp();
            primary.Send(isDaemonToo ? Signal.User2 : Signal.HangUp, Victim.Daemon);
            Wait.Until(() => primary.TryServicePid() is int pid && pid != serviceWas && primary.Role() == "PRIMARY", Limit, "the new service is PRIMARY");
            durations.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            VipReport report = client.Report();
            TestContext.WriteLine($"restart {time + 1}, daemon too: {isDaemonToo}: {report.Detail}");
            outages.Add(report.OutageWithoutPause(LongestOutageMs));
            Assert.AreEqual(0, report.TwoHolderSamples, report.Detail);
            Assert.IsTrue(primary.HasVip && !standby.HasVip, "the VIP moved");
            Assert.AreEqual(term, TermOf(primary), "the term is another one: the role changed meanwhile");
            Assert.AreEqual(daemonWas, primary.DaemonPid);
        }

        Figure.Print(TestContext, "hamgm-restart-in-place-outage", outages);
        Figure.Print(TestContext, "hamgm-restart-in-place-duration", durations);
        Assert.IsLessThanOrEqualTo(LongestOutageMs, outages.Max(), "the longest outage");
        Assert.DoesNotContain("no restart in place", primary.LogText());
    }

    /// <summary>A package's script and a configuration tool both reload it: the second must not end a service that takes the VIP up just now.</summary>
    [TestMethod]
    [RetryOnce]
    [TestCategory("Long")]
    public void RestartedAgainWhileTheNextServiceStarts_NoOutageAndNoChangeOfRole()
    {
        StartPair();
        using VipClient client = new(Lab);
        client.WaitUntilAnswering(StartLimit);
        (Node primary, Node standby) = (Primary, Standby);
        string term = TermOf(primary);
        int first = primary.ServicePid;
        client.Report();

        primary.Send(Signal.HangUp, Victim.Daemon);
        Wait.Until(() => primary.TryServicePid() is int pid && pid != first, Limit, "the next service starts");
        int second = primary.ServicePid;
        primary.Send(Signal.HangUp, Victim.Daemon);
        Wait.Until(() => primary.TryServicePid() is int pid && pid != first && pid != second && primary.Role() == "PRIMARY", Limit + Limit, "the third service is PRIMARY");

        VipReport report = client.Report();
        Assert.AreEqual(0, report.TwoHolderSamples, report.Detail);
        Assert.IsTrue(primary.HasVip && !standby.HasVip, "the VIP moved");
        Assert.AreEqual(term, TermOf(primary), "the term is another one: the role changed meanwhile");
        Assert.IsLessThanOrEqualTo(LongestOutageMs, report.OutageWithoutPause(LongestOutageMs), report.Detail);
    }

    private static string TermOf(Node node) => node.Cli("node", "status", node.Id).Data["term"]?.ToString() ?? "";
}
