using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.Election;
using HAMgm.Contracts.Peer;
using HAMgm.Logic.Core.Actions;
using HAMgm.Logic.Core.Observations;
using HAMgm.Logic.Core.State;
using static HAMgm.Logic.Core.Tests.CoreBench;

namespace HAMgm.Logic.Core.Tests;

/// <summary>R4, R7: terms, votes and consent.</summary>
[TestClass]
public sealed class TermTests
{
    // R4: lower id even, higher id odd; above all seen.
    [TestMethod]
    [DataRow(true, 0L, 2L)]
    [DataRow(true, 4L, 6L)]
    [DataRow(true, 5L, 6L)]
    [DataRow(false, 0L, 1L)]
    [DataRow(false, 4L, 5L)]
    [DataRow(false, 5L, 7L)]
    public void Decide_Reserve_NextTermOfItsOwnParity(bool isLower, long highest, long expected)
    {
        var bench = new CoreBench(p => p with { IsLowerNode = isLower }, new() { Incarnation = 1, HighestTerm = new Epoch(highest) });

        bench.Tell(Observation.Tick);

        Assert.AreEqual(new Epoch(expected), bench.State.Durable.ReservedTerm);
        Assert.AreEqual(new Epoch(expected), bench.Actions.First(static a => a.Kind == ActionKind.Persist).Facts.ReservedTerm);
    }

    // R4: the reserved term may have been used before the crash.
    [TestMethod]
    public void Start_AfterARestart_ReservedTermIsNotReused()
    {
        var bench = new CoreBench(facts: new() { Incarnation = 2, HighestTerm = new Epoch(4), ReservedTerm = new Epoch(6) });

        bench.Tell(Observation.Tick);

        Assert.AreEqual(new Epoch(8), bench.State.Durable.ReservedTerm);
    }

    // R4: without a reserved term on the disk, not eligible.
    [TestMethod]
    public void Decide_ReservationNotDurable_NoBid()
    {
        var bench = new CoreBench { DiskAnswers = false, PeerAnswers = true };
        bench.Tell(Observation.Tick);
        bench.PeerSays();
        bench.Pass(1000);

        Assert.AreEqual(Phase.Idle, bench.State.Phase);
        Assert.IsFalse(bench.Sent.Any(static m => m.Has(PeerStateFlags.Eligible)));
    }

    // R4: a disk that refuses makes the node not eligible; one alert, one attempt a second; and back.
    [TestMethod]
    public void Decide_DiskRefuses_NotEligibleUntilAWriteSucceeds()
    {
        var bench = new CoreBench { DiskAnswers = false };
        bench.Tell(Observation.Tick);
        bench.Tell(Observation.Persisted(bench.State.PersistTicket, isDurable: false));
        bench.PeerSays();
        bench.Forget();

        bench.Pass(2500);

        Assert.HasCount(2, bench.Actions.Where(static a => a.Kind == ActionKind.Persist).ToArray());
        Assert.AreEqual(NodeState.Standby, bench.State.Role);
        bench.Tell(Observation.Persisted(bench.State.PersistTicket, isDurable: true));
        Assert.IsTrue(bench.State.DiskWorks);
    }

    // R7: two that hear each other elect; the higher-ranking one asks, the grant is its lease.
    [TestMethod]
    public void Decide_BothStandby_TheOneThatGoesFirstAsksAndBinds()
    {
        var bench = new CoreBench { PeerAnswers = true };
        bench.Tell(Observation.Tick);
        bench.PeerSays();

        Assert.AreEqual(Phase.Consenting, bench.State.Phase);
        Assert.IsTrue(bench.Sent.Last(static m => m.Has(PeerStateFlags.Request)).Has(PeerStateFlags.AskConsent));
        bench.Pass(30);
        var bind = bench.Actions.Single(static a => a.Kind == ActionKind.Bind);
        Assert.AreEqual(bench.State.Term, bind.Term);
        Assert.IsLessThanOrEqualTo(bench.Now + bench.Policy.Timeout - bench.Policy.LeaseMargin, bind.Until);
    }

