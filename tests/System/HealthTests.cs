using System.Diagnostics;
using System.Text.Json.Nodes;

namespace HAMgm.SystemTests;

/// <summary>Health checks of a real service on a real pair: what moves, what does not, and what operators are shown.</summary>
[TestClass]
[TestCategory("System")]
[TestCategory("Long")]
public sealed class HealthTests : PairTest
{
    private const double NoOutageMs = 20;

    // Two looks at 200 ms, and the hand-over: what a client of the service itself goes without.
    private const double ServiceOutageMs = 1000;

    private const string Service = "id: redis, type: tcp, port: 6379, interval: 200ms, timeout: 200ms, rise: 2, fall: 2";

    private readonly List<HostService> services = [];

    /// <inheritdoc/>
    protected override string? ReasonToSkip() => base.ReasonToSkip() ?? HostService.WhyNot;

    /// <inheritdoc/>
    protected override void BeforeLaboratoryGoes()
    {
        services.ForEach(static service => service.Dispose());
        base.BeforeLaboratoryGoes();
    }

    [TestMethod]
    [RetryOnce]
    public void Health_ServiceKilledOnThePrimary_MovesToTheHealthyPeer()
    {
        StartServices();
        StartPair(new NodeSettings { Checks = [Service] });
        using VipClient client = new(Lab);
        List<double> vip = [];
        List<double> service = [];
        for (int run = 0; run < Runs; run++)
        {
            client.WaitUntilAnswering(StartLimit);
            (Node ill, Node well) = (Primary, Standby);
            double moved = 0;
            VipReport report = client.Measure(
                () =>
                {
                    long killed = Stopwatch.GetTimestamp();
                    ServiceOf(ill).Kill();
                    Wait.Until(() => well.HasVip, Patience.Seconds(10), $"{well.Id} takes over from {ill.Id}, whose service is dead");
                    moved = Stopwatch.GetElapsedTime(killed).TotalMilliseconds;
                },
                TimeSpan.FromMilliseconds(500));
            TestContext.WriteLine(report.Detail);
            Assert.AreEqual(0, report.TwoHolderSamples, report.Detail);
            vip.Add(report.LongestOutageMs);
            service.Add(moved);
            Assert.AreEqual("FAILED", ill.Role());
            ServiceOf(ill).Start();
            WaitForPair();
            Assert.AreEqual(well.Id, Primary.Id, "the VIP moved back by itself");
        }

        Assert.IsLessThanOrEqualTo(NoOutageMs, Figure.Print(TestContext, "hamgm-health-vip", vip));
        Assert.IsLessThanOrEqualTo(ServiceOutageMs, Figure.Print(TestContext, "hamgm-health-service", service));
    }

    [TestMethod]
    [RetryOnce]
    public void Health_BothUnhealthy_ThePrimaryStaysAndOperatorsSeeWhy()
    {
        StartServices();
        AddSpareInterfaces();
        StartPair(new NodeSettings { Checks = [Service, "id: spare, type: interface, interface: spare0, weight: 10"] });
        (Node primary, Node standby) = (Primary, Standby);
        Wait.Until(() => State(primary, primary, "redis") == "PASSING" && State(primary, primary, "spare") == "PASSING", StartLimit, "both checks pass");

        // A cable that is out is known by the kernel's notice; its weight is taken from the priority, and nobody moves.
        Shell.Run(primary.Host.Command("ip", "link", "set", "spare1", "down"));
        Wait.Until(() => State(standby, primary, "spare") == "FAILING", Patience.Seconds(10), "the spare interface fails");
        JsonNode health = standby.Cli("node", "health", primary.Id).Data;
        Assert.IsTrue(health["isHealthy"]!.GetValue<bool>(), health.ToJsonString());
        Assert.AreEqual(10, health["priorityTaken"]!.GetValue<int>());
        StringAssert.Contains(health["healthDetails"]!.GetValue<string>(), "spare fails: spare0 has no carrier");

        ServiceOf(standby).Kill();
        Wait.Until(() => standby.Role() == "FAILED", Patience.Seconds(10), "the standby is FAILED");
        ServiceOf(primary).Kill();
        Wait.Until(() => State(standby, primary, "redis") == "FAILING", Patience.Seconds(10), "the PRIMARY's service fails");
        Thread.Sleep(TimeSpan.FromSeconds(2));
        Assert.IsTrue(primary.HasVip && !standby.HasVip, "nobody can serve better: the VIP stays");
        Assert.AreEqual("PRIMARY", primary.Role());
        foreach (Node of in (Node[])[primary, standby])
        {
            JsonNode seen = (of == primary ? standby : primary).Cli("node", "health", of.Id).Data;
            Assert.IsFalse(seen["isHealthy"]!.GetValue<bool>(), seen.ToJsonString());
            StringAssert.Contains(seen["healthDetails"]!.GetValue<string>(), "redis fails: 127.0.0.1:6379: Connection refused");
        }

        string events = primary.Cli("cluster", "events", "--kind", "alert").Output;
        StringAssert.Contains(events, "check redis fails");
        StringAssert.Contains(events, "the PRIMARY is unhealthy and stays");

        ServiceOf(standby).Start();
        Wait.Until(() => standby.HasVip, Patience.Seconds(40), "the node that is well again takes over");
        ServiceOf(primary).Start();
        WaitForPair();
        StringAssert.Contains(primary.Cli("cluster", "events", "--kind", "alert").Output, "check redis passes again");
    }

