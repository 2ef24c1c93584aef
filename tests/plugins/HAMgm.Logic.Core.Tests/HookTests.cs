using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.Hooks;
using HAMgm.Contracts.Peer;
using HAMgm.Logic.Core.Actions;
using HAMgm.Logic.Core.Observations;
using HAMgm.Logic.Core.State;
using static HAMgm.Logic.Core.Tests.CoreBench;
using static HAMgm.Logic.Core.Tests.RuleScenarios;

namespace HAMgm.Logic.Core.Tests;

/// <summary>Hooks before a change of roles (ADR 0046).</summary>
[TestClass]
public sealed class HookTests
{
    // Asked for a hand-over.

    [TestMethod]
    public void Prepare_HooksConfigured_RunOnceWithTheReservedTermAndNotReadyYet()
    {
        var bench = Under(5, WithHooks);
        Prepare(bench);
        Prepare(bench);

        var run = bench.Actions.Single(static a => a.Kind == ActionKind.RunHooks);
        Assert.AreEqual((HookPoint.BeforePromote, bench.State.Durable.ReservedTerm, true), (run.Point, run.Term, run.Yes));
        Assert.AreEqual(Phase.Idle, bench.State.Phase);
        Assert.IsTrue(bench.Sent.Last().Has(PeerStateFlags.Preparing));
        Assert.IsFalse(bench.Sent.Any(static m => m.Has(PeerStateFlags.Ready) || m.Has(PeerStateFlags.NotReady)));

        bench.Tell(Observation.HooksEnded(run.Number, succeeded: true));
        Prepare(bench);

        Assert.IsTrue(bench.Sent.Last().Has(PeerStateFlags.Ready));
        Assert.AreEqual(run.Term, bench.Sent.Last().BidTerm);
    }

    [TestMethod]
    public void Prepare_NoHooks_ReadyAtOnce()
    {
        var bench = Under(5);
        Prepare(bench);
        Assert.IsTrue(bench.Sent.Last().Has(PeerStateFlags.Ready));
        Assert.IsFalse(bench.Actions.Exists(static a => a.Kind == ActionKind.RunHooks));
    }

    [TestMethod]
    public void Prepare_HooksFail_RefusedWithTheReasonAndNotFitForAWhile()
    {
        var bench = Under(5, WithHooks);
        Prepare(bench);
        bench.Tell(Observation.HooksEnded(1, succeeded: false));
        Prepare(bench);

        Assert.IsTrue(bench.Sent.Last().Has(PeerStateFlags.NotReady | PeerStateFlags.Preparing));
        Assert.IsFalse(bench.Sent.Last().Has(PeerStateFlags.Eligible));
        CollectionAssert.Contains(bench.Alerts.ToArray(), AlertKind.HooksFailed);
    }

    [TestMethod]
    public void Prepare_HooksDoNotEnd_RefusedAfterTheirTimeout()
    {
        var bench = Under(5, WithHooks);
        for (var i = 0; i < 25; i++)
        {
            Prepare(bench);
            bench.Pass(50);
        }

        Prepare(bench);
        Assert.IsTrue(bench.Sent.Last().Has(PeerStateFlags.NotReady | PeerStateFlags.Preparing));
        Assert.AreEqual(1, bench.Actions.Count(static a => a.Kind == ActionKind.RunHooks));

        // Too late: it counts no more.
        bench.Tell(Observation.HooksEnded(1, succeeded: true));
        Prepare(bench);
        Assert.IsTrue(bench.Sent.Last().Has(PeerStateFlags.NotReady));
    }

    [TestMethod]
    public void Prepare_AfterwardsThePrimaryDies_TakenOverWithoutAnotherRun()
    {
        var bench = Under(5, WithHooks);
        Prepare(bench);
        bench.Tell(Observation.HooksEnded(1, succeeded: true));
        bench.Pass(300 + bench.Policy.ClaimLength.TotalMilliseconds);

        Assert.AreEqual(NodeState.Primary, bench.State.Role);
        Assert.AreEqual(1, bench.Actions.Count(static a => a.Kind == ActionKind.RunHooks));
    }

