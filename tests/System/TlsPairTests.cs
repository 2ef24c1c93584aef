namespace HAMgm.SystemTests;

/// <summary>
/// A pair with certificates of its own: TLS on the peer link, session keys for the datagrams, roles on the Thrift port. What the fault table promises
/// holds with them, too.
/// </summary>
[TestClass]
[TestCategory("System")]
public sealed class TlsPairTests : PairTest
{
    private const string Viewer = "grafana";
    private const string Admin = "alice";
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(2);

    [TestMethod]
    [RetryOnce]
    public void TlsPair_KilledIsolatedAndSwitched_SameBoundsAsWithout()
    {
        string folder = Certificates.Make(Lab);
        StartPair(new NodeSettings { CertificateFolder = folder });
        foreach (Node node in (Node[])[A, B])
        {
            // The keys of the datagrams are agreed on over the connections, a moment after the roles are.
            Wait.Until(() => Authentication(node) == "hmac-session", StartLimit, () => $"session keys at {node.Id}: {Authentication(node)}");
        }

        using VipClient client = new(Lab);
        (string Name, double Bound, Action<Node> Fault)[] faults =
        [
            ("switch-force-tls", 20, primary => AssertDone(primary.Cli("switch", "force", "--confirm"))),
            ("sigkill-service-tls", 150, primary => primary.Send(Signal.Kill, Victim.Service)),
            ("host-isolated-tls", 350, primary => Lab.Isolate(primary.Host)),
        ];
        foreach ((string name, double bound, Action<Node> fault) in faults)
        {
            List<double> outages = [];
            for (int run = 0; run < Runs; run++)
            {
                client.WaitUntilAnswering(StartLimit);
                (Node before, Node heir) = (Primary, Standby);
                VipReport report = client.Measure(() => fault(before), Window);
                Assert.AreEqual(0, report.TwoHolderSamples, $"two holders after {name}: {report.Detail}");
                Assert.IsTrue(heir.HasVip, $"{heir.Id} did not take over: {report.Detail}");
                outages.Add(report.LongestOutageMs);
                Restore();
            }

            Assert.IsLessThanOrEqualTo(Asserted(bound), Figure.Print(TestContext, "hamgm-" + name, outages), $"median outage after {name}");
        }
    }

    [TestMethod]
    [RetryOnce]
    public void TlsPair_Viewer_ReadsAndIsRefusedAndTheAuditLogSaysSo()
    {
        string folder = Certificates.Make(Lab);
        StartPair(new NodeSettings { CertificateFolder = folder });
        CliResult Ask(string certificate, params string[] command) =>
            Standby.Cli([.. command, "--host", Primary.Host.Address, "--port", "9090", .. Certificates.Options(folder, certificate)]);
        string before = Primary.Id;
        AssertDone(Ask(Viewer, "cluster", "status"));
        CliResult refused = Ask(Viewer, "switch", "force", "--confirm");
        Assert.AreEqual(4, refused.ExitCode, refused.ToString());
        Assert.AreEqual(before, Primary.Id);
        StringAssert.Contains(File.ReadAllText(Path.Combine(Primary.Folder, "data", "audit", "audit.jsonl")), "grafana");
        AssertDone(Ask(Admin, "switch", "force", "--confirm"));
        Assert.AreNotEqual(before, Primary.Id);
    }

    private static string Authentication(Node node)
    {
        CliResult status = node.Cli("node", "status");
        return status.Success ? status.Data["peerAuthentication"]?.GetValue<string>() ?? "" : "";
    }

    private static void AssertDone(CliResult result) => Assert.IsTrue(result.Success, result.ToString());
}