    /// <summary>Whoever is PRIMARY loses its service and the other one gets it back: each move would be right, and all of them together are not.</summary>
    [TestMethod]
    [RetryOnce]
    public void Health_ServiceFlaps_MovesAreDamped()
    {
        StartServices();
        StartPair(new NodeSettings { Checks = [Service] });
        int moves = 0;
        Node last = Primary;
        long begin = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(begin) < TimeSpan.FromSeconds(60))
        {
            ServiceOf(last).Kill();
            Wait.Until(
                () => (last == A ? B : A).HasVip || Stopwatch.GetElapsedTime(begin) > TimeSpan.FromSeconds(60), Patience.Seconds(70), "the VIP moves");
            ServiceOf(last).Start();
            if ((last == A ? B : A).HasVip)
            {
                moves++;
                last = last == A ? B : A;
            }

            Wait.Until(() => State(last, last, "redis") == "PASSING", Patience.Seconds(30), "its service passes");
        }

        // Undamped each round takes about a second and a half.
        Figure.Print(TestContext, "hamgm-health-flap-moves-per-minute", [moves], "moves");
        Assert.IsLessThanOrEqualTo(12, moves);
    }

    /// <summary>A check whose run hangs costs its own place alone: heartbeats, the other checks and the VIP do not notice.</summary>
    [TestMethod]
    [RetryOnce]
    public void Health_CheckHangs_NothingElseNotices()
    {
        StartServices();
        StartPair(new NodeSettings
        {
            Checks =
            [
                Service,
                // Nobody has this address: the connection is neither made nor refused.
                .. Enumerable.Range(0, 20).Select(static i => $"id: slow{i}, type: tcp, address: 192.168.77.{200 + i}, port: 80, interval: 1s, timeout: 900ms, weight: 1"),
            ],
        });
        Node before = Primary;
        using VipClient client = new(Lab);
        client.WaitUntilAnswering(StartLimit);
        VipReport report = client.Measure(static () => { }, TimeSpan.FromSeconds(4));
        Assert.IsLessThan(NoOutageMs, report.LongestOutageMs - report.ProbePauseMs, report.Detail);
        JsonNode health = Standby.Cli("node", "health", before.Id).Data;
        Assert.AreEqual(20, health["priorityTaken"]!.GetValue<int>(), health.ToJsonString());
        Assert.AreEqual("PASSING", State(before, before, "redis"));
        Assert.AreEqual(before.Id, Primary.Id);
    }

    private static string State(Node asked, Node of, string check)
    {
        CliResult result = asked.Cli("node", "health", of.Id);
        return result.Success
            ? result.Data["checks"]?.AsArray().FirstOrDefault(c => c!["check"]!.GetValue<string>() == check)?["state"]?.GetValue<string>() ?? ""
            : "";
    }

    private void StartServices()
    {
        foreach (LabHost host in (LabHost[])[Lab.HostA, Lab.HostB])
        {
            HostService service = new(host, Lab.Folder);
            services.Add(service);
            service.Start();
        }
    }

    private void AddSpareInterfaces()
    {
        foreach (LabHost host in (LabHost[])[Lab.HostA, Lab.HostB])
        {
            Shell.Run(host.Command("ip", "link", "add", "spare0", "type", "veth", "peer", "name", "spare1"));
            Shell.Run(host.Command("ip", "link", "set", "spare0", "up"));
            Shell.Run(host.Command("ip", "link", "set", "spare1", "up"));
        }
    }

    private HostService ServiceOf(Node node) => services[node == A ? 0 : 1];
}
