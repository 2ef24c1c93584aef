using HAMgm.Daemon.Tests.Support;
using HAMgm.Linux.Time;

namespace HAMgm.Daemon.Tests.Live;

/// <summary>What becomes of the VIP when the service ends otherwise than in good order; in real network namespaces.</summary>
[TestClass]
public sealed class ReleaseTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public void Guard_ServiceKilled_AddressGoneThenPeerTold()
    {
        using PairOfNamespaces pair = new();
        using PeerListener peer = new(pair);
        using GuardedNode node = Holder(peer, "gate=hdm_gate").Start(pair.Node);
        int pid = node.WaitReady();
        Assert.IsTrue(pair.IsBound());
        long killedNs = BootClock.Now;
        GuardedNode.Signal(pid, "KILL");
        ExpectNotices(peer, killedNs, "sigkill");
        string released = node.WaitFor("released cause=died");
        Assert.Contains("removed=1 clear=True notices=3", released);
        Assert.DoesNotContain(PairOfNamespaces.Vip, Live(pair));
        Figures(released, "sigkill", killedNs);
        Assert.AreNotEqual(pid, node.WaitReady(2), "started again");
        Assert.IsTrue(pair.IsBound());
    }

    [TestMethod]
    public void Guard_ServiceFrozen_KilledAfterSilence()
    {
        using PairOfNamespaces pair = new();
        using PeerListener peer = new(pair);
        using GuardedNode node = Holder(peer).Start(pair.Node);
        int pid = node.WaitReady();
        long frozenNs = BootClock.Now;
        GuardedNode.Signal(pid, "STOP");
        ExpectNotices(peer, frozenNs, "sigstop");
        string released = node.WaitFor("released cause=silent");
        Assert.Contains("removed=1 clear=True notices=3", released);
        Assert.IsGreaterThan(150_000_000, GuardedNode.Field(released, "decided_ns") - frozenNs, "not before T_g after the last turn");
        Figures(released, "sigstop", frozenNs);
        node.WaitReady(2);
    }

    [TestMethod]
    [DataRow("freeze", "silent")]
    [DataRow("silent", "silent")]
    [DataRow("overdue", "overdue")]
    [DataRow("die:1", "died")]
    public void Guard_BrokenService_ReleasesAndStartsAgain(string mode, string cause)
    {
        using PairOfNamespaces pair = new();
        using PeerListener peer = new(pair);
        using GuardedNode node = Holder(peer, $"modes={mode},normal", "after_ms=200").Start(pair.Node);
        Assert.Contains("removed=1 clear=True notices=3", node.WaitFor($"released cause={cause}"));
        Assert.IsFalse(peer.Next(Patience)?.WasBound);
        node.WaitReady(2);
    }

    [TestMethod]
    [DataRow("foreign-pid")]
    [DataRow("garbage")]
    public void Guard_RecordOfSomebodyElse_IsNotActedOn(string mode)
    {
        using PairOfNamespaces pair = new();
        using PeerListener peer = new(pair);
        using GuardedNode node = Holder(peer, $"modes={mode}").Start(pair.Node);
        int pid = node.WaitReady();
        GuardedNode.Signal(pid, "KILL");
        node.WaitFor("service ended");
        Assert.AreEqual(0, node.Count("released"));
        Assert.IsNull(peer.Next(TimeSpan.FromMilliseconds(300)));
        Assert.IsTrue(pair.IsBound(), "a record that cannot be trusted deletes nothing; the kernel lease does");
    }

    [TestMethod]
    public void Guard_RecordDeletedWhileHeld_LastCopyCounts()
    {
        using PairOfNamespaces pair = new();
        using PeerListener peer = new(pair);
        using GuardedNode node = Holder(peer).Start(pair.Node);
        int pid = node.WaitReady();

        // The copy that counts is taken after READY; on a busy machine the guard gets to it later than this test would.
        Thread.Sleep(500);
        File.Delete(Path.Combine(node.DataDirectory, "guard.lease"));
        GuardedNode.Signal(pid, "KILL");
        Assert.Contains("removed=1 clear=True notices=3", node.WaitFor("released cause=died"));
        Assert.IsFalse(peer.Next(Patience)?.WasBound);
    }

    /// <summary>A debugger keeps the body of a dead service: nobody can reap it, but it is dead, and that is what counts.</summary>
    [TestMethod]
    public void Guard_DeadServiceUnderDebugger_ReleasedAllTheSame()
    {
        using PairOfNamespaces pair = new();
        using PeerListener peer = new(pair);
        using GuardedNode node = Holder(peer).Start(pair.Node);
        int pid = node.WaitReady();
        using (Debugger.Attach(pid))
        {
            GuardedNode.Signal(pid, "KILL");
            Assert.Contains("removed=1 clear=True notices=3", node.WaitFor("released cause=died"));
            Assert.IsFalse(peer.Next(Patience)?.WasBound);
            Assert.AreEqual(0, node.Count("service ended"));
        }

        node.WaitReady(2);
    }

    [TestMethod]
    public void Guard_SimulatedInterface_TellsWithoutDeleting()
    {
        using PairOfNamespaces pair = new();
        using PeerListener peer = new(pair);
        using GuardedNode node = new GuardedNode(
            $"address={PairOfNamespaces.Vip}",
            $"local={PairOfNamespaces.NodeAddress}",
            $"remote={PairOfNamespaces.PeerAddress}",
            $"port={peer.Port}").Start(pair.Node);
        GuardedNode.Signal(node.WaitReady(), "KILL");
        Assert.Contains("removed=0 clear=True notices=3", node.WaitFor("released cause=died"));
    }

    [TestMethod]
    public void Guard_AnnouncedRestart_AddressStaysForSuccessor()
    {
        using PairOfNamespaces pair = new();
        using PeerListener peer = new(pair);
        using GuardedNode node = Holder(peer, "modes=announce:1400,normal", "after_ms=200").Start(pair.Node);
        node.WaitFor("the new service has taken the holding up");
        Assert.AreEqual(0, node.Count("released"));
        Assert.IsNull(peer.Next(TimeSpan.FromMilliseconds(100)));
        Assert.IsTrue(pair.IsBound());
    }

    [TestMethod]
    public void Guard_AnnouncedRestartNotTakenUp_ReleasedInTime()
    {
        using PairOfNamespaces pair = new();
        using PeerListener peer = new(pair);
        using GuardedNode node = Holder(peer, "modes=announce:1000,adopt-not", "after_ms=200").Start(pair.Node);
        Assert.Contains("removed=1 clear=True notices=3", node.WaitFor("released cause=not-taken-up"));
        Assert.IsFalse(peer.Next(Patience)?.WasBound);
        // The successor says in its record that it holds nothing: that is enough, long before the time for it is over.
        Assert.IsLessThanOrEqualTo(2, node.Count("service ready"));
    }

    private static GuardedNode Holder(PeerListener peer, params string[] more) => new(
    [
        $"interface={PairOfNamespaces.Interface}",
        $"address={PairOfNamespaces.Vip}",
        $"local={PairOfNamespaces.NodeAddress}",
        $"remote={PairOfNamespaces.PeerAddress}",
        $"port={peer.Port}",
        .. more,
    ]);

    private static string Live(PairOfNamespaces pair) =>
        PairOfNamespaces.Shell($"ip netns exec {pair.Node} nft list set ip hdm_gate live", mayFail: true);

    private void ExpectNotices(PeerListener peer, long sinceNs, string name)
    {
        for (int copy = 1; copy <= 3; copy++)
        {
            (string text, string from, bool wasBound, long atNs) = peer.Next(Patience) ?? throw new AssertFailedException($"notice {copy} did not come");
            Assert.AreEqual("RELEASED", text);
            Assert.AreEqual(PairOfNamespaces.NodeAddress, from);
            Assert.IsFalse(wasBound, "the peer was told while the address was still bound");
            if (copy == 1)
            {
                TestContext.WriteLine($"FIGURE name=guard_{name}_first_notice_ms value={(atNs - sinceNs) / 1e6:F2}");
            }
        }
    }

    private void Figures(string released, string name, long sinceNs)
    {
        TestContext.WriteLine($"FIGURE name=guard_{name}_decided_ms value={(GuardedNode.Field(released, "decided_ns") - sinceNs) / 1e6:F2}");
        foreach (string part in new[] { "exit_us", "unbind_us", "told_us" })
        {
            TestContext.WriteLine($"FIGURE name=guard_{name}_{part} value={GuardedNode.Field(released, part)}");
        }
    }
}
