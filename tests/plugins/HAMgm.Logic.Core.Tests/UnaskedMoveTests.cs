using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.Peer;
using HAMgm.Contracts.Time;
using HAMgm.Logic.Core.Actions;
using HAMgm.Logic.Core.Observations;
using HAMgm.Logic.Core.Policy;
using HAMgm.Logic.Core.State;
using static HAMgm.Logic.Core.Tests.CoreBench;

namespace HAMgm.Logic.Core.Tests;

/// <summary>Moves that nobody asked for: health, fail-back, their damping; fences; raised terms; disks; T in two phases.</summary>
[TestClass]
public sealed class UnaskedMoveTests
{
    [TestMethod]
    [DataRow("auto_switch")]
    [DataRow("frozen")]
    [DataRow("peer")]
    public void Unhealthy_NothingToMoveTo_StaysAndAlertsOnce(string why)
    {
        var bench = Primary();
        if (why == "auto_switch")
        {
            bench.Policy = bench.Policy with { AutoSwitch = false };
        }
        else if (why == "frozen")
        {
            bench.Tell(Observation.FreezeRequested(1, frozen: true, force: true));
        }
        else
        {
            bench.PeerAnswers = false;
            bench.PeerSays(static m => m with { Flags = PeerStateFlags.HearsYou, Role = NodeState.Failed });
        }

        bench.Tell(Observation.HealthChanged(false));
        bench.Pass(100);

        Assert.AreEqual(NodeState.Primary, bench.State.Role);
        CollectionAssert.DoesNotContain(bench.RulesHit, "MOVE-UNHEALTHY");
        Assert.AreEqual(1, bench.Alerts.Count(static a => a == AlertKind.UnhealthyStays));
    }

    [TestMethod]
    public void Failback_ManualOrLowerPriorityOrTooEarly_Stays()
    {
        var bench = Primary();
        bench.Pass(2000);
        bench.Policy = bench.Policy with { FailbackAuto = true, FailbackDelay = Ms(5000) };
        bench.Pass(1000);
        bench.Policy = bench.Policy with { Priority = 90 };
        bench.Pass(500);

        CollectionAssert.DoesNotContain(bench.RulesHit, "MOVE-FAILBACK");
        bench.Pass(2500);
        CollectionAssert.Contains(bench.RulesHit, "MOVE-FAILBACK");
    }

    [TestMethod]
    public void Failback_PeerUnfitInBetween_TheDelayBeginsAnew()
    {
        var bench = Primary();
        bench.Policy = bench.Policy with { FailbackAuto = true, FailbackDelay = Ms(1000), Priority = 90 };
        bench.Pass(800);
        bench.PeerSays(static m => m with { Flags = PeerStateFlags.HearsYou });
        bench.Pass(800);

        CollectionAssert.DoesNotContain(bench.RulesHit, "MOVE-FAILBACK");
    }

    [TestMethod]
    [DataRow(0, 0)]
    [DataRow(1, 0)]
    [DataRow(2, 1000)]
    [DataRow(3, 2000)]
    [DataRow(6, 16000)]
    [DataRow(7, 30000)]
    [DataRow(1000, 30000)]
    public void HoldDown_GrowsWithTheMovesAndEndsAt30S(int moves, int milliseconds) =>
        Assert.AreEqual(Ms(milliseconds), new CoreBench().Policy.HoldDown(moves));

    [TestMethod]
    public void Unhealthy_AfterSeveralMoves_WaitsTheHoldDownAndHoldsMeanwhile()
    {
        var bench = Primary();
        bench.State.Moves = 4;
        bench.State.LastMoveAt = bench.Now;
        bench.Tell(Observation.HealthChanged(false));
        bench.Pass(3500);
        CollectionAssert.DoesNotContain(bench.RulesHit, "MOVE-UNHEALTHY");
        Assert.IsTrue(bench.State.IsBound);

        bench.Pass(1000);

        CollectionAssert.Contains(bench.RulesHit, "MOVE-UNHEALTHY");
    }

    // A fail-over after a death is never damped.
    [TestMethod]
    public void PrimaryDies_AfterManyMoves_TakenOverAsEver()
    {
        var bench = Under(5);
        bench.State.Moves = 20;
        bench.State.LastMoveAt = bench.Now;

        bench.Pass(300 + bench.Policy.ClaimLength.TotalMilliseconds);

        Assert.AreEqual(NodeState.Primary, bench.State.Role);
        Assert.AreEqual(21, bench.State.Moves);
    }

    [TestMethod]
    public void Fence_Ordered_BearsTheReservedTermAndNothingIsBoundBeforeItSucceeds()
    {
        var bench = RuleScenarios.Fencing();
        var order = bench.Actions.Single(static a => a.Kind == ActionKind.Fence);
        Assert.AreEqual(bench.State.Durable.ReservedTerm, order.Term);
        Assert.AreEqual(NodeState.Standby, bench.State.Role);
        bench.Pass(3000);
        Assert.IsFalse(bench.Actions.Exists(static a => a.Kind is ActionKind.Bind or ActionKind.Claim));

        bench.Tell(Observation.FenceEnded(order.Number, succeeded: true));
        bench.Pass(bench.Policy.ClaimLength.TotalMilliseconds + 50);

        Assert.AreEqual(NodeState.Primary, bench.State.Role);
        Assert.AreEqual(order.Term, bench.State.Term);
    }

