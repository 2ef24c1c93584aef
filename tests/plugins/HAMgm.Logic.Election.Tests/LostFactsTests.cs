using System.Text.Json;
using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.Election;
using HAMgm.Contracts.Time;
using HAMgm.TestSupport;

namespace HAMgm.Logic.Election.Tests;

/// <summary>What binds a node whose database was lost (docs/adr/0018).</summary>
[TestClass]
public sealed class LostFactsTests : IElectionSink
{
    private const string Damage = """{"at_unix_ms":1700000000000,"file":"hamgm.db.damaged-x","reason":"r","kept":3}""";
    private readonly FakeDataStore _store = new();
    private readonly FakeTime _time = new();
    private readonly RecordingLogger _log = new();
    private readonly List<ulong> _told = [];

    private LostFacts Lost => new("node-001", _store, _log, _time);

    void IElectionSink.OnPersisted(ulong ticket, bool isDurable, MonotonicTime at) => _told.Add(isDurable ? ticket : 0);

    [TestMethod]
    public void IsUnrecovered_OnlyBetweenTheLossAndItsEnd()
    {
        Assert.IsFalse(Lost.IsUnrecovered);
        _store.Set("data:damage", Damage);
        Assert.IsTrue(Lost.IsUnrecovered);
        Lost.MarkRecovered();
        Assert.IsFalse(Lost.IsUnrecovered);
        _store.Set("data:damage", Damage.Replace("1700000000000", "1700000000001", StringComparison.Ordinal));
        Assert.IsTrue(Lost.IsUnrecovered, "another loss");
    }

    [TestMethod]
    public void Bound_NothingReadable_EverythingUpToAFloorIsSeenAndVotedFor()
    {
        var facts = Lost.Bound(default);

        var seconds = _time.GetUtcNow().ToUnixTimeSeconds();
        Assert.AreEqual(new Epoch(seconds), facts.HighestTerm);
        Assert.AreEqual(new Epoch(seconds), facts.VotedTerm);
        Assert.AreEqual(Epoch.None, facts.ReservedTerm);
        Assert.AreEqual((ulong)seconds, facts.Incarnation, "the peer refuses a life that is older than one it has heard");
        Assert.IsFalse(facts.VotedForPeer || facts.PeerSaidGoodbye);
    }

    [TestMethod]
    public void Bound_ReadableFacts_AreLowerBounds()
    {
        var high = _time.GetUtcNow().ToUnixTimeSeconds() + 100;
        var read = new DurableFacts
        {
            Incarnation = 7,
            HighestTerm = new Epoch(11),
            ReservedTerm = new Epoch(high),
            LastPrimaryTerm = new Epoch(9),
            VotedTerm = new Epoch(10),
            VotedForPeer = true,
            PeerSaidGoodbye = true,
            Barred = true,
            LongestPromise = TimeSpan.FromSeconds(40),
        };

        var facts = Lost.Bound(read);

        Assert.AreEqual((new Epoch(high), new Epoch(high), new Epoch(9)), (facts.HighestTerm, facts.VotedTerm, facts.LastPrimaryTerm));
        Assert.AreEqual((true, false, TimeSpan.FromSeconds(40)), (facts.Barred, facts.PeerSaidGoodbye, facts.LongestPromise));
    }

    [TestMethod]
    public void Bound_UnbelievableFigures_AreLeftOut()
    {
        var facts = Lost.Bound(new DurableFacts { HighestTerm = new Epoch(long.MaxValue - 1), Incarnation = ulong.MaxValue - 1 });

        Assert.AreEqual(_time.GetUtcNow().ToUnixTimeSeconds(), facts.HighestTerm.Value);
        Assert.AreEqual((ulong)_time.GetUtcNow().ToUnixTimeSeconds(), facts.Incarnation);
    }

