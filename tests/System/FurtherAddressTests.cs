namespace HAMgm.SystemTests;

/// <summary>vip.more: further addresses, IPv4 and IPv6, on two interfaces, move with the first one.</summary>
[TestClass]
[TestCategory("System")]
public sealed class FurtherAddressTests : PairTest
{
    private static readonly string[] Further = ["192.168.77.201", "fd77::200", "192.168.78.200", "fd78::200"];

    private static readonly NodeSettings Settings = new()
    {
        More = ["192.168.77.201/24", "fd77::200/64", "192.168.78.200/24", "fd78::200/64"],
    };

    [TestMethod]
    [RetryOnce]
    public void ServiceKilled_AllMoveTogether() => Move("sigkill-service", static primary => primary.Send(Signal.Kill, Victim.Service), 1500);

    [TestMethod]
    [RetryOnce]
    [TestCategory("Long")]
    public void GuardAndServiceKilled_AllMoveTogether() => Move("sigkill-both", static primary => primary.Send(Signal.Kill, Victim.Both), 4000);

    [TestMethod]
    [RetryOnce]
    [TestCategory("Long")]
    public void SwitchForced_AllMoveTogether() => Move(
        "switch",
        static primary =>
        {
            CliResult result = primary.Cli("switch", "force", "--confirm");
            Assert.IsTrue(result.Success, result.ToString());
        },
        1000);

    private void Move(string name, Action<Node> fault, double bound)
    {
        Lab.AddSecondNetwork();
        StartPair(Settings);
        Pinger[] pingers = [.. Further.Prepend(Lab.Vip).Select(address => new Pinger(Lab, address))];
        try
        {
            for (int run = 0; run < Runs; run++)
            {
                foreach (Pinger pinger in pingers)
                {
                    pinger.WaitUntilAnswering(StartLimit);
                }

                Node before = Primary;
                Node heir = Standby;
                foreach (Pinger pinger in pingers)
                {
                    _ = pinger.LongestOutageMs();
                }

                fault(before);
                Wait.Until(() => heir.HasVip, StartLimit, $"{heir.Id} takes over");
                Thread.Sleep(1500);
                foreach (Pinger pinger in pingers)
                {
                    Assert.IsTrue(Lab.HasAddress(heir.Host, pinger.Address), $"{heir.Id} has not {pinger.Address}");
                    double outage = pinger.LongestOutageMs();
                    Figure.Print(TestContext, $"{name}-{pinger.Address}", [outage]);
                    Assert.IsLessThan(Asserted(bound), outage, pinger.Address);
                }

                // What a killed pair of processes left goes with the kernel's lease.
                Wait.Until(
                    () => pingers.All(pinger => !Lab.HasAddress(before.Host, pinger.Address)),
                    TimeSpan.FromSeconds(4),
                    $"{before.Id} has none of the addresses any more");
                Restore();
            }
        }
        finally
        {
            foreach (Pinger pinger in pingers)
            {
                pinger.Dispose();
            }
        }
    }
}
