using System.Globalization;

namespace HAMgm.SystemTests;

/// <summary>The laboratory's faults are what they are called, and its instruments keep their rhythm.</summary>
[TestClass]
[TestCategory("System")]
public sealed class LabTests : SystemTest
{
    [TestMethod]
    public void NoFault_EverybodyReachesEverybody()
    {
        MustReach(Lab.HostA, Lab.HostB);
        MustReach(Lab.HostA, Lab.Gateway);
        MustReach(Lab.Client, Lab.HostB);
        Assert.AreEqual(0, Shell.TryRun(Lab.HostA.Command("ping", "-6", "-c", "1", "-W", "1", Lab.HostB.Address6)).ExitCode);
    }

    [TestMethod]
    public void PartitionPeers_NodesReachTheGatewayButNotEachOther()
    {
        Lab.PartitionPeers();
        Assert.IsFalse(Reaches(Lab.HostA, Lab.HostB));
        MustReach(Lab.HostA, Lab.Gateway);
        MustReach(Lab.HostB, Lab.Gateway);
        Lab.Heal();
        MustReach(Lab.HostA, Lab.HostB);
    }

    [TestMethod]
    public void Mute_HearsButIsNotHeard()
    {
        MustReach(Lab.Client, Lab.HostA);
        Lab.Mute(Lab.HostA);
        long before = EchosHeard(Lab.HostA);
        Assert.IsFalse(Reaches(Lab.Client, Lab.HostA));
        Assert.IsGreaterThan(before, EchosHeard(Lab.HostA));
    }

    [TestMethod]
    public void Deaf_IsHeardButDoesNotHear()
    {
        MustReach(Lab.HostA, Lab.Client);
        Lab.Deaf(Lab.HostA);
        long heardByA = EchosHeard(Lab.HostA);
        long heardByClient = EchosHeard(Lab.Client);
        Assert.IsFalse(Reaches(Lab.Client, Lab.HostA));
        Assert.AreEqual(heardByA, EchosHeard(Lab.HostA));
        Assert.IsFalse(Reaches(Lab.HostA, Lab.Client));
        Assert.IsGreaterThan(heardByClient, EchosHeard(Lab.Client));
    }

    [TestMethod]
    public void CutNode_CarrierIsLostUntilHealed()
    {
        Lab.CutNode(Lab.HostA);
        Assert.IsFalse(Reaches(Lab.Client, Lab.HostA));
        Assert.Contains("NO-CARRIER", Shell.Run(["ip", "-n", Lab.HostA.Namespace, "link", "show", "eth0"]));
        Lab.Heal();

        MustReach(Lab.Client, Lab.HostA);
    }

    [TestMethod]
    public void Loss_LosesAboutThatShare()
    {
        Lab.Loss(Lab.HostA, 30);
        string said = Shell.TryRun(Lab.Client.Command("ping", "-q", "-c", "400", "-i", "0.002", "-W", "1", Lab.HostA.Address)).Output;
        int received = int.Parse(said.Split(" received", 2)[0].Split(' ')[^1], CultureInfo.InvariantCulture);

        // Both ways lose 30 %: 49 % come back, 196 of 400; the bounds are six standard deviations away.
        Assert.IsTrue(received is > 136 and < 256, said);
    }

    [TestMethod]
    public void Instruments_TwoHoldersAndAGap_AreSeenAsTheyAre()
    {
        Bind(Lab.HostA, "add");
        using VipClient client = new(Lab);
        client.WaitUntilAnswering(TimeSpan.FromSeconds(5));
        VipReport both = client.Measure(() => Bind(Lab.HostB, "add"), TimeSpan.FromMilliseconds(500));
        Assert.IsGreaterThan(50, both.TwoHolderSamples, both.Detail);
        Bind(Lab.HostB, "delete");
        client.WaitUntilAnswering(TimeSpan.FromSeconds(5));

        VipReport gap = client.Measure(
            () =>
            {
                Bind(Lab.HostA, "delete");
                Thread.Sleep(200);
                Bind(Lab.HostA, "add");
            },
            TimeSpan.FromMilliseconds(500));
        Assert.AreEqual(0, gap.TwoHolderSamples, gap.Detail);
        Assert.IsTrue(gap.LongestOutageMs is >= 200 and < 300, gap.Detail);
    }

    private static void Bind(LabHost host, string verb) =>
        Shell.Run(["ip", "-n", host.Namespace, "address", verb, Lab.Vip + "/24", "dev", "eth0"]);

    /// <summary>Within seconds, not at once: the kernel reports a carrier that is back, and asks again for a neighbour that was silent, up to a second later.</summary>
    private static void MustReach(LabHost from, LabHost to) =>
        Wait.Until(() => Reaches(from, to), TimeSpan.FromSeconds(5), $"{from.Name} reaches {to.Name}");

    private static bool Reaches(LabHost from, LabHost to) =>
        Shell.TryRun(from.Command("ping", "-n", "-c", "1", "-W", "1", to.Address)).ExitCode == 0;

    /// <summary>How many echo requests the host's kernel has received (InEchos of RFC 1213).</summary>
    private static long EchosHeard(LabHost host)
    {
        string[][] lines = [.. Shell.Run(host.Command("cat", "/proc/net/snmp"))
            .Split('\n')
            .Where(static line => line.StartsWith("Icmp:", StringComparison.Ordinal))
            .Select(static line => line.Split(' '))];
        return long.Parse(lines[1][Array.IndexOf(lines[0], "InEchos")], CultureInfo.InvariantCulture);
    }
}
