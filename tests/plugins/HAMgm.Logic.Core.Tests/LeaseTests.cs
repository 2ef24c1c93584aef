using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.Peer;
using HAMgm.Contracts.Time;
using HAMgm.Logic.Core.Actions;
using HAMgm.Logic.Core.Observations;
using HAMgm.Logic.Core.State;
using static HAMgm.Logic.Core.Tests.CoreBench;

namespace HAMgm.Logic.Core.Tests;

/// <summary>R1, R2, R3: leases and promises.</summary>
[TestClass]
public sealed class LeaseTests
{
    // R1: grant only to a PRIMARY's or CANDIDATE's request.
    [TestMethod]
    [DataRow(NodeState.Standby)]
    [DataRow(NodeState.Failed)]
    [DataRow(NodeState.Maintenance)]
    [DataRow(NodeState.Unknown)]
    public void Decide_RequestOfOneThatClaimsNothing_AnsweredWithoutGrant(NodeState role)
    {
        var bench = Under(5);
        var promise = bench.State.PromiseUntil;
        bench.Pass(1);
        bench.Forget();

        bench.PeerBeats(5, m => m with { Role = role, Flags = PeerStateFlags.Request });

        var answer = bench.Sent.Single(static m => m.EchoSequence != 0);
        Assert.AreEqual(Epoch.None, answer.GrantedTerm);
        Assert.AreEqual(promise, bench.State.PromiseUntil);
    }

    // R1: P := max(P, b + T).
    [TestMethod]
    public void Decide_RequestOfPrimary_GrantedAndPromiseRenewed()
    {
        var bench = Under(5);
        bench.Pass(1);
        bench.Forget();

        bench.PeerBeats(5);

        Assert.AreEqual(new Epoch(5), bench.Sent.Single(static m => m.EchoSequence != 0).GrantedTerm);
        Assert.AreEqual(bench.Now + bench.Policy.Timeout, bench.State.PromiseUntil);
    }

    // R1, design.md section 6: T is the larger of both nodes' for the one who promises; R3: on the disk.
    [TestMethod]
    public void Decide_RequestWithLongerT_PromisesTheLongerAndPersistsIt()
    {
        var bench = Under(5);

        bench.PeerBeats(5, static m => m with { PromiseLength = Ms(900) });

        Assert.AreEqual(bench.Now + Ms(900), bench.State.PromiseUntil);
        Assert.AreEqual(Ms(900), bench.Actions.Last(static a => a.Kind == ActionKind.Persist).Facts.LongestPromise);
    }

    // R1: lease = a + min(T, Tp) − m, a being when the request was sent.
    [TestMethod]
    [DataRow(300)]
    [DataRow(200)]
    [DataRow(900)]
    public void Decide_Grant_LeaseCountsFromTheRequestWithTheShorterT(int peerTimeout)
    {
        var bench = Primary();
        bench.PeerAnswers = false;
        bench.Pass(101);
        var asked = bench.Sent.Last(static m => m.Has(PeerStateFlags.Request));
        var sentAt = new MonotonicTime(bench.State.SentAt[(int)(asked.Sequence % SendTimes.Length)]);
        bench.State.LeaseUntil = MonotonicTime.Never;

        bench.PeerSays(m => m with { EchoSequence = asked.Sequence, GrantedTerm = bench.State.Term, PromiseLength = Ms(peerTimeout) });

        Assert.AreEqual(sentAt + Ms(Math.Min(300, peerTimeout)) - bench.Policy.LeaseMargin, bench.State.LeaseUntil);
    }

    // R1: m ≥ 2·rho·T + R, default max(30 ms, T/10).
    [TestMethod]
    [DataRow(300, 30)]
    [DataRow(3000, 300)]
    [DataRow(100, 10)]
    public void LeaseMargin_FollowsFromT(int timeout, int margin) =>
        Assert.AreEqual(Ms(margin), new CoreBench(p => p with { Timeout = Ms(timeout) }).Policy.LeaseMargin);

    // R1: echoes the seq sent for this term.
    [TestMethod]
    public void Decide_GrantOfAnotherTerm_NoLease()
    {
        var bench = Primary();
        bench.PeerAnswers = false;
        var lease = bench.State.LeaseUntil;
        bench.Pass(101);
        var asked = bench.Sent.Last();

        bench.PeerSays(m => m with { EchoSequence = asked.Sequence, GrantedTerm = new Epoch(bench.State.Term.Value + 2) });

        Assert.AreEqual(lease, bench.State.LeaseUntil);
    }

    // R1: an echo of a number that was never sent, or too long ago to be remembered.
    [TestMethod]
    [DataRow(1)]
    [DataRow(-SendTimes.Length)]
    public void Decide_GrantOfAnUnknownNumber_NoLease(int offset)
    {
        var bench = Primary();
        bench.Pass(3000);
        bench.PeerAnswers = false;
        var lease = bench.State.LeaseUntil;

        bench.PeerSays(m => m with { EchoSequence = bench.State.Sequence + (ulong)offset, GrantedTerm = bench.State.Term });

        Assert.AreEqual(lease, bench.State.LeaseUntil);
    }