    // By itself.

    [TestMethod]
    public void Silence_HooksRunAndNothingIsBoundBeforeTheyEnd()
    {
        var bench = Preparing();
        var run = bench.Actions.Single(static a => a.Kind == ActionKind.RunHooks);
        Assert.AreEqual((HookPoint.BeforePromote, bench.State.Durable.ReservedTerm, false), (run.Point, run.Term, run.Yes));
        Assert.AreEqual(NodeState.Standby, bench.State.Role);
        bench.Pass(500);
        Assert.IsFalse(bench.Actions.Exists(static a => a.Kind is ActionKind.Bind or ActionKind.Claim));

        bench.Tell(Observation.HooksEnded(run.Number, succeeded: true));
        bench.Pass(bench.Policy.ClaimLength.TotalMilliseconds + 50);

        Assert.AreEqual(NodeState.Primary, bench.State.Role);
        Assert.AreEqual(run.Term, bench.State.Term);
    }

    [TestMethod]
    public void Silence_HooksSucceedButTheWireAnswers_NoTakeOver()
    {
        var bench = Preparing();
        bench.Tell(Observation.WireAnswer(PeerMac));
        bench.Tell(Observation.HooksEnded(1, succeeded: true));
        bench.Pass(250);
        Assert.IsFalse(bench.Actions.Exists(static a => a.Kind is ActionKind.Bind or ActionKind.Claim));
    }

    [TestMethod]
    public void Silence_HooksFail_NoTakeOverAndTriedAgainWithTheSameTerm()
    {
        var bench = Preparing();
        var term = bench.State.Durable.ReservedTerm;
        bench.Tell(Observation.HooksEnded(1, succeeded: false));
        bench.Pass(4000);
        Assert.IsFalse(bench.Actions.Exists(static a => a.Kind is ActionKind.Bind or ActionKind.Claim));
        Assert.AreEqual(1, bench.Actions.Count(static a => a.Kind == ActionKind.RunHooks));

        bench.HooksSucceed = true;
        bench.Pass(2500);

        Assert.AreEqual(NodeState.Primary, bench.State.Role);
        Assert.AreEqual(term, bench.State.Term);
        Assert.AreEqual(2, bench.Actions.Count(static a => a.Kind == ActionKind.RunHooks));
    }

    [TestMethod]
    public void Silence_ThePrimaryComesBack_WhatTheyPreparedCountsNoMore()
    {
        var bench = Preparing();
        bench.PeerBeats(5);
        Assert.AreEqual(Phase.Idle, bench.State.Phase);
        bench.Tell(Observation.HooksEnded(1, succeeded: true));
        bench.PeerBeats(5);
        bench.Pass(350);

        Assert.AreEqual(Phase.Preparing, bench.State.Phase);
        Assert.AreEqual(2, bench.Actions.Count(static a => a.Kind == ActionKind.RunHooks));
    }

    // On the PRIMARY.

    [TestMethod]
    public void Switch_BeforeDemoteConfigured_RunsBeforePrepareIsAsked()
    {
        var bench = Primary(WithHooks);
        bench.Tell(Observation.SwitchRequested(7, force: false));
        var run = bench.Actions.Single(static a => a.Kind == ActionKind.RunHooks);
        Assert.AreEqual((HookPoint.BeforeDemote, bench.State.Term), (run.Point, run.Term));
        bench.Pass(500);
        Assert.IsFalse(bench.Sent.Any(static m => m.Has(PeerStateFlags.Prepare)));

        bench.Tell(Observation.HooksEnded(run.Number, succeeded: true));
        Assert.IsTrue(bench.Sent.Last().Has(PeerStateFlags.Prepare));
    }

