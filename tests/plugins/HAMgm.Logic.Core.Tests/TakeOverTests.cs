using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.Peer;
using HAMgm.Contracts.Time;
using HAMgm.Logic.Core.Actions;
using HAMgm.Logic.Core.Observations;
using HAMgm.Logic.Core.Policy;
using HAMgm.Logic.Core.State;
using static HAMgm.Logic.Core.Tests.CoreBench;

namespace HAMgm.Logic.Core.Tests;

/// <summary>R5, R6, R8–R10, R13, R15, R17, R18, R20: taking, letting go, handing over.</summary>
[TestClass]
public sealed class TakeOverTests
{
    // R5: the promise has passed, T of silence, ten silent probes, fresh witness; R17: claim first.
    [TestMethod]
    public void Decide_PrimarySilent_ClaimsAMarginBeforeTAndBindsWhenTheClaimStood()
    {
        var bench = Under(5);

        bench.Pass(300 - bench.Policy.LeaseMargin.TotalMilliseconds - 1);
        Assert.AreEqual(Phase.Idle, bench.State.Phase);
        bench.Pass(2);
        Assert.AreEqual("TAKE-SILENT", bench.LastRule);
        Assert.IsFalse(bench.Actions.Exists(static a => a.Kind == ActionKind.Bind));
        bench.Pass(bench.Policy.ClaimLength.TotalMilliseconds + 2);
        Assert.AreEqual(NodeState.Primary, bench.State.Role);
        Assert.IsGreaterThan(new Epoch(5), bench.State.Term);
    }

    // R5: each condition by itself holds it off.
    [TestMethod]
    [DataRow("gateway")]
    [DataRow("probes")]
    [DataRow("health")]
    [DataRow("disk")]
    [DataRow("leaving")]
    [DataRow("stranger")]
    public void Decide_PrimarySilentButOneConditionMissing_NoTakeOver(string missing)
    {
        var bench = Under(5);
        bench.GatewayAnswers = missing != "gateway";
        bench.ProbesLeave = missing != "probes";
        if (missing == "health")
        {
            bench.Tell(Observation.HealthChanged(false));
        }
        else if (missing == "disk")
        {
            bench.Tell(Observation.Persisted(bench.State.PersistTicket, isDurable: false));
            bench.DiskAnswers = false;
        }
        else if (missing == "leaving")
        {
            bench.Tell(Observation.LeaveRequested);
        }

        for (var i = 0; i < 20; i++)
        {
            if (missing == "stranger")
            {
                bench.Tell(Observation.WireAnswer(0xEE));
            }

            bench.Pass(50);
        }

        Assert.IsFalse(bench.Actions.Exists(static a => a.Kind is ActionKind.Bind or ActionKind.Claim));
    }

    // R5: an answer from the peer's MAC renews the promise by T.
    [TestMethod]
    public void Decide_PeerAnswersOnTheWire_PromiseRenewed()
    {
        var bench = Under(5);
        bench.Pass(290);

        bench.Tell(Observation.WireAnswer(PeerMac));

        Assert.AreEqual(bench.Now + bench.Policy.Timeout, bench.State.PromiseUntil);
        Assert.AreEqual(0, bench.State.SilentProbes);
    }

    // R5: a foreign MAC alerts once, with the MAC; vip.on_duplicate take ignores it.
    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Decide_StrangerOnTheWire_AlertedOnceAndHeldOffUnlessTake(bool take)
    {
        var bench = Under(5, p => p with { TakeFromStranger = take });
        for (var i = 0; i < 14; i++)
        {
            bench.Pass(50);
            bench.Tell(Observation.WireAnswer(0xEE));
        }

        var alert = bench.Actions.Single(static a => a.Kind == ActionKind.Alert && a.Alert == AlertKind.Duplicate);
        Assert.AreEqual(0xEEUL, alert.Number);
        Assert.AreEqual(take, bench.Actions.Exists(static a => a.Kind == ActionKind.Claim));
    }

