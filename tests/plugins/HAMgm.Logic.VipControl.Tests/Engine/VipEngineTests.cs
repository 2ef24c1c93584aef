using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.Time;
using HAMgm.Linux;
using HAMgm.Logic.VipControl.Addresses;
using HAMgm.Logic.VipControl.Commands;
using HAMgm.Logic.VipControl.Engine;
using HAMgm.Logic.VipControl.Tests.Support;

namespace HAMgm.Logic.VipControl.Tests.Engine;

/// <summary>The engine under a clock and a system that the test moves: safety-rules.md R11 and R16, clause by clause.</summary>
[TestClass]
public sealed class VipEngineTests : IDisposable
{
    private static readonly VipAddress First = new(NetAddress.Parse("10.0.0.200"), 24);
    private static readonly VipAddress Second = new(NetAddress.Parse("fd00::200"), 64);
    private readonly ManualClock clock = new();
    private readonly RecordingSink sink = new();
    private readonly RecordingAlarms alarms = new();
    private readonly VipBoard board = new(TimeProvider.System);
    private readonly FakeSystem system;
    private readonly VipEngine engine;

    public VipEngineTests()
    {
        system = new FakeSystem(clock);
        VipPlan plan = new([First, Second], 1, TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(60));
        engine = new VipEngine(plan, new AddressHold(plan, system, system, system, clock), system, clock, sink, alarms, board, new NullLog());
    }

    public void Dispose() => system.Dispose();

    [TestMethod]
    public void Bind_InTime_AddsThenOpensThenAnnouncesThenReports()
    {
        Bind(2);
        CollectionAssert.AreEqual(
            new[] { "add 10.0.0.200", "add fd00::200", "arm 20", "open 250", "announce 10.0.0.200", "announce fd00::200" },
            system.Calls);
        CollectionAssert.AreEqual(new[] { "bound 2" }, sink.Reports.ToArray());
        Assert.AreEqual(VipState.Bound, board.Current.State);
        Assert.AreEqual(new Epoch(2), board.Current.Term);
    }

    [TestMethod]
    public void Bind_HoldShorterThanTheGateLimit_OpensForWhatIsLeft()
    {
        Bind(2, hold: 90);
        CollectionAssert.Contains(system.Calls, "arm 20");
        CollectionAssert.Contains(system.Calls, "open 70");
    }

    [TestMethod]
    public void Bind_DecidedTooLongAgo_TouchesNothingButTheRemoval()
    {
        MonotonicTime decided = clock.Now;
        clock.Advance(21);
        engine.Execute(Order(VipCommandKind.Bind, 2, decided, clock.Now + TimeSpan.FromSeconds(1)));
        Assert.IsFalse(system.Calls.Any(call => call.StartsWith("add", StringComparison.Ordinal)));
        sink.Await("bind failed 2: too late: 21 ms after the decision");
        Assert.IsEmpty(system.Bound);
    }

    [TestMethod]
    [DataRow("add 10")]
    [DataRow("add fd")]
    [DataRow("arm")]
    [DataRow("open")]
    [DataRow("announce 10")]
    [DataRow("announce fd")]
    public void Bind_AnyCallTakesTooLong_UndoneAndReported(string slow)
    {
        system.Slow = (slow, 21);
        Bind(2);
        sink.Await("bind failed 2: too late");
        Assert.IsEmpty(system.Bound);
        Assert.IsFalse(system.IsOpen);
        Assert.AreEqual(VipState.Unbound, board.Current.State);
    }

    [TestMethod]
    public void Bind_HoldEndsMeanwhile_Undone()
    {
        system.Slow = ("open", 10);
        Bind(2, hold: 10);
        sink.Await("bind failed 2: too late: the hold ended before the gate could be opened");
        Assert.IsEmpty(system.Bound);
    }

