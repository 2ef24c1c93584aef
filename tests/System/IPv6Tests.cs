namespace HAMgm.SystemTests;

/// <summary>A VIP of IPv6 with a gateway of IPv6 as witness: the same faults, the same conduct.</summary>
[TestClass]
[TestCategory("System")]
[TestCategory("Long")]
public sealed class IPv6Tests : PairTest
{
    private const string Vip6 = "fd77::200";
    private static readonly NodeSettings Settings = new() { VipAddress = Vip6 + "/64", Gateways = "fd77::1" };

    [TestMethod]
    [RetryOnce]
    public void ServiceKilled_Moves() => Repeat("ipv6-sigkill-service", static (_, primary) => primary.Send(Signal.Kill, Victim.Service));

    [TestMethod]
    [RetryOnce]
    public void GuardAndServiceKilled_Moves() => Repeat("ipv6-sigkill-both", static (_, primary) => primary.Send(Signal.Kill, Victim.Both));

    [TestMethod]
    [RetryOnce]
    public void ServiceFrozen_Moves() => Repeat("ipv6-sigstop-service", static (_, primary) => primary.Send(Signal.Stop, Victim.Service));

    [TestMethod]
    [RetryOnce]
    public void PrimaryIsolated_ClaimAtTheGatewayAndMoves() => Repeat("ipv6-host-isolated", static (lab, primary) => lab.Isolate(primary.Host));

    [TestMethod]
    [RetryOnce]
    public void PrimaryDeaf_Moves() => Repeat("ipv6-deaf", static (lab, primary) => lab.Deaf(primary.Host));

    [TestMethod]
    [RetryOnce]
    public void SwitchForced_Moves() => Repeat(
        "ipv6-switch-force",
        static (_, primary) =>
        {
            CliResult result = primary.Cli("switch", "force", "--confirm");
            Assert.IsTrue(result.Success, result.ToString());
        });

    [TestMethod]
    [RetryOnce]
    public void OnlyThePeerLinkLost_NobodyMoves()
    {
        Start();
        using Pinger client = new(Lab, Vip6);
        client.WaitUntilAnswering(StartLimit);
        Node before = Holder();
        _ = client.LongestOutageMs();
        Lab.PartitionPeers();
        Thread.Sleep(4000);
        double outage = client.LongestOutageMs();
        Figure.Print(TestContext, "ipv6-peer-link-lost", [outage]);
        Assert.AreEqual(before.Id, Holder().Id);
        Assert.IsLessThan(Asserted(100), outage);
    }

    [TestMethod]
    [RetryOnce]
    public void VipDeleted_PutBackAtOnce()
    {
        Start();
        using Pinger client = new(Lab, Vip6);
        client.WaitUntilAnswering(StartLimit);
        Node before = Holder();
        _ = client.LongestOutageMs();
        Shell.Run(["ip", "-n", before.Host.Namespace, "address", "del", $"{Vip6}/64", "dev", "eth0"]);
        Thread.Sleep(2000);
        double outage = client.LongestOutageMs();
        Figure.Print(TestContext, "ipv6-vip-deleted", [outage]);
        Assert.AreEqual(before.Id, Holder().Id);
        before.WaitForLog("vip put back", Patience.Seconds(2));
    }

    private void Start()
    {
        MakePair(Settings);
        A.Start();
        B.Start();
        WaitForRoles();
    }

    private void WaitForRoles() => Wait.Until(
        () => (A.Role(), B.Role()) is ("PRIMARY", "STANDBY") or ("STANDBY", "PRIMARY") && Has(A) != Has(B),
        StartLimit,
        () => $"a PRIMARY and a STANDBY; {A.Id} says {A.Role()}, {B.Id} says {B.Role()}");

    private static bool Has(Node node) => Lab.HasAddress(node.Host, Vip6);

    private Node Holder() => Has(A) != Has(B) ? (Has(A) ? A : B) : throw new InvalidOperationException($"A {Has(A)}, B {Has(B)}");

    private void Repeat(string name, Action<Lab, Node> fault)
    {
        Start();
        using Pinger client = new(Lab, Vip6);
        List<double> outages = [];
        for (int run = 0; run < Runs; run++)
        {
            client.WaitUntilAnswering(StartLimit);
            Node before = Holder();
            Node heir = before == A ? B : A;
            _ = client.LongestOutageMs();
            fault(Lab, before);
            Wait.Until(() => Has(heir), StartLimit, $"{heir.Id} takes over");
            Thread.Sleep(1500);
            outages.Add(client.LongestOutageMs());
            Lab.Heal();
            foreach (Node node in (Node[])[A, B])
            {
                Signals.Send(Janitor.Processes(node.Host.Namespace), Signal.Continue);
            }

            Wait.Until(
                () =>
                {
                    foreach (Node node in ((Node[])[A, B]).Where(static node => !node.IsRunning))
                    {
                        node.Start();
                    }

                    return Has(A) != Has(B);
                },
                StartLimit,
                "one holder after the fault");
            WaitForRoles();
            Assert.AreEqual(heir.Id, Holder().Id, "the VIP moved back by itself");
        }

        Figure.Print(TestContext, name, outages);
    }
}