    // The winner of a conflict always announces again: a PRIMARY under a lease keeps, and takes its clients back.
    [TestMethod]
    public void Decide_StrangerWhilePrimary_AnnouncesOnceASecondUntilItHasBeenGoneForAWhile()
    {
        var bench = Primary();
        bench.PeerAnswers = true;
        bench.Pass(500);
        bench.Actions.Clear();
        bench.Tell(Observation.WireAnswer(0xEE, address: 1));
        var alert = bench.Actions.Single(static a => a.Kind == ActionKind.Alert && a.Alert == AlertKind.Duplicate);
        Assert.AreEqual(0xEE | (1UL << Observation.MacBits), alert.Number);
        Assert.AreEqual(1, bench.Actions.Count(static a => a.Kind == ActionKind.Announce));
        bench.Tell(Observation.WireAnswer(0xEE, address: 1));
        Assert.AreEqual(1, bench.Actions.Count(static a => a.Kind == ActionKind.Announce));
        for (var i = 0; i < 200; i++)
        {
            bench.Pass(100);
        }

        Assert.AreEqual(Phase.Holding, bench.State.Phase);
        var announcements = bench.Actions.Count(static a => a.Kind == ActionKind.Announce);
        Assert.IsTrue(announcements is >= 11 and <= 13, $"{announcements} announcements");
    }

    // Two strangers that take turns make one alert a second at most; one that comes back after a minute is told again.
    [TestMethod]
    public void Decide_StrangersTakeTurns_NoFloodOfAlerts()
    {
        var bench = Under(5);
        for (var i = 0; i < 100; i++)
        {
            bench.Tell(Observation.WireAnswer(i % 2 == 0 ? 0xEEUL : 0xEFUL));
        }

        Assert.AreEqual(1, bench.Actions.Count(static a => a.Kind == ActionKind.Alert && a.Alert == AlertKind.Duplicate));
    }

    // R6: usable when new, fresh, two probes silent, witness fresh.
    [TestMethod]
    public void Decide_PeerReleased_TakesAfterTwoSilentProbes()
    {
        var bench = Under(5);

        bench.PeerSays(static m => Release(m, 5));
        Assert.AreEqual(Phase.Idle, bench.State.Phase);
        bench.Pass(35);

        Assert.AreEqual("BIND-DONE", bench.LastRule);
        Assert.IsTrue(bench.Actions.Exists(static a => a.Kind == ActionKind.Transition && a.Rule!.Id == "TAKE-RELEASED"));
    }

    // R6: t ≥ the peer's highest claim.
    [TestMethod]
    public void Decide_ReleaseOfAnOlderTerm_NotUsed()
    {
        var bench = Under(5);

        bench.PeerSays(static m => Release(m, 3));
        bench.Pass(60);

        Assert.AreEqual(Phase.Idle, bench.State.Phase);
    }

    // R6: age ≤ I.
    [TestMethod]
    public void Decide_ReleaseTooOld_NotUsed()
    {
        var bench = Under(5);
        bench.GatewayAnswers = false;
        bench.PeerSays(static m => Release(m, 5));
        bench.Pass(101);
        bench.GatewayAnswers = true;

        bench.Pass(30);

        Assert.AreEqual(Phase.Idle, bench.State.Phase);
    }

    // R6: said to this life.
    [TestMethod]
    public void Decide_ReleaseToAnotherLife_NotUsed()
    {
        var bench = Under(5);

        bench.PeerSays(static m => Release(m, 5) with { ReceiverIncarnation = 99 });

        Assert.AreEqual(Epoch.None, bench.State.PeerReleased);
    }

    // R6: granting voids it.
    [TestMethod]
    public void Decide_ReleaseThenRequestOfPrimary_ReleaseVoid()
    {
        var bench = Under(5);
        bench.PeerSays(static m => Release(m, 5));

        bench.PeerBeats(7);

        Assert.AreEqual(Epoch.None, bench.State.PeerReleased);
    }

    // R15: a REL that was on its way before a stall proves nothing; a newer one does.
    [TestMethod]
    public void Decide_ReleaseAcknowledgingOldNumberAfterAStall_Ignored()
    {
        var bench = Under(5);
        var old = bench.State.Sequence;
        bench.Stall(200);

        bench.PeerSays(m => Release(m, 5) with { AckSequence = old });
        Assert.AreEqual(Epoch.None, bench.State.PeerReleased);

        bench.PeerSays(m => Release(m, 5) with { AckSequence = bench.State.Sequence });
        Assert.AreEqual(new Epoch(5), bench.State.PeerReleased);
    }

