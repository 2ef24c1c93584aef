using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.Election;
using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Kernel;

namespace HAMgm.Logic.Election.Tests;

/// <summary>The disk of the decision core.</summary>
[TestClass]
public sealed class ElectionTests
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);

    private static readonly DurableFacts _facts = new()
    {
        Incarnation = 3,
        ReservedTerm = new Epoch(12),
        HighestTerm = new Epoch(11),
        LastPrimaryTerm = new Epoch(10),
        VotedTerm = new Epoch(9),
        VotedForPeer = true,
        LongestPromise = TimeSpan.FromMilliseconds(1234.5),
        Barred = true,
        PeerSaidGoodbye = true,
    };

    [TestMethod]
    public void Facts_WrittenAndRead_AreTheSame() => Assert.AreEqual(_facts, ElectionFacts.Read("k", ElectionFacts.Write(_facts)));

    [TestMethod]
    public void Facts_Default_AreTheSame() => Assert.AreEqual(default, ElectionFacts.Read("k", ElectionFacts.Write(default)));

    // Guessing a term would be unsafe: whatever is not what was written is refused, with what to do.
    [TestMethod]
    [DataRow("null")]
    [DataRow("[]")]
    [DataRow("""{"election_term":"five"}""")]
    [DataRow("""{"election_term":-1}""")]
    [DataRow("""{"reserved_term":-1}""")]
    [DataRow("""{"last_primary_term":-9}""")]
    [DataRow("""{"voted_term":-9}""")]
    [DataRow("""{"incarnation":-1}""")]
    [DataRow("""{"longest_promise_ms":-1}""")]
    [DataRow("""{"longest_promise_ms":1e300}""")]
    public void Begin_StoredStateDamaged_RefusedWithTheKeyAndWhatToDo(string stored)
    {
        using var bench = new ElectionBench();
        bench.Store.Set(ElectionBench.Key, stored);

        var error = Assert.ThrowsExactly<HamgmException>(() => bench.Module.Begin());

        Assert.AreEqual(ErrorKind.ServiceUnavailable, error.Kind);
        Assert.Contains(ElectionBench.Key, error.Message);
        Assert.Contains("backup", error.Message);
        Assert.AreEqual(stored, bench.Store.Get(ElectionBench.Key));
    }

    [TestMethod]
    public void GetVote_AfterARestart_IsTheOneOnTheDisk()
    {
        using var bench = new ElectionBench();
        bench.Store.Set(ElectionBench.Key, ElectionFacts.Write(_facts));
        Assert.AreEqual(Epoch.None, bench.Module.GetVote().Term);

        bench.Module.Begin();

        Assert.AreEqual(new Epoch(9), bench.Module.GetVote().Term);
        Assert.IsNotEmpty(bench.Module.GetVote().CandidateNodeId);
    }

    // The store itself takes only JSON; a file damaged by hand is refused all the same.
    [TestMethod]
    [DataRow("")]
    [DataRow("{")]
    public void Facts_NotJson_Refused(string stored) =>
        Assert.ThrowsExactly<HamgmException>(() => ElectionFacts.Read("k", stored));

    [TestMethod]
    public void Begin_CountOfStartsUsedUp_Refused()
    {
        using var bench = new ElectionBench();
        bench.Store.Set(ElectionBench.Key, ElectionFacts.Write(_facts with { Incarnation = ulong.MaxValue - 1 }));

        Assert.ThrowsExactly<HamgmException>(() => bench.Module.Begin());
    }

    // R1: each start is a new incarnation, on the disk before anything is said in it.
    [TestMethod]
    public void Begin_EachLife_CountsAndIsDurableBeforeItReturns()
    {
        using var bench = new ElectionBench();
        for (var life = 1UL; life <= 3; life++)
        {
            var facts = bench.New().Begin();

            Assert.AreEqual(life, facts.Incarnation);
            Assert.AreEqual(life, ElectionFacts.Read(ElectionBench.Key, bench.Store.Get(ElectionBench.Key)!).Incarnation);
        }
    }

    [TestMethod]
    public void Begin_AfterPersist_FindsTheFacts()
    {
        using var bench = new ElectionBench();
        bench.Module.Begin();
        bench.Start();
        bench.Module.Persist(_facts, 1);
        Assert.AreEqual((1UL, true), bench.NextAnswer());

        Assert.AreEqual(_facts with { Incarnation = 4 }, bench.New().Begin());
    }

    [TestMethod]
    public void Begin_StoreRefuses_Throws()
    {
        using var bench = new ElectionBench();
        bench.Store.Refuses = true;

        Assert.ThrowsExactly<HamgmException>(() => bench.Module.Begin());
    }

    // Of several that wait only the newest is written; the tickets rise.
    [TestMethod]
    public void Persist_SeveralWhileAWriteIsUnderWay_OnlyTheNewestIsWritten()
    {
        using var bench = new ElectionBench();
        bench.Start();
        bench.Store.Gate.Reset();
        bench.Module.Persist(_facts with { HighestTerm = new Epoch(1) }, 1);
        Assert.IsTrue(bench.Store.Arrived.Wait(_patience));
        for (var ticket = 2UL; ticket <= 5; ticket++)
        {
            bench.Module.Persist(_facts with { HighestTerm = new Epoch((long)ticket) }, ticket);
        }

        bench.Store.Gate.Set();

        Assert.AreEqual((1UL, true), bench.NextAnswer());
        Assert.AreEqual((5UL, true), bench.NextAnswer());
        Assert.HasCount(2, bench.Store.Written);
        Assert.AreEqual(new Epoch(5), ElectionFacts.Read("k", bench.Store.Written[^1]).HighestTerm);
    }

    [TestMethod]
    public void Persist_StoreRefuses_AnswersNotDurableAndRecovers()
    {
        using var bench = new ElectionBench();
        bench.Start();
        bench.Store.Refuses = true;
        bench.Module.Persist(_facts, 1);
        Assert.AreEqual((1UL, false), bench.NextAnswer());

        bench.Store.Refuses = false;
        bench.Module.Persist(_facts, 2);

        Assert.AreEqual((2UL, true), bench.NextAnswer());
        Assert.Contains(static line => line.StartsWith("error", StringComparison.Ordinal), bench.Log.Lines);
        Assert.IsEmpty(bench.Faults);
    }

    // The core asks again with the ticket that was refused: it must be written and answered again.
    [TestMethod]
    public void Persist_TheSameTicketAgainAfterARefusal_IsWritten()
    {
        using var bench = new ElectionBench();
        bench.Start();
        bench.Store.Refuses = true;
        bench.Module.Persist(_facts, 1);
        Assert.AreEqual((1UL, false), bench.NextAnswer());

        bench.Store.Refuses = false;
        bench.Module.Persist(_facts, 1);

        Assert.IsTrue(bench.Answers.TryTake(out var answer, TimeSpan.FromSeconds(5)), "the same ticket is never answered again");
        Assert.AreEqual((1UL, true), answer);
    }

    [TestMethod]
    public async Task Stop_WithAWriteWaiting_WritesItFirst()
    {
        using var bench = new ElectionBench();
        bench.Start();
        bench.Module.Persist(_facts, 7);

        await bench.Module.StopAsync(CancellationToken.None);

        Assert.AreEqual((7UL, true), bench.NextAnswer());
        Assert.AreEqual(_facts, ElectionFacts.Read("k", bench.Store.Get(ElectionBench.Key)!));
    }

    [TestMethod]
    public void RecordResult_IsShownAndAFullDiskDoesNotMatter()
    {
        using var bench = new ElectionBench();
        Assert.AreEqual(Epoch.None, bench.Module.GetElectionResult().Term);
        var result = new ElectionResult(new Epoch(4), "node-001", "BIND-DONE", 1);
        bench.Store.Refuses = true;

        bench.Module.RecordResult(result);

        Assert.AreEqual(result, bench.Module.GetElectionResult());
        Assert.Contains("term 4", bench.Module.GetStatus().Detail);
    }

    [TestMethod]
    public void Status_FollowsTheLifeCycle()
    {
        using var bench = new ElectionBench();
        Assert.AreEqual(ModuleState.Stopped, bench.Module.GetStatus().State);

        bench.Start();

        Assert.AreEqual(ModuleState.Running, bench.Module.GetStatus().State);
    }
}