    // R7, Election of design.md section 6: version, last PRIMARY, priority, lower id.
    [TestMethod]
    [DataRow(1L, 0L, 0L, 8L, 0, 200, true)]
    [DataRow(0L, 1L, 8L, 0L, 200, 0, false)]
    [DataRow(0L, 0L, 8L, 6L, 0, 200, true)]
    [DataRow(0L, 0L, 6L, 8L, 200, 0, false)]
    [DataRow(0L, 0L, 0L, 0L, 101, 100, true)]
    [DataRow(0L, 0L, 0L, 0L, 99, 100, false)]
    [DataRow(0L, 0L, 0L, 0L, 100, 100, true)]
    public void Decide_Rank_VersionThenLastPrimaryThenPriorityThenLowerId(
        long version, long peerVersion, long last, long peerLast, int priority, int peerPriority, bool goesFirst)
    {
        var bench = new CoreBench(
            p => p with { ConfigVersion = version, Priority = priority },
            new() { Incarnation = 1, LastPrimaryTerm = new Epoch(last), HighestTerm = new Epoch(8) });
        bench.Tell(Observation.Tick);

        bench.PeerSays(m => m with { ConfigVersion = peerVersion, LastPrimaryTerm = new Epoch(peerLast), Priority = peerPriority });

        Assert.AreEqual(goesFirst ? Phase.Consenting : Phase.Idle, bench.State.Phase);
    }

    // R7, design.md section 4: the vote is on the disk before the grant to a candidate leaves.
    [TestMethod]
    public void Decide_RequestOfCandidate_GrantedOnlyOnceTheVoteIsDurable()
    {
        var bench = new CoreBench(static p => p with { IsLowerNode = false });
        bench.Tell(Observation.Tick);
        bench.DiskAnswers = false;
        bench.Forget();

        bench.PeerBeats(4, static m => m with { Role = NodeState.Candidate, Flags = PeerStateFlags.Request | PeerStateFlags.HearsYou });
        Assert.AreEqual(Epoch.None, bench.Sent.Last(static m => m.EchoSequence != 0).GrantedTerm);
        var persist = bench.Actions.Last(static a => a.Kind == ActionKind.Persist);
        Assert.AreEqual(new Epoch(4), persist.Facts.VotedTerm);

        bench.Tell(Observation.Persisted(persist.Number, isDurable: true));
        bench.PeerBeats(4, static m => m with { Role = NodeState.Candidate, Flags = PeerStateFlags.Request | PeerStateFlags.HearsYou });
        var answer = bench.Sent.Last(static m => m.EchoSequence != 0);
        Assert.AreEqual(new Epoch(4), answer.GrantedTerm);
        Assert.IsTrue(answer.Has(PeerStateFlags.Consent));
    }

    // R7: one vote a term, and none for a lower one.
    [TestMethod]
    [DataRow(4L, false)]
    [DataRow(6L, true)]
    public void Decide_RequestOfCandidate_VotedAlready_OnlyAHigherTermIsGranted(long term, bool granted)
    {
        var bench = new CoreBench(
            static p => p with { IsLowerNode = false },
            new() { Incarnation = 2, HighestTerm = new Epoch(5), VotedTerm = new Epoch(5) });
        bench.Tell(Observation.Tick);
        for (var i = 0; i < 2; i++)
        {
            bench.PeerBeats(term, static m => m with { Role = NodeState.Candidate, Flags = PeerStateFlags.Request | PeerStateFlags.HearsYou });
        }

        Assert.AreEqual(granted ? new Epoch(term) : Epoch.None, bench.Sent.Last(static m => m.EchoSequence != 0).GrantedTerm);
    }

    // R3: the own last PRIMARY term is persisted when it becomes one.
    [TestMethod]
    public void Decide_Bound_LastPrimaryTermPersisted()
    {
        var bench = new CoreBench { PeerAnswers = true };
        bench.Tell(Observation.Tick);
        bench.PeerSays();
        bench.Pass(30);

        Assert.AreEqual(bench.State.Term, bench.Actions.Last(static a => a.Kind == ActionKind.Persist).Facts.LastPrimaryTerm);
    }

    // R20's neighbour: a peer that stops in good order is remembered, and forgotten when it is back.
    [TestMethod]
    public void Decide_Goodbye_PersistedAndTakenBack()
    {
        var bench = Primary();
        bench.PeerAnswers = false;
        bench.PeerSays(static m => m with { Flags = m.Flags | PeerStateFlags.Goodbye });
        Assert.IsTrue(bench.Actions.Last(static a => a.Kind == ActionKind.Persist).Facts.PeerSaidGoodbye);

        bench.PeerSays();

        Assert.IsFalse(bench.Actions.Last(static a => a.Kind == ActionKind.Persist).Facts.PeerSaidGoodbye);
    }
}