    // R15: others: P := max(P, now + T), evidence void.
    [TestMethod]
    public void Decide_StandbyStalls_PromisesAgainAndForgetsEvidence()
    {
        var bench = Under(5);
        bench.Pass(200);
        Assert.IsGreaterThan(0, bench.State.SilentProbes);
        bench.GatewayAnswers = false;
        bench.Stall(200);

        bench.Tell(Observation.Tick);

        Assert.AreEqual(bench.Now + bench.Policy.Timeout, bench.State.PromiseUntil);
        // One at most: the probe that was on its way when the stall began is counted after it.
        Assert.IsLessThanOrEqualTo(1, bench.State.SilentProbes);
        Assert.AreEqual(MonotonicTime.Never, bench.State.GatewayEvidenceAt);
        Assert.IsTrue(bench.Actions.Exists(static a => a.Kind == ActionKind.Alert && a.Alert == AlertKind.Stalled));
    }

    // R8c: lease out after a stall: release first, no witness.
    [TestMethod]
    public void Decide_PrimaryStallsBeyondItsLease_ReleasesBeforeAnythingElse()
    {
        var bench = Primary();
        bench.Pass(200);
        bench.Forget();
        bench.Stall(400);

        bench.Tell(Observation.Tick);

        Assert.AreEqual("HOLD-STALLED", bench.Actions.First(static a => a.Kind == ActionKind.Transition).Rule!.Id);
        Assert.IsFalse(bench.Actions.Exists(static a => a.Kind == ActionKind.Refresh));
        Assert.IsTrue(bench.Actions.Exists(static a => a.Kind == ActionKind.Release));
    }

    // R15: a stall within the lease changes nothing.
    [TestMethod]
    public void Decide_PrimaryStallsWithinItsLease_GoesOn()
    {
        var bench = Primary();
        bench.Stall(150);

        bench.Tell(Observation.Tick);

        Assert.AreEqual(Phase.Holding, bench.State.Phase);
    }

    // R8d: neither peer nor witness.
    [TestMethod]
    public void Decide_PrimaryIsolated_ReleasesWithinTAndTells()
    {
        var bench = Primary();
        bench.PeerAnswers = false;
        bench.GatewayAnswers = false;

        bench.Pass(300);

        Assert.IsTrue(bench.Actions.Exists(static a => a.Kind == ActionKind.Transition && a.Rule!.Id == "HOLD-ISOLATED"));
        Assert.IsTrue(bench.Sent.Last().Has(PeerStateFlags.Released));
        Assert.AreEqual(bench.State.Term, bench.Sent.Last().ReleasedTerm);
    }

    // R8: otherwise hold solo, under the gateway's evidence.
    [TestMethod]
    public void Decide_PeerDiesGatewayAnswers_HoldsOn()
    {
        var bench = Primary();
        bench.PeerAnswers = false;

        bench.Pass(3000);

        Assert.AreEqual(Phase.Holding, bench.State.Phase);
        Assert.IsFalse(bench.Actions.Exists(static a => a.Kind == ActionKind.Release));
    }

    // R8a: the peer says that it hears nobody, and could serve.
    [TestMethod]
    public void Decide_LeaseOutAndPeerBlind_Releases()
    {
        var bench = Primary();
        bench.PeerAnswers = false;
        bench.Pass(250);

        for (var i = 0; i < 3; i++)
        {
            bench.PeerSays(static m => m with { Flags = PeerStateFlags.Blind | PeerStateFlags.Eligible | PeerStateFlags.Healthy });
            bench.Pass(30);
        }

        Assert.IsTrue(bench.Actions.Exists(static a => a.Kind == ActionKind.Transition && a.Rule!.Id == "HOLD-BLIND-PEER"));
    }

    // R9: gateway evidence older than 100 ms is none.
    [TestMethod]
    [DataRow(99, true)]
    [DataRow(101, false)]
    public void Decide_GatewayEvidenceOfAnAge_CountsUpTo100Ms(int age, bool counts)
    {
        var bench = Under(5);
        bench.GatewayAnswers = false;
        bench.Pass(300 - bench.Policy.LeaseMargin.TotalMilliseconds - 1);
        bench.Tell(Observation.GatewayAnswer(fromVip: false, bench.Now + Ms(1) - Ms(age)));

        bench.Pass(1);

        Assert.AreEqual(counts ? Phase.Claiming : Phase.Idle, bench.State.Phase);
    }

    // R10: the lower term releases.
    [TestMethod]
    public void Decide_PrimaryHearsPrimaryOfHigherTerm_Releases()
    {
        var bench = Primary();
        bench.PeerAnswers = false;

        bench.PeerBeats(bench.State.Term.Value + 1);

        Assert.AreEqual("REL-DONE", bench.LastRule);
    }