    // Whatever the process is held up for, and wherever: what comes too late never answers, not even for a moment.
    [TestMethod]
    [DataRow("arm")]
    [DataRow("add 10")]
    [DataRow("add fd")]
    [DataRow("open")]
    public void Bind_FrozenForLongerThanTheHold_GateNeverOpens(string frozenAt)
    {
        system.Slow = (frozenAt, 5000);
        Bind(2, hold: 300);
        sink.Await("bind failed 2: too late");
        Assert.AreEqual(0, system.Openings);
        Assert.IsEmpty(system.Bound);
    }

    // However long each step takes, as long as none is late by itself, the gate is shut by the end of the hold.
    [TestMethod]
    [DataRow("arm", 19, 60)]
    [DataRow("open", 19, 60)]
    [DataRow("open", 9, 20)]
    [DataRow("add fd", 15, 40)]
    public void Bind_HeldUpInBetween_GateShutsByTheEndOfTheHold(string slow, int milliseconds, int hold)
    {
        MonotonicTime until = clock.Now + TimeSpan.FromMilliseconds(hold);
        system.Slow = (slow, milliseconds);
        Bind(2, hold);
        Assert.AreEqual(1, system.Openings);
        Assert.IsLessThanOrEqualTo(until, system.OpenUntil);
    }

    [TestMethod]
    public void Refresh_HeldUpBeforeTheCall_GateSetAgainByTheTimeThatItIs()
    {
        Bind(2);
        clock.Advance(50);
        MonotonicTime until = clock.Now + TimeSpan.FromMilliseconds(200);
        system.Slow = ("keep 200", 60);
        Refresh(2, hold: 200);
        CollectionAssert.Contains(system.Calls, "keep 140");
        Assert.IsLessThanOrEqualTo(until, system.OpenUntil);
    }

    [TestMethod]
    public void Refresh_GateRemovedBySomebody_PutBackOpenAndTold()
    {
        Bind(2);
        clock.Advance(50);
        system.HasGate = false;
        system.Calls.Clear();
        Refresh(2, hold: 90);
        CollectionAssert.AreEqual(new[] { "keep 90", "rebuild 90" }, system.Calls);
        CollectionAssert.AreEqual(new[] { "gate rebuilt 2" }, alarms.Told.ToArray());
        CollectionAssert.AreEqual(new[] { "bound 2" }, sink.Reports.ToArray());
        Refresh(2);
        Assert.HasCount(1, alarms.Told);
    }

    [TestMethod]
    public void Refresh_GateRemovedAndTheHoldOver_NotPutBack()
    {
        Bind(2, hold: 100);
        clock.Advance(100);
        system.HasGate = false;
        Refresh(2);
        sink.Await("hold lost 2: the hold had ended");
        CollectionAssert.DoesNotContain(system.Calls, "rebuild 250");
    }

    [TestMethod]
    public void Refresh_HeldUpUntilTheHoldIsOver_GateNotPutBack()
    {
        Bind(2);
        clock.Advance(50);
        system.HasGate = false;
        system.Slow = ("keep", 500);
        Refresh(2, hold: 200);
        sink.Await("hold lost 2: the hold ended during the refresh");
        Assert.IsFalse(system.HasGate);
    }

    [TestMethod]
    public void Bind_AfterALossUnderTheSameTerm_ToldAsPutBack()
    {
        Bind(2);
        system.Bound.Remove(First);
        engine.CheckPresence();
        Assert.IsEmpty(alarms.Told);
        Bind(2);
        CollectionAssert.AreEqual(new[] { "put back 2: 10.0.0.200/24 was removed by somebody else" }, alarms.Told.ToArray());
        engine.Execute(Order(VipCommandKind.Release, 2));
        Bind(2);
        Assert.HasCount(1, alarms.Told);
    }

    [TestMethod]
    [DataRow("add fd")]
    [DataRow("open")]
    [DataRow("arm")]
    public void Bind_Refused_UndoneWithTheSystemsWords(string refused)
    {
        system.Refused = refused;
        Bind(2);
        sink.Await($"bind failed 2: {refused}");
        Assert.IsEmpty(system.Bound);
    }

