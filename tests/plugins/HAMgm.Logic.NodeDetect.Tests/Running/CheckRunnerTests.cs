using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.Detection;
using HAMgm.Logic.NodeDetect.Running;
using HAMgm.Logic.NodeDetect.Verdict;

namespace HAMgm.Logic.NodeDetect.Tests.Running;

[TestClass]
public sealed class CheckRunnerTests
{
    private static readonly CheckOutcome Bad = CheckOutcome.Unhealthy("bad");

    [TestMethod]
    public void Configure_NoChecks_SetsNoTimer()
    {
        using var bench = new RunnerBench();
        bench.Configure();
        Assert.AreEqual(0, bench.Time.ArmedTimers);
    }

    [TestMethod]
    public void Run_AtItsInterval_AndNoMoreOften()
    {
        using var bench = new RunnerBench();
        bench.Configure(Plans.Make("a", intervalSeconds: 2), Plans.Make("b", intervalSeconds: 5));
        bench.Settle();
        bench.Advance(19.5);
        Assert.AreEqual(10, bench.Probes["a"].Started);
        Assert.AreEqual(4, bench.Probes["b"].Started);
        Assert.AreEqual(CheckState.Passing, bench.State("a"));
    }

    [TestMethod]
    public void Run_ManyChecks_BeginSpreadOverTheInterval()
    {
        using var bench = new RunnerBench();
        bench.Configure([.. Enumerable.Range(0, 200).Select(i => Plans.Make($"c{i}"))]);
        bench.Settle();
        var atFirst = bench.Probes.Values.Sum(p => p.Started);
        bench.Advance(0.5, step: 0.01);
        var half = bench.Probes.Values.Sum(p => p.Started);
        Assert.AreEqual(10, atFirst, "a twentieth: together, so that one wake-up serves them, and few");
        Assert.IsTrue(half is > 90 and < 115, $"{half} of 200 in the first half of the interval");
    }

    [TestMethod]
    public void Run_BeyondItsDeadline_FailsAndHoldsUpNobody()
    {
        using var bench = new RunnerBench();
        bench.Prepare("slow").Answer = null;
        bench.Configure(Plans.Make("slow", timeoutSeconds: 0.5), Plans.Make("quick"));
        bench.Settle();
        bench.Advance(0.55);
        RunnerBench.Until(() => bench.Record("slow").Runs == 1);
        Assert.AreEqual(CheckState.Failing, bench.State("slow"));
        Assert.AreEqual("no answer within 500 ms", bench.Record("slow").Last!.Message);
        bench.Advance(2.5);
        Assert.AreEqual(CheckState.Passing, bench.State("quick"));
        Assert.IsGreaterThanOrEqualTo(3, bench.Probes["quick"].Started);
    }

    [TestMethod]
    public void Run_ThatCannotBeCalledOff_IsGivenUpAndNeverBegunTwice()
    {
        using var bench = new RunnerBench();
        var probe = bench.Prepare("stuck");
        (probe.Answer, probe.HeedsDeadline) = (null, false);
        bench.Configure(Plans.Make("stuck", timeoutSeconds: 0.5, fall: 3), Plans.Make("quick"));
        bench.Settle();
        bench.Advance(1);
        RunnerBench.Until(() => bench.Runner.Read((checks, _) => checks[0].IsHung));
        bench.Advance(4);
        Assert.AreEqual(1, bench.Probes["stuck"].Started);
        Assert.AreEqual(CheckState.Failing, bench.State("stuck"));
        StringAssert.StartsWith(bench.Record("stuck").Last!.Message, "hangs for ");
        Assert.IsGreaterThanOrEqualTo(4, bench.Probes["quick"].Started);

        probe.Answer = CheckOutcome.Healthy("well");
        probe.Release(CheckOutcome.Healthy("late"));
        RunnerBench.Until(() => bench.Runner.Read((checks, _) => !checks[0].IsHung));
        bench.Advance(3);
        Assert.AreEqual(CheckState.Passing, bench.State("stuck"), "what it said too late did not count, what it says now does");
    }

    [TestMethod]
    public void Run_EveryPlaceHung_TheOthersRunOn()
    {
        using var bench = new RunnerBench();
        var stuck = Enumerable.Range(0, CheckRunner.MaxAtOnce + 4).Select(i => Plans.Make($"stuck{i}", timeoutSeconds: 0.2)).ToArray();
        foreach (var plan in stuck)
        {
            var probe = bench.Prepare(plan.Id);
            (probe.Answer, probe.HeedsDeadline) = (null, false);
        }

        bench.Configure([.. stuck, Plans.Make("quick", intervalSeconds: 0.5)]);
        bench.Settle();
        bench.Advance(3);
        RunnerBench.Until(() => bench.Runner.Read((checks, _) => checks.Count(c => c.IsHung) == stuck.Length));
        var before = bench.Probes["quick"].Started;
        bench.Advance(2);
        Assert.IsGreaterThanOrEqualTo(before + 3, bench.Probes["quick"].Started);
    }

    [TestMethod]
    public void Run_DependencyFailed_WaitsAndGoesOnAtOnceWhenItIsBack()
    {
        using var bench = new RunnerBench();
        bench.Configure(Plans.Make("disk"), Plans.Make("db", dependsOn: ["disk"]));
        bench.Settle();
        bench.Advance(1);
        bench.Probes["disk"].Answer = Bad;
        bench.Advance(1.1);
        Assert.AreEqual(CheckState.Blocked, bench.State("db"));
        var before = bench.Probes["db"].Started;
        bench.Advance(5);
        Assert.AreEqual(before, bench.Probes["db"].Started);
        bench.Probes["disk"].Answer = CheckOutcome.Healthy("well");
        bench.Advance(1.1);
        Assert.IsGreaterThan(before, bench.Probes["db"].Started);
    }