    // Everything is looked at again after the fence: it proves nothing about what has happened meanwhile.
    [TestMethod]
    public void Fence_SucceededButTheWireAnswers_NoTakeOver()
    {
        var bench = RuleScenarios.Fencing();
        bench.Tell(Observation.WireAnswer(PeerMac));
        bench.Tell(Observation.FenceEnded(1, succeeded: true));
        bench.Pass(250);

        Assert.AreEqual(Phase.Idle, bench.State.Phase);
        Assert.IsFalse(bench.Actions.Exists(static a => a.Kind is ActionKind.Bind or ActionKind.Claim));
    }

    [TestMethod]
    public void Fence_PeerShowsItselfAfterIt_FencedAnew()
    {
        var bench = RuleScenarios.Fencing();
        bench.PeerBeats(5);
        bench.Tell(Observation.FenceEnded(1, succeeded: true));
        bench.Pass(400);

        Assert.AreEqual(Phase.Fencing, bench.State.Phase);
        Assert.AreEqual(2, bench.Actions.Count(static a => a.Kind == ActionKind.Fence));
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Fence_FailedOrNotEndedInTime_ThePolicyDecides(bool goesOn)
    {
        var bench = RuleScenarios.Fencing(goesOn);
        bench.Pass(bench.Policy.FenceTimeout.TotalMilliseconds + 1000);

        CollectionAssert.Contains(bench.Alerts.ToArray(), AlertKind.FenceFailed);
        Assert.AreEqual(goesOn, bench.State.Role == NodeState.Primary);
    }

    [TestMethod]
    public void Fence_ConsentAndHandOver_NeedNone()
    {
        Assert.AreEqual(Phase.Holding, Primary(static p => p with { FenceBeforeTakeOver = true }).State.Phase);
    }

    // R4: the lease goes on across the step, and the executor is told to raise what it holds.
    [TestMethod]
    public void PeerBidHigherAndGaveUp_PrimaryGoesAboveItWithoutAGap()
    {
        var bench = Primary();
        var lease = bench.State.LeaseUntil;
        bench.PeerSays(static m => m with { Term = new Epoch(7), HighestTerm = new Epoch(7) });
        bench.Pass(1);

        Assert.AreEqual(new Epoch(8), bench.State.Term);
        Assert.AreEqual(new Epoch(8), bench.State.Durable.LastPrimaryTerm);
        Assert.IsGreaterThanOrEqualTo(lease, bench.State.LeaseUntil);
        Assert.IsFalse(bench.Actions.Exists(static a => a.Kind == ActionKind.Release));
        bench.Pass(1000);
        Assert.IsTrue(bench.State.IsBound && bench.State.LeaseUntil > bench.Now);
    }

    [TestMethod]
    public void Disk_DoesNotAnswer_NotEligibleAndAlerted_AndAgainWhenItDoes()
    {
        var bench = Under(5);
        bench.DiskAnswers = false;
        bench.PeerBeats(9);
        bench.Pass(bench.Policy.DiskPatience.TotalMilliseconds - 100);
        Assert.IsTrue(bench.State.DiskWorks);
        bench.Pass(300);
        Assert.IsFalse(bench.State.DiskWorks);
        CollectionAssert.Contains(bench.Alerts.ToArray(), AlertKind.DiskSlow);

        bench.DiskAnswers = true;
        bench.Pass(1500);

        Assert.IsTrue(bench.State.DiskWorks);
    }

    [TestMethod]
    public void Disk_RefusesOnThePrimary_GoesOnHolding()
    {
        var bench = Primary();
        bench.DiskRefuses = true;
        bench.PeerSays(static m => m with { HighestTerm = new Epoch(20) });
        bench.Pass(3000);

        Assert.IsTrue(bench.State.IsBound);
        CollectionAssert.Contains(bench.Alerts.ToArray(), AlertKind.DiskRefuses);
    }

    // Design.md section 6: T changes in two phases. A longer one is told once a restart would wait for it.
    [TestMethod]
    public void TimeoutLengthened_ToldOnlyOnceItIsOnTheDisk()
    {
        var bench = Under(5);
        bench.DiskAnswers = false;
        bench.Policy = bench.Policy with { Timeout = Ms(900) };
        bench.PeerBeats(5);
        Assert.AreEqual(Ms(300), bench.Sent.Last().PromiseLength);
        Assert.IsGreaterThanOrEqualTo(bench.Now + Ms(900), bench.State.PromiseUntil);

        bench.Tell(Observation.Persisted(bench.State.PersistTicket, isDurable: true));
        bench.PeerBeats(5);

        Assert.AreEqual(Ms(900), bench.Sent.Last().PromiseLength);
    }

    // The longer T of both counts for whoever waits, the shorter for whoever holds.
    [TestMethod]
    public void TimeoutsDiffer_WireAnswer_PromisesTheLonger()
    {
        var bench = Under(5);
        bench.PeerBeats(5, static m => m with { PromiseLength = Ms(900) });
        bench.State.PromiseUntil = MonotonicTime.Never;

        bench.Tell(Observation.WireAnswer(PeerMac));

        Assert.AreEqual(bench.Now + Ms(900), bench.State.PromiseUntil);
    }

    // R6: whoever has told REL itself waits T after its last copy.
    [TestMethod]
    public void ReleasedByBoth_TheOtherOnesReleaseIsNotUsedAtOnce()
    {
        var bench = Under(5);
        bench.State.ToldReleasedUntil = bench.Now;
        bench.Forget();

        RuleScenarios.Release(bench);

        Assert.IsFalse(bench.Actions.Exists(static a => a.Kind == ActionKind.Bind));
    }
}
