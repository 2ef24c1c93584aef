namespace HAMgm.SystemTests;

/// <summary>A third machine has the VIP, too: it is named by its MAC, and the pair does what vip.on_duplicate says.</summary>
[TestClass]
[TestCategory("System")]
public sealed class DuplicateOwnerTests : PairTest
{
    [TestMethod]
    [RetryOnce]
    public void Squatter_HolderStaysAnnouncesAndNamesTheMac()
    {
        StartPair();
        Node before = Primary;
        Squat();
        before.WaitForLog(Lab.Watch.Mac, Patience.Seconds(20));
        string log = before.ServiceLogText();
        Assert.Contains("duplicate_vip", log);
        Assert.Contains(Lab.Vip, log);

        // Whoever asked the squatter last comes back within a second or so.
        for (int i = 0; i < 3; i++)
        {
            Shell.Run(["ip", "-n", Lab.Client.Namespace, "neigh", "replace", Lab.Vip, "lladdr", Lab.Watch.Mac, "nud", "reachable", "dev", "eth0"]);
            Wait.Until(() => ClientsEntry().Contains(before.Host.Mac, StringComparison.Ordinal), Patience.Seconds(4), $"the client's entry is {before.Id}'s: {ClientsEntry()}");
        }

        Assert.AreEqual(before.Id, Primary.Id);
        Assert.AreEqual("PRIMARY", before.Role());
    }

    [TestMethod]
    [RetryOnce]
    [TestCategory("Long")]
    public void SquatterAndThePrimaryDies_HoldOffUntilItIsGone()
    {
        StartPair();
        Node before = Primary;
        Node heir = Standby;
        Squat();
        before.Send(Signal.Kill, Victim.Both);
        heir.WaitForLog(Lab.Watch.Mac, Patience.Seconds(10));
        Thread.Sleep(3000);
        Assert.IsFalse(heir.HasVip, "the heir took an address that a stranger answers for");
        Unsquat();
        Wait.Until(() => heir.HasVip, StartLimit, $"{heir.Id} takes over when the stranger is gone");
    }

    [TestMethod]
    [RetryOnce]
    [TestCategory("Long")]
    public void SquatterAndThePrimaryDies_TakeTakesItAndAnnounces()
    {
        StartPair(new NodeSettings { OnDuplicate = "take" });
        Node before = Primary;
        Node heir = Standby;
        Squat();
        before.Send(Signal.Kill, Victim.Both);
        Wait.Until(() => heir.HasVip, StartLimit, $"{heir.Id} takes over all the same");
        heir.WaitForLog(Lab.Watch.Mac, Patience.Seconds(20));
    }

    // The watching host is not needed here, and is a third machine on the segment.
    private void Squat() => Shell.Run(["ip", "-n", Lab.Watch.Namespace, "address", "add", $"{Lab.Vip}/24", "dev", "eth0"]);

    private void Unsquat() => Shell.Run(["ip", "-n", Lab.Watch.Namespace, "address", "del", $"{Lab.Vip}/24", "dev", "eth0"]);

    private string ClientsEntry() => Shell.TryRun(["ip", "-n", Lab.Client.Namespace, "neigh", "show", Lab.Vip]).Output;
}