    // R10: the winner announces, and gives way after T to one that does not hear it.
    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void Decide_PrimaryHearsPrimaryOfLowerTerm_AnnouncesAndGivesWayOnlyToADeafOne(bool hearsUs)
    {
        var bench = Primary();
        bench.PeerAnswers = false;
        for (var i = 0; i < 5; i++)
        {
            bench.PeerBeats(1, m => m with { Flags = hearsUs ? m.Flags : m.Flags & ~PeerStateFlags.HearsYou });
            bench.Pass(70);
        }

        Assert.IsTrue(bench.Actions.Exists(static a => a.Kind == ActionKind.Announce));
        Assert.AreEqual(!hearsUs, bench.Actions.Exists(static a => a.Kind == ActionKind.Transition && a.Rule!.Id == "HOLD-DEAF-PRIMARY"));
    }

    // R10: what lay in a queue behind a pulled cable tells of a PRIMARY that is none any more.
    [TestMethod]
    [DataRow(400, true)]
    [DataRow(700, false)]
    public void Decide_LowerPrimaryWhoseMessageWasHeldUp_IsAConflictOnlyIfItMayHoldStill(int milliseconds, bool isConflict)
    {
        var bench = Primary();
        var heard = bench.State.Sequence;
        bench.Pass(milliseconds);
        bench.Forget();

        bench.PeerBeats(1, m => m with { AckSequence = heard });

        Assert.AreEqual(isConflict, bench.Alerts.Contains(AlertKind.Conflict));
        Assert.AreEqual(isConflict, bench.Actions.Exists(static a => a.Kind == ActionKind.Announce));
        Assert.AreEqual(Phase.Holding, bench.State.Phase);
    }

    // R13: nothing is released before READY; HANDOVER is said only once it is released, and echoes READY.
    [TestMethod]
    public void Decide_Switch_ReleasesOnReadyAndHandsOverOnceReleased()
    {
        var bench = Primary();
        bench.PeerAnswers = false;
        bench.ReleaseAnswers = false;
        bench.Tell(Observation.SwitchRequested(9, force: false));
        var prepare = bench.Sent.Last();
        Assert.IsTrue(prepare.Has(PeerStateFlags.Prepare));
        Assert.IsFalse(bench.Actions.Exists(static a => a.Kind == ActionKind.Release));

        var ready = bench.PeerMessage(m => m with { EchoSequence = prepare.Sequence, Flags = m.Flags | PeerStateFlags.Ready });
        bench.Tell(Observation.PeerMessage(ready));
        Assert.IsTrue(bench.Actions.Exists(static a => a.Kind == ActionKind.Release));
        Assert.AreEqual(bench.Now + bench.Policy.Timeout, bench.State.PromiseUntil);
        Assert.IsFalse(bench.Sent.Any(static m => m.Has(PeerStateFlags.HandOver)));

        bench.Tell(Observation.Released(bench.State.Term));
        var handOver = bench.Sent.First(static m => m.Has(PeerStateFlags.HandOver));
        Assert.AreEqual(ready.Sequence, handOver.EchoSequence);
        bench.PeerSays(static m => m with { Role = NodeState.Primary, Term = new Epoch(3), Flags = m.Flags | PeerStateFlags.Holds });
        Assert.AreEqual(OperationResult.Taken, bench.Actions.Single(static a => a.Kind == ActionKind.Complete).Result);
    }

    // R13: no READY in time: nothing happened.
    [TestMethod]
    public void Decide_SwitchWithoutReady_NothingHappens()
    {
        var bench = Primary();
        bench.Tell(Observation.SwitchRequested(9, force: false));

        bench.Pass(1000);

        Assert.AreEqual(Phase.Holding, bench.State.Phase);
        Assert.AreEqual(OperationResult.NoAnswer, bench.Actions.Single(static a => a.Kind == ActionKind.Complete).Result);
    }