    // R1: old, doubled messages are dropped whole.
    [TestMethod]
    public void Decide_MessageTwice_SecondIgnored()
    {
        var bench = Under(5);
        var message = bench.PeerMessage(static m => m with { Role = NodeState.Primary, Term = new Epoch(5), Flags = m.Flags | PeerStateFlags.Request });
        bench.Tell(Observation.PeerMessage(message));
        bench.Forget();

        bench.Tell(Observation.PeerMessage(message));

        Assert.IsEmpty(bench.Sent.ToArray());
    }

    // R1: a message of an older life is refused.
    [TestMethod]
    public void Decide_MessageOfAnOlderLife_Ignored()
    {
        var bench = Under(5);

        bench.PeerBeats(9, static m => m with { SenderIncarnation = m.SenderIncarnation - 1 });

        Assert.AreEqual(new Epoch(5), bench.State.Peer.Term);
    }

    // R2: a closed connection only starts probing.
    [TestMethod]
    public void Decide_LinkClosed_ProbesAndNothingElse()
    {
        var bench = Under(5);

        bench.Tell(Observation.LinkClosed);

        Assert.IsTrue(bench.Actions.Exists(static a => a.Kind == ActionKind.ProbeWire));
        Assert.IsFalse(bench.Actions.Exists(static a => a.Kind is ActionKind.Bind or ActionKind.Claim or ActionKind.Transition));
    }

    // R2, design.md rule 12: a CANDIDATE that is about to bind grants nothing.
    [TestMethod]
    public void Decide_RequestOfPrimaryWhileBinding_NotGranted()
    {
        var bench = new CoreBench { PeerAnswers = true, BindAnswers = false };
        bench.Tell(Observation.Tick);
        bench.PeerSays();
        bench.Pass(30);
        Assert.AreEqual(Phase.Binding, bench.State.Phase);
        bench.Forget();

        bench.PeerBeats(9);

        Assert.AreEqual(Epoch.None, bench.Sent.First(static m => m.EchoSequence != 0).GrantedTerm);
        Assert.AreEqual(Phase.Binding, bench.State.Phase);
    }

    // R2: a PRIMARY's request before the bind aborts the candidacy, and is granted.
    [TestMethod]
    public void Decide_RequestOfPrimaryWhileClaiming_BidOffAndGranted()
    {
        var bench = Under(5);
        bench.Pass(305);
        Assert.AreEqual(Phase.Claiming, bench.State.Phase);
        bench.Forget();

        bench.PeerBeats(5);

        Assert.AreEqual(Phase.Idle, bench.State.Phase);
        Assert.AreEqual(new Epoch(5), bench.Sent.First(static m => m.EchoSequence != 0).GrantedTerm);
    }

    // R1: a PRIMARY grants nothing.
    [TestMethod]
    public void Decide_RequestOfPrimaryToPrimary_NotGranted()
    {
        var bench = Primary();

        bench.PeerBeats(1);

        Assert.AreEqual(Epoch.None, bench.Sent.First(static m => m.EchoSequence != 0).GrantedTerm);
    }

    // R3: P = max(T, persisted hold).
    [TestMethod]
    [DataRow(0, 300)]
    [DataRow(5000, 5000)]
    public void Start_PromisesTheLongestEverPersisted(int persisted, int expected)
    {
        var bench = new CoreBench(facts: new() { Incarnation = 2, LongestPromise = Ms(persisted) });

        Assert.AreEqual(bench.Now + Ms(expected), bench.State.PromiseUntil);
    }

    // R3: no bid on a silent peer before the promise of the start has passed.
    [TestMethod]
    public void Start_NobodyHeard_NoBidWithinThePromise()
    {
        var bench = new CoreBench(facts: new() { Incarnation = 2, LongestPromise = Ms(2000) });
        bench.Tell(Observation.Tick);

        bench.Pass(1999);

        Assert.AreEqual(Phase.Idle, bench.State.Phase);
        bench.Pass(500);
        Assert.AreEqual(NodeState.Primary, bench.State.Role);
    }

    // R11, R1: refreshes are ordered up to the end of the lease, and not after it.
    [TestMethod]
    public void Decide_Refresh_UntilTheLeaseEnds()
    {
        var bench = Primary();
        bench.PeerAnswers = false;
        bench.GatewayAnswers = false;
        bench.Forget();

        bench.Pass(1000);

        Assert.IsTrue(bench.Actions.Exists(static a => a.Kind == ActionKind.Refresh));
        Assert.IsFalse(bench.Actions.Exists(a => a.Kind == ActionKind.Refresh && a.Until > bench.State.LastGrantSentAt + bench.Policy.Timeout));
        Assert.AreEqual("REL-DONE", bench.LastRule);
    }
}