    [TestMethod]
    public void SetRole_CheckOfTheNewRole_RunsAtOnce()
    {
        using var bench = new RunnerBench();
        bench.Configure(Plans.Make("writes", intervalSeconds: 60, roles: [NodeState.Primary]));
        bench.Advance(5);
        Assert.AreEqual(0, bench.Probes["writes"].Started);
        bench.Runner.SetRole(NodeState.Primary);
        bench.Settle();
        Assert.AreEqual(1, bench.Probes["writes"].Started);
    }

    [TestMethod]
    public void Notice_EventDriven_RunsThenAndSettles()
    {
        using var bench = new RunnerBench();
        bench.Configure(Plans.Make("eth", isEventDriven: true, rise: 2, fall: 1));
        bench.Settle();
        bench.Advance(10);
        Assert.AreEqual(1, bench.Probes["eth"].Started, "it passed once, and nothing has changed since");
        bench.Probes["eth"].Answer = Bad;
        bench.Probes["eth"].Notice();
        bench.Settle();
        Assert.AreEqual(CheckState.Failing, bench.State("eth"));
        bench.Advance(10);
        Assert.AreEqual(2, bench.Probes["eth"].Started);
        bench.Probes["eth"].Answer = CheckOutcome.Healthy("well");
        bench.Probes["eth"].Notice();
        bench.Settle();
        Assert.AreEqual(CheckState.Failing, bench.State("eth"));
        bench.Advance(1.1);
        Assert.AreEqual(CheckState.Passing, bench.State("eth"), "looked at again at its interval until it is believed");
        bench.Advance(10);
        Assert.AreEqual(4, bench.Probes["eth"].Started);
    }

    [TestMethod]
    public async Task RunNow_OutOfTurn_IsShownAndDoesNotCount()
    {
        using var bench = new RunnerBench();
        bench.Configure(Plans.Make("a", intervalSeconds: 60, fall: 1));
        bench.Settle();
        bench.Advance(2);
        bench.Probes["a"].Answer = Bad;
        await bench.Runner.RunNowAsync(TimeSpan.FromSeconds(3), CancellationToken.None);
        Assert.AreEqual("bad", bench.Record("a").Last!.Message);
        Assert.AreEqual(CheckState.Passing, bench.State("a"));
        await bench.Runner.RunNowAsync(TimeSpan.FromSeconds(3), CancellationToken.None);
        Assert.AreEqual(2, bench.Probes["a"].Started, "what ran less than a second ago is young enough");
    }

    /// <summary>Somebody watches `node health`, and what would be counted comes all the same.</summary>
    [TestMethod]
    public async Task RunNow_AgainAndAgain_DoesNotKeepWhatIsEventDrivenFromRecovering()
    {
        using var bench = new RunnerBench();
        bench.Configure(Plans.Make("eth", isEventDriven: true, rise: 2, fall: 1, intervalSeconds: 5));
        bench.Settle();
        bench.Probes["eth"].Answer = Bad;
        bench.Probes["eth"].Notice();
        bench.Settle();
        bench.Probes["eth"].Answer = CheckOutcome.Healthy("well");
        bench.Probes["eth"].Notice();
        bench.Settle();
        for (var look = 0; look < 5; look++)
        {
            bench.Advance(2);
            await bench.Runner.RunNowAsync(TimeSpan.FromSeconds(3), CancellationToken.None);
        }

        Assert.AreEqual(CheckState.Passing, bench.State("eth"));
    }

    [TestMethod]
    public void Configure_CheckThatStaysTheSame_KeepsItsProbe_TheOthersAreDisposedOf()
    {
        using var bench = new RunnerBench();
        bench.Configure(Plans.Make("a"), Plans.Make("b"), Plans.Make("c"));
        bench.Settle();
        bench.Advance(1.5);
        var (a, b, c) = (bench.Probes["a"], bench.Probes["b"], bench.Probes["c"]);
        bench.Configure(Plans.Make("a"), Plans.Make("b", fall: 7));
        bench.Settle();
        Assert.IsFalse(a.IsDisposed);
        Assert.IsTrue(b.IsDisposed);
        Assert.IsTrue(c.IsDisposed);
        Assert.AreNotSame(b, bench.Probes["b"]);
        Assert.IsGreaterThan(0, bench.Record("b").Runs, "its past stays with it");
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void Configure_CheckThatIsGoneWhileItRuns_IsCalledOffAtItsDeadline(bool heedsDeadline)
    {
        using var bench = new RunnerBench();
        var probe = bench.Prepare("gone");
        (probe.Answer, probe.HeedsDeadline) = (null, heedsDeadline);
        bench.Configure(Plans.Make("gone", timeoutSeconds: 0.5), Plans.Make("stays"));
        bench.Settle();
        bench.Configure(Plans.Make("stays"));
        Assert.IsFalse(probe.IsDisposed, "it runs");
        RunnerBench.Until(() =>
        {
            bench.Advance(0.1);
            return heedsDeadline ? probe.IsDisposed : bench.Time.GetTimestamp() > TimeSpan.TicksPerHour + TimeSpan.FromSeconds(2).Ticks;
        });
        Assert.AreEqual(heedsDeadline, probe.IsDisposed);
        if (!heedsDeadline)
        {
            probe.Release(CheckOutcome.Healthy("late"));
            RunnerBench.Until(() => probe.IsDisposed);
        }
    }
}