    // R13: B binds only before s_B + T − m, with that as its lease.
    [TestMethod]
    [DataRow(0, 0, true)]
    [DataRow(265, 0, true)]
    [DataRow(271, 0, false)]
    [DataRow(0, 1, false)]
    public void Decide_HandOver_BoundedByReadyAndOnlyThatOne(int late, int wrongEcho, bool taken)
    {
        var bench = Under(5);
        bench.BindAnswers = false;
        bench.GatewayAnswers = false;
        bench.PeerBeats(5, static m => m with { Flags = m.Flags | PeerStateFlags.Prepare });
        var readyAt = bench.Now;
        var ready = bench.Sent.Single(static m => m.Has(PeerStateFlags.Ready));
        bench.Pass(late);

        bench.PeerSays(m => Release(m, 5) with { EchoSequence = ready.Sequence + (ulong)wrongEcho, Flags = m.Flags | PeerStateFlags.HandOver });

        var binds = bench.Actions.Where(static a => a.Kind == ActionKind.Bind).ToArray();
        Assert.AreEqual(taken, binds.Length == 1);
        if (taken)
        {
            Assert.AreEqual(readyAt + bench.Policy.Timeout - bench.Policy.LeaseMargin, binds[0].Until);
        }
    }

    // R13, R15: a HANDOVER that was on its way before a stall is ignored.
    [TestMethod]
    public void Decide_HandOverAfterAStall_Ignored()
    {
        var bench = Under(5);
        bench.PeerBeats(5, static m => m with { Flags = m.Flags | PeerStateFlags.Prepare });
        var ready = bench.Sent.Single(static m => m.Has(PeerStateFlags.Ready));
        bench.Stall(200);

        bench.PeerSays(m => Release(m, 5) with { AckSequence = ready.Sequence, EchoSequence = ready.Sequence, Flags = m.Flags | PeerStateFlags.HandOver });

        Assert.IsFalse(bench.Actions.Exists(static a => a.Kind == ActionKind.Bind));
    }

    // R13: between READY and HANDOVER the taker's health fails.
    [TestMethod]
    public void Decide_HandOverToOneThatFailedMeanwhile_TakenAllTheSame()
    {
        var bench = Under(5);
        bench.PeerBeats(5, static m => m with { Flags = m.Flags | PeerStateFlags.Prepare });
        var ready = bench.Sent.Single(static m => m.Has(PeerStateFlags.Ready));
        bench.Tell(Observation.HealthChanged(false));

        bench.PeerSays(m => Release(m, 5) with { EchoSequence = ready.Sequence, Flags = m.Flags | PeerStateFlags.HandOver });

        // An ill holder serves better than none; it hands over again to a healthy peer.
        Assert.IsTrue(bench.Actions.Exists(static a => a.Kind == ActionKind.Bind));
    }

    // R13: one that could not take says so.
    [TestMethod]
    public void Decide_PrepareToAnUnhealthyNode_NotReady()
    {
        var bench = Under(5);
        bench.Tell(Observation.HealthChanged(false));

        bench.PeerBeats(5, static m => m with { Flags = m.Flags | PeerStateFlags.Prepare });

        Assert.IsTrue(bench.Sent.Last(static m => m.EchoSequence != 0).Has(PeerStateFlags.NotReady));
    }

    // R17: a claim that the gateway does not keep is given up, with a back-off of at least 2T.
    [TestMethod]
    public void Decide_ClaimNotKept_BacksOff()
    {
        var bench = Under(5);
        bench.Pass(302);
        Assert.AreEqual(Phase.Claiming, bench.State.Phase);
        bench.GatewayAnswers = false;

        bench.Pass(60);

        Assert.AreEqual(Phase.Idle, bench.State.Phase);
        Assert.IsGreaterThanOrEqualTo(bench.Now + Ms(500), bench.State.NoBidBefore);
        Assert.IsTrue(bench.Actions.Exists(static a => a.Kind == ActionKind.Alert && a.Alert == AlertKind.ClaimFailed));
    }

    // R18: one that released in isolation is barred, on the disk, until it hears the peer.
    [TestMethod]
    public void Decide_NoWitnessIsolated_BarredUntilThePeerIsHeard()
    {
        var bench = Primary(static p => p with { Witness = WitnessKind.None });
        bench.PeerAnswers = false;
        bench.Pass(3000);
        Assert.IsTrue(bench.Actions.Exists(static a => a.Kind == ActionKind.Persist && a.Facts.Barred));
        Assert.AreEqual(NodeState.Standby, bench.State.Role);

        bench.PeerSays();

        Assert.IsFalse(bench.State.Durable.Barred);
    }