    [TestMethod]
    public void Switch_BeforeDemoteFails_CalledOff()
    {
        var bench = Primary(WithHooks);
        bench.Tell(Observation.SwitchRequested(7, force: false));
        bench.Tell(Observation.HooksEnded(bench.State.Hooks.Number, succeeded: false));

        CollectionAssert.Contains(bench.Results.ToArray(), (7UL, OperationResult.HooksFailed));
        Assert.AreEqual(NodeState.Primary, bench.State.Role);
        Assert.IsTrue(bench.State.IsBound);
        Assert.IsFalse(bench.Sent.Any(static m => m.Has(PeerStateFlags.Prepare)));
    }

    // The peer is preparing for longer than READY is waited for otherwise.
    [TestMethod]
    public void Switch_PeerIsPreparing_WaitedForAsLongAsItSaysSo()
    {
        var bench = Primary();
        bench.Tell(Observation.SwitchRequested(7, force: false));
        for (var i = 0; i < 30; i++)
        {
            PeerAnswersPrepare(bench, PeerStateFlags.Preparing);
            bench.Pass(100);
        }

        Assert.IsEmpty(bench.Results);
        PeerAnswersPrepare(bench, PeerStateFlags.NotReady | PeerStateFlags.Preparing);
        CollectionAssert.Contains(bench.Results.ToArray(), (7UL, OperationResult.PeerHooksFailed));
        Assert.IsTrue(bench.State.IsBound);
    }

    [TestMethod]
    public void Switch_PeerStopsSayingThatItPrepares_NoAnswer()
    {
        var bench = Primary();
        bench.Tell(Observation.SwitchRequested(7, force: false));
        PeerAnswersPrepare(bench, PeerStateFlags.Preparing);
        bench.Pass(600);
        CollectionAssert.Contains(bench.Results.ToArray(), (7UL, OperationResult.NoAnswer));
    }

    // What before-demote has stopped must be started again.
    [TestMethod]
    public void Switch_CalledOffAfterBeforeDemote_AfterPromoteRunsAgain()
    {
        var bench = Primary(WithHooks);
        bench.HooksSucceed = true;
        bench.Tell(Observation.SwitchRequested(7, force: false));
        PeerAnswersPrepare(bench, PeerStateFlags.NotReady | PeerStateFlags.Preparing);

        var last = bench.Actions.Last(static a => a.Kind == ActionKind.RunHooks);
        Assert.AreEqual((HookPoint.AfterPromote, bench.State.Term, 0UL), (last.Point, last.Term, last.Number));
    }

    // A node that stops goes on all the same, and does not wait for ever.
    [TestMethod]
    public void Leave_BeforeDemoteFailsOrDoesNotEnd_Bounded()
    {
        var failed = Primary(WithHooks);
        failed.Tell(Observation.LeaveRequested);
        failed.Tell(Observation.HooksEnded(failed.State.Hooks.Number, succeeded: false));
        Assert.IsTrue(failed.Sent.Last().Has(PeerStateFlags.Prepare));

        var stuck = Primary(static p => WithHooks(p) with { DemoteHookTimeout = Ms(60_000) });
        stuck.Tell(Observation.LeaveRequested);
        stuck.Pass(4900);
        Assert.AreEqual(Phase.Holding, stuck.State.Phase);
        stuck.Pass(400);
        CollectionAssert.Contains(stuck.RulesHit, "HOLD-LEAVE");
    }

    [TestMethod]
    public void Adopt_HooksConfigured_NoneRuns()
    {
        var bench = Adopting(isThere: true);
        bench.Policy = WithHooks(bench.Policy);
        bench.Pass(500);
        Assert.AreEqual(NodeState.Primary, bench.State.Role);
        Assert.IsFalse(bench.Actions.Exists(static a => a.Kind == ActionKind.RunHooks));
    }

    private static void PeerAnswersPrepare(CoreBench bench, PeerStateFlags answer)
    {
        var asked = bench.Sent.Last(static m => m.Has(PeerStateFlags.Prepare));
        bench.PeerSays(m => m with { EchoSequence = asked.Sequence, GrantedTerm = asked.Term, Flags = m.Flags | answer });
    }
}