    [TestMethod]
    public void Gate_Shut_KeepsTheNewestTicketUntilThePeersTermsAreOnTheDisk()
    {
        _store.Set("data:damage", Damage);
        using var gate = ShutGate();
        gate.OnPersisted(1, isDurable: true, MonotonicTime.Never);
        gate.OnPersisted(2, isDurable: false, MonotonicTime.Never);
        gate.OnPersisted(3, isDurable: true, MonotonicTime.Never);
        CollectionAssert.AreEqual(new ulong[] { 0 }, _told, "a refusal is told at once");

        _store.Set("statemachine:node-001:learnt_terms", """{"loss":1600000000000,"highest_term":5}""");
        gate.TryOpen();
        Assert.IsTrue(gate.IsShut, "that was an older loss");
        _store.Set("statemachine:node-001:learnt_terms", """{"loss":1700000000000,"highest_term":50}""");
        gate.NoteWritten(new DurableFacts { HighestTerm = new Epoch(49) });
        gate.TryOpen();
        Assert.IsTrue(gate.IsShut, "what the peer told is not on the disk yet");
        gate.NoteWritten(new DurableFacts { HighestTerm = new Epoch(50), ReservedTerm = new Epoch(51) });
        gate.TryOpen();

        Assert.IsFalse(gate.IsShut);
        CollectionAssert.AreEqual(new ulong[] { 0, 3 }, _told);
        Assert.IsFalse(Lost.IsUnrecovered);
    }

    [TestMethod]
    public void Gate_NoPeer_OpensAfterTheLongestPromise()
    {
        _store.Set("data:damage", Damage);
        using var gate = ShutGate();
        gate.OnPersisted(1, isDurable: true, MonotonicTime.Never);

        _time.Advance(TimeSpan.FromSeconds(59.9));
        gate.TryOpen();
        Assert.IsTrue(gate.IsShut);
        _time.Advance(TimeSpan.FromSeconds(0.2));
        gate.TryOpen();

        CollectionAssert.AreEqual(new ulong[] { 1 }, _told);
    }

    [TestMethod]
    public void Gate_DiskRefusesTheMark_StaysShut()
    {
        _store.Set("data:damage", Damage);
        using var gate = ShutGate();
        _store.IsFull = true;
        _time.Advance(TimeSpan.FromMinutes(2));
        gate.TryOpen();
        Assert.IsTrue(gate.IsShut);
        _store.IsFull = false;
        gate.TryOpen();
        Assert.IsFalse(gate.IsShut);
    }

    [TestMethod]
    public void Begin_AfterALoss_IsBoundAndTheNextLifeIsNot()
    {
        using var bench = new ElectionBench();
        bench.Config.With("cluster.heartbeat_timeout", "300ms");
        bench.Store.Set("data:damage", Damage);
        var module = bench.Module;

        var facts = module.Begin();
        Assert.IsGreaterThan(1_700_000_000L, facts.HighestTerm.Value);
        bench.Start();
        module.Persist(facts with { ReservedTerm = new Epoch(facts.HighestTerm.Value + 1) }, 1);
        bench.Store.Set("statemachine:node-001:learnt_terms", """{"loss":1700000000000,"highest_term":50}""");

        Assert.AreEqual((1UL, true), bench.NextAnswer());
        var next = bench.New().Begin();
        Assert.AreEqual(facts.HighestTerm, next.HighestTerm, "what was bound stays bound");
        Assert.AreEqual(facts.Incarnation + 1, next.Incarnation);
    }

    [TestMethod]
    public void Stored_HasTheFieldsOfTheSpecificationBesideTheFacts()
    {
        using var bench = new ElectionBench();
        bench.Module.Begin();
        bench.Start();
        bench.Module.Persist(new DurableFacts { Incarnation = 1, VotedTerm = new Epoch(7), VotedForPeer = true, HighestTerm = new Epoch(7) }, 1);
        bench.NextAnswer();

        using var stored = JsonDocument.Parse(bench.Store.Get(ElectionBench.Key)!);
        var root = stored.RootElement;
        Assert.AreEqual("node-002", root.GetProperty("candidate_id").GetString());
        Assert.AreEqual((2, 2), (root.GetProperty("vote_count").GetInt32(), root.GetProperty("required_votes").GetInt32()));
        Assert.IsFalse(root.GetProperty("is_election_in_progress").GetBoolean());
        Assert.AreEqual(7, root.GetProperty("election_term").GetInt64());
        Assert.IsTrue(root.TryGetProperty("election_start_time", out _));
        Assert.AreEqual(new Epoch(7), ElectionFacts.Read("k", bench.Store.Get(ElectionBench.Key)!).VotedTerm);
    }

    private RecoveryGate ShutGate()
    {
        var gate = new RecoveryGate(Lost, _log, _time);
        gate.Attach(this);
        gate.Shut(TimeSpan.FromSeconds(60));
        return gate;
    }
}