    // R18: silent take-over only if the peer's last message was "PRIMARY, leased, hears you".
    [TestMethod]
    [DataRow(PeerStateFlags.Leased | PeerStateFlags.HearsYou, true)]
    [DataRow(PeerStateFlags.Leased, false)]
    [DataRow(PeerStateFlags.HearsYou, false)]
    public void Decide_NoWitnessPeerSilent_TakesOnlyFromALeasedOneThatHeard(PeerStateFlags last, bool takes)
    {
        var bench = Under(5, static p => p with { Witness = WitnessKind.None });
        bench.PeerBeats(5, m => m with { Flags = PeerStateFlags.Request | PeerStateFlags.Holds | last });

        bench.Pass(2000);

        Assert.AreEqual(takes, bench.Actions.Exists(static a => a.Kind == ActionKind.Bind));
    }

    // R19: what is not answered is repeated every s.
    [TestMethod]
    public void Decide_BeatNotAnswered_RepeatedEveryProbeSpacing()
    {
        var bench = Primary();
        bench.PeerAnswers = false;
        bench.Pass(100);
        bench.Forget();

        bench.Pass(100);

        Assert.IsInRange(9, 12, bench.Sent.Count());
    }

    // R20: auto_switch off: the STANDBY alerts and does not move; the last holder may resume.
    [TestMethod]
    public void Decide_AutoSwitchOff_OnlyTheLastHolderMoves()
    {
        var bench = Under(5, static p => p with { AutoSwitch = false });
        bench.Pass(3000);
        Assert.IsFalse(bench.Actions.Exists(static a => a.Kind is ActionKind.Bind or ActionKind.Claim));
        Assert.IsTrue(bench.Actions.Exists(static a => a.Kind == ActionKind.Alert && a.Alert == AlertKind.WouldSwitch));

        var holder = new CoreBench(static p => p with { AutoSwitch = false }, new() { Incarnation = 2, LastPrimaryTerm = new Epoch(4), HighestTerm = new Epoch(4) });
        holder.Tell(Observation.Tick);
        holder.Pass(1500);
        Assert.AreEqual(NodeState.Primary, holder.State.Role);
    }

    // Lone node: no peer configured: says nothing to anybody, needs no grant.
    [TestMethod]
    public void Decide_Single_BindsAfterTenSilentProbesAndSendsNothing()
    {
        var bench = new CoreBench(static p => p with { IsSingle = true }) { GatewayAnswers = false };
        bench.Tell(Observation.Tick);

        bench.Pass(5000);

        Assert.AreEqual(Phase.Holding, bench.State.Phase);
        Assert.IsEmpty(bench.Sent.ToArray());
        Assert.IsFalse(bench.Actions.Exists(static a => a.Kind == ActionKind.Release));
    }

    // Leaving: release, three times goodbye, then gone for this life.
    [TestMethod]
    public void Decide_LeaveAlone_ReleasesSaysGoodbyeAndStaysAway()
    {
        var bench = Primary();
        bench.PeerAnswers = false;
        bench.Pass(400);
        bench.Forget();

        bench.Tell(Observation.LeaveRequested);
        bench.Pass(2000);

        Assert.HasCount(1, bench.Actions.Where(static a => a.Kind == ActionKind.Release).ToArray());
        Assert.IsGreaterThanOrEqualTo(3, bench.Sent.Count(static m => m.Has(PeerStateFlags.Goodbye | PeerStateFlags.Released)));
        Assert.HasCount(1, bench.Actions.Where(static a => a.Kind == ActionKind.Left).ToArray());
        Assert.AreEqual(NodeState.Standby, bench.State.Role);
    }

    // R11: a bind that was given up in the meantime is undone.
    [TestMethod]
    public void Decide_BoundUnderAnOldTerm_Released()
    {
        var bench = Under(5);

        bench.Tell(Observation.Bound(new Epoch(2)));

        Assert.AreEqual(new Epoch(2), bench.Actions.Single(static a => a.Kind == ActionKind.Release).Term);
    }

    // Cadence: a PRIMARY whose address is gone must not ask to be woken at once, over and over.
    [TestMethod]
    public void Decide_HoldingWithoutAddress_SleepsBetweenDecisions()
    {
        var bench = Primary();
        bench.BindAnswers = false;
        bench.Tell(Observation.HoldLost(bench.State.Term));
        bench.Pass(120);

        bench.Tell(Observation.Tick);

        Assert.IsGreaterThan(bench.Now, bench.State.WakeAt);
    }

    private static PeerState Release(PeerState m, long term) => m with
    {
        Term = new Epoch(term),
        ReleasedTerm = new Epoch(term),
        Flags = (m.Flags | PeerStateFlags.Released) & ~PeerStateFlags.HearsYou,
    };
}