    [TestMethod]
    public void Bind_AddressOfAnEarlierLife_DeletedAndAddedAnew()
    {
        system.Bound.Add(First);
        Bind(2);
        CollectionAssert.AreEqual(new[] { "add 10.0.0.200", "delete 10.0.0.200", "add 10.0.0.200" }, system.Calls.Take(3).ToArray());
        sink.Await("bound 2");
    }

    [TestMethod]
    public void Bind_OlderTermThanKnown_Refused()
    {
        Bind(4);
        Bind(2);
        sink.Await("bind failed 2: term 4 is known");
        Assert.HasCount(2, system.Bound);
    }

    [TestMethod]
    public void Bind_RepeatedUnderTheSameTerm_KeepsAndReportsAgain()
    {
        Bind(2);
        clock.Advance(30);
        Bind(2);
        Assert.AreEqual(2, sink.Reports.Count(report => report == "bound 2"));
        Assert.IsFalse(system.Calls.Any(call => call.StartsWith("delete", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void Bind_HigherTermWhileBound_RaisesTheTermWithoutUnbinding()
    {
        Bind(2);
        clock.Advance(30);
        Bind(4);
        sink.Await("bound 4");
        Assert.IsFalse(system.Calls.Any(call => call.StartsWith("delete", StringComparison.Ordinal)));
        system.Bound.Clear();
        engine.CheckPresence();
        Assert.IsTrue(sink.Reports.Any(report => report.StartsWith("hold lost 4", StringComparison.Ordinal)), string.Join("; ", sink.Reports));
    }

    [TestMethod]
    public void Release_Bound_ClosesTheGateFirstThenDeletes()
    {
        Bind(2);
        system.Calls.Clear();
        engine.Execute(Order(VipCommandKind.Release, 2));
        CollectionAssert.AreEqual(new[] { "close", "delete 10.0.0.200", "delete fd00::200" }, system.Calls);
        sink.Await("released 2");
    }

    [TestMethod]
    public void Release_NotBound_ReportedAllTheSame()
    {
        engine.Execute(Order(VipCommandKind.Release, 2));
        CollectionAssert.AreEqual(new[] { "released 2" }, sink.Reports.ToArray());
    }

    [TestMethod]
    public void Release_Refused_TriedEveryTenMillisecondsUntilDone()
    {
        Bind(2);
        system.Refused = "delete 10";
        engine.Execute(Order(VipCommandKind.Release, 2));
        sink.Await("release failed 2: delete 10.0.0.200");
        Assert.AreEqual(VipState.Error, board.Current.State);
        Assert.AreEqual(clock.Now + TimeSpan.FromMilliseconds(10), engine.NextDue);

        clock.Advance(10);
        engine.Tick();
        Assert.AreEqual(1, sink.Reports.Count(report => report.StartsWith("release failed", StringComparison.Ordinal)));

        system.Refused = "-";
        clock.Advance(10);
        engine.Tick();
        Assert.AreEqual("released 2", sink.Reports[^1]);
        Assert.IsEmpty(system.Bound);
    }

    [TestMethod]
    public void Release_GateRefusesOnly_IsARelease()
    {
        Bind(2);
        system.Refused = "close";
        engine.Execute(Order(VipCommandKind.Release, 2));
        Assert.AreEqual("released 2", sink.Reports[^1]);
    }

    [TestMethod]
    public void Release_Failing_SupersededByABindOfANewerTerm()
    {
        Bind(2);
        system.Refused = "delete 10";
        engine.Execute(Order(VipCommandKind.Release, 2));
        system.Refused = "-";
        Bind(4);
        Assert.AreEqual("bound 4", sink.Reports[^1]);
    }

    [TestMethod]
    public void Refresh_OtherTerm_Ignored()
    {
        Bind(2);
        system.Calls.Clear();
        engine.Execute(Order(VipCommandKind.Refresh, 4, until: clock.Now + TimeSpan.FromSeconds(1)));
        Assert.IsEmpty(system.Calls);
    }

    [TestMethod]
    public void Refresh_InTime_KeepsTheGateAlwaysAndTheLifetimeWhenDue()
    {
        Bind(2);
        system.Calls.Clear();
        clock.Advance(50);
        Refresh(2);
        CollectionAssert.AreEqual(new[] { "keep 250" }, system.Calls);
        clock.Advance(50);
        system.Calls.Clear();
        Refresh(2);
        CollectionAssert.AreEqual(new[] { "keep 250", "prolong 10.0.0.200", "prolong fd00::200" }, system.Calls);
    }

    [TestMethod]
    public void Refresh_AfterItsOwnDeadline_NothingRefreshedAndHoldLost()
    {
        Bind(2);
        system.Calls.Clear();
        clock.Advance(5);
        engine.Execute(Order(VipCommandKind.Refresh, 2, until: clock.Now));
        sink.Await("hold lost 2");
        Assert.IsFalse(system.Calls.Any(call => call.StartsWith("keep", StringComparison.Ordinal)));
        Assert.IsEmpty(system.Bound);
    }

    [TestMethod]
    public void Refresh_AfterTheOldHoldEnded_HoldLostWhateverTheNewOneSays()
    {
        Bind(2, hold: 50);
        clock.Advance(50);
        Refresh(2);
        sink.Await("hold lost 2: the hold had ended");
        Assert.IsEmpty(system.Bound);
    }

    [TestMethod]
    public void Refresh_GateRunOut_HoldLostAfterClosingAndDeleting()
    {
        Bind(2);
        clock.Advance(250);
        Refresh(2);
        sink.Await("hold lost 2: the gate had shut");
        Assert.IsEmpty(system.Bound);
    }

    [TestMethod]
    public void Refresh_AddressGone_HoldLostNamingSomebodyElse()
    {
        Bind(2);
        clock.Advance(100);
        system.Bound.Remove(Second);
        Refresh(2);
        Assert.AreEqual("hold lost 2: fd00::200/64 was removed by somebody else", sink.Reports[^1]);
        Assert.IsEmpty(system.Bound);
    }

    [TestMethod]
    public void Refresh_HoldEndsDuringIt_HoldLost()
    {
        Bind(2);
        clock.Advance(100);
        system.Slow = ("prolong fd", 200);
        Refresh(2, hold: 150);
        sink.Await("hold lost 2: the hold ended during the refresh");
        Assert.IsEmpty(system.Bound);
    }

    [TestMethod]
    public void CheckPresence_AddressGone_HoldLostAtOnce()
    {
        Bind(2);
        system.Bound.Remove(First);
        engine.CheckPresence();
        sink.Await("hold lost 2: 10.0.0.200/24 was removed by somebody else");
    }

    [TestMethod]
    public void HoldLost_RemovalRefused_LossToldAtOnceAndReleaseLater()
    {
        Bind(2);
        system.Bound.Remove(First);
        system.Refused = "delete fd";
        engine.CheckPresence();
        Assert.IsTrue(sink.Reports[1].StartsWith("hold lost 2", StringComparison.Ordinal));
        Assert.IsTrue(sink.Reports[2].StartsWith("release failed 2", StringComparison.Ordinal));
        system.Refused = "-";
        clock.Advance(10);
        engine.Tick();
        Assert.AreEqual("released 2", sink.Reports[^1]);
    }

    [TestMethod]
    public void Tick_HoldEndsWithoutARefresh_AddressesGo()
    {
        Bind(2, hold: 60);
        Assert.AreEqual(clock.Now + TimeSpan.FromMilliseconds(60), engine.NextDue);
        clock.Advance(60);
        engine.Tick();
        sink.Await("hold lost 2: the hold ended without a refresh");
        Assert.IsEmpty(system.Bound);
    }

    [TestMethod]
    public void Tick_Bound_AnnouncesAt100And500MillisecondsAnd2SecondsThenEveryMinute()
    {
        Bind(2, hold: 1_000_000);
        MonotonicTime start = clock.Now;
        List<double> announced = [];
        List<double> asked = [];
        while (announced.Count < 5)
        {
            clock.Advance((int)(engine.NextDue - clock.Now).TotalMilliseconds);
            system.Calls.Clear();
            engine.Tick();
            if (system.Calls is ["ask for others"])
            {
                asked.Add((clock.Now - start).TotalMilliseconds);
                continue;
            }

            CollectionAssert.AreEqual(new[] { "announce 10.0.0.200", "announce fd00::200" }, system.Calls);
            announced.Add((clock.Now - start).TotalMilliseconds);
        }

        CollectionAssert.AreEqual(new double[] { 100, 500, 2000, 62000, 122000 }, announced);
        CollectionAssert.AreEqual(new double[] { 1000, 11000, 21000 }, asked.Take(3).ToArray());
    }

    [TestMethod]
    public void AnnounceAnew_Bound_AtOnceAndOnTheWholeScheduleAgain()
    {
        engine.AnnounceAnew();
        Assert.IsEmpty(system.Calls);
        Bind(2);
        clock.Advance(300);
        system.Calls.Clear();
        engine.AnnounceAnew();
        Assert.HasCount(2, system.Calls);
        Assert.AreEqual(clock.Now + TimeSpan.FromMilliseconds(100), engine.NextDue);
    }

    [TestMethod]
    public void Announce_OtherTermOrNotBound_Nothing()
    {
        engine.Execute(Order(VipCommandKind.Announce, 2));
        Bind(2);
        system.Calls.Clear();
        engine.Execute(Order(VipCommandKind.Announce, 4));
        Assert.IsEmpty(system.Calls);
        engine.Execute(Order(VipCommandKind.Announce, 2));
        Assert.HasCount(2, system.Calls);
    }

    [TestMethod]
    public void Claim_InTime_ClaimedUntilBoundOrReleased()
    {
        MonotonicTime until = clock.Now + TimeSpan.FromMilliseconds(70);
        engine.Execute(Order(VipCommandKind.Claim, 2, until: until));
        Assert.AreEqual(until, system.ClaimedUntil);
        Assert.IsEmpty(system.Bound);
        Bind(2);
        Assert.AreEqual(MonotonicTime.Never, system.ClaimedUntil);
    }

    [TestMethod]
    public void Claim_OverOrOfAnOlderTerm_NothingSent()
    {
        engine.Execute(Order(VipCommandKind.Claim, 2, until: clock.Now));
        engine.Execute(Order(VipCommandKind.Release, 6));
        engine.Execute(Order(VipCommandKind.Claim, 4, until: clock.Now + TimeSpan.FromSeconds(1)));
        CollectionAssert.DoesNotContain(system.Calls, "claim");
    }

    [TestMethod]
    public void Refresh_SteadyState_AllocatesNothing()
    {
        // Without the fakes' notes: the simulated addresses and no gate, which is the engine's own cost.
        VipPlan plan = new([First], 1, TimeSpan.Zero, TimeSpan.FromSeconds(60));
        using SimulatedAddresses addresses = new();
        VipEngine bare = new(plan, new AddressHold(plan, addresses, new Gate.NoGate(), system, clock), system, clock, sink, alarms, board, new NullLog());
        bare.Execute(Order(VipCommandKind.Bind, 2, clock.Now, clock.Now + TimeSpan.FromSeconds(1)));
        VipCommand refresh = Order(VipCommandKind.Refresh, 2, until: clock.Now + TimeSpan.FromSeconds(1));
        for (int index = 0; index < 100; index++)
        {
            bare.Execute(refresh);
            bare.Tick();
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int index = 0; index < 1000; index++)
        {
            bare.Execute(refresh);
            bare.Tick();
        }

        Assert.AreEqual(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private void Bind(long term, int hold = 1000) =>
        engine.Execute(Order(VipCommandKind.Bind, term, clock.Now, clock.Now + TimeSpan.FromMilliseconds(hold)));

    private void Refresh(long term, int hold = 1000) =>
        engine.Execute(Order(VipCommandKind.Refresh, term, until: clock.Now + TimeSpan.FromMilliseconds(hold)));

    private VipCommand Order(VipCommandKind kind, long term, MonotonicTime decided = default, MonotonicTime until = default) =>
        new(kind, new Epoch(term), decided, until, 0, false, clock.Now);
}
