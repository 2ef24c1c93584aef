using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.Peer;
using HAMgm.Contracts.Time;
using HAMgm.Logic.Core.Actions;
using HAMgm.Logic.Core.Observations;
using HAMgm.Logic.Core.State;
using static HAMgm.Logic.Core.Tests.CoreBench;
using static HAMgm.Logic.Core.Tests.RuleScenarios;

namespace HAMgm.Logic.Core.Tests;

/// <summary>An address that cannot be bound, or put back; and whatever else ends a bid or a hold before a rule is asked: a rule tells of it.</summary>
[TestClass]
public sealed class BindFailureTests
{
    // R6: it lets go by the table, with everything that belongs to that, and the peer is told at once.
    [TestMethod]
    public void Decide_PutBackFails_ReleasesByTheTableAndTells()
    {
        var bench = PutBackFails();
        var term = bench.State.Term;

        CollectionAssert.AreEqual(
            new[] { ("HOLD-BIND-FAILED", NodeState.Primary, NodeState.Primary), ("REL-DONE", NodeState.Primary, NodeState.Standby) }, Transitions(bench));
        Assert.AreEqual(term, bench.Actions.Single(static a => a.Kind == ActionKind.Release).Term);
        var word = bench.Sent.Last();
        Assert.IsTrue(word.Has(PeerStateFlags.Released));
        Assert.AreEqual(term, word.ReleasedTerm);
        Assert.AreEqual(MonotonicTime.Never, bench.State.LeaseUntil);
        Assert.AreEqual(bench.Now + Ms(600), bench.State.NoBidBefore);
    }

    // A second bind may be under way when the first one fails: nothing is told before the executor says that nothing is bound.
    [TestMethod]
    public void Decide_PutBackFailsAndTheReleaseIsNotDone_TellsNothingYet()
    {
        var bench = Primary();
        bench.BindAnswers = false;
        bench.ReleaseAnswers = false;
        bench.Tell(Observation.HoldLost(bench.State.Term));
        bench.Forget();

        bench.Tell(Observation.BindFailed(bench.State.Term));
        bench.Tell(Observation.Bound(bench.State.Term));
        bench.Pass(150);

        Assert.AreEqual(Phase.Releasing, bench.State.Phase);
        Assert.AreEqual(NodeState.Primary, bench.State.Role);
        Assert.HasCount(2, bench.Actions.Where(static a => a.Kind == ActionKind.Release).ToArray());
        Assert.IsFalse(bench.Sent.Any(static m => m.Has(PeerStateFlags.Released)));
    }

    [TestMethod]
    public void Decide_PutBackFailsWithinAHandOver_TheOperatorIsAnsweredAndNothingIsWantedAnyMore()
    {
        var bench = PutBackFails(static b => b.Tell(Observation.SwitchRequested(7, force: false)));

        CollectionAssert.AreEqual(new[] { (7UL, OperationResult.NotTaken) }, bench.Results.ToArray());
        Assert.IsFalse(bench.State.SwitchWanted);
        Assert.AreEqual(0UL, bench.State.SwitchOperation);
    }

    // The executor refuses a higher term for what is bound, too: nothing is bound then.
    [TestMethod]
    public void Decide_RaisedTermIsNotBound_Releases()
    {
        var bench = Primary();
        bench.BindAnswers = false;
        bench.PeerSays(static m => m with { Term = new Epoch(7), HighestTerm = new Epoch(7) });
        bench.Pass(1);
        Assert.AreEqual("TERM-RAISED", bench.LastRule);
        bench.Forget();

        bench.Tell(Observation.BindFailed(bench.State.Term));

        Assert.AreEqual("HOLD-BIND-FAILED", Transitions(bench)[0].Rule);
        Assert.AreEqual(NodeState.Standby, bench.State.Role);
    }

    [TestMethod]
    public void Decide_BindFails_CandidateIsStandbyByTheTableAndItsClaimIsARel()
    {
        var bench = Binding();
        bench.Forget();

        bench.Tell(Observation.BindFailed(bench.State.Term));

        Assert.AreEqual(("BIND-FAILED", NodeState.Candidate, NodeState.Standby), Transitions(bench).Single());
        Assert.IsTrue(bench.State.TellsReleased);
        Assert.AreEqual(bench.Now + Ms(600), bench.State.NoBidBefore);
    }

    // The second line: whatever a claim before this one has left behind, the VIP is not handed back by it.
    [TestMethod]
    public void Decide_BindsWithAnOldHandOverStillWanted_ItIsEndedAndNotGoneOnWith()
    {
        var bench = Binding();
        bench.State.SwitchWanted = true;
        bench.State.SwitchOperation = 7;

        bench.Tell(Observation.Bound(bench.State.Term));

        Assert.AreEqual(Phase.Holding, bench.State.Phase);
        Assert.IsFalse(bench.State.SwitchWanted);
        CollectionAssert.AreEqual(new[] { (7UL, OperationResult.NotTaken) }, bench.Results.ToArray());
    }

    // R2: the bid is over before the grant is said; the transition is told all the same.
    [TestMethod]
    public void Decide_GrantsWhileItBids_SaysSoAsStandbyAndTellsOfIt()
    {
        var bench = Consenting();
        bench.Forget();

        bench.PeerBeats(99);

        Assert.AreEqual(("BID-OFF", NodeState.Candidate, NodeState.Standby), Transitions(bench).Single());
        var answer = bench.Sent.Single(static m => m.GrantedTerm == new Epoch(99));
        Assert.AreEqual(NodeState.Standby, answer.Role);
    }

    // R15: and so is what a stall ends, as the first of what follows.
    [TestMethod]
    public void Decide_StallsWhileItClaims_TellsOfIt()
    {
        var bench = Claiming();
        bench.Forget();

        bench.Stall(100);
        bench.Tell(Observation.HealthChanged(false));

        CollectionAssert.AreEqual(
            new[] { ("BID-OFF", NodeState.Candidate, NodeState.Standby), ("HEALTH-LOST", NodeState.Standby, NodeState.Failed) }, Transitions(bench));
    }

    private static CoreBench PutBackFails(Action<CoreBench>? before = null)
    {
        var bench = Primary();
        before?.Invoke(bench);
        bench.BindAnswers = false;
        bench.Tell(Observation.HoldLost(bench.State.Term));
        Assert.HasCount(1, bench.Actions.Where(static a => a.Kind == ActionKind.Bind).ToArray(), "it is put back");
        bench.Forget();
        bench.Tell(Observation.BindFailed(bench.State.Term));
        return bench;
    }

    private static (string Rule, NodeState From, NodeState To)[] Transitions(CoreBench bench) =>
        [.. bench.Actions.Where(static a => a.Kind == ActionKind.Transition).Select(static a => (a.Rule!.Id, a.From, a.To))];
}
