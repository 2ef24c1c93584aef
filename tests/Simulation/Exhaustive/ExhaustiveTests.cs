using System.Diagnostics;

namespace HAMgm.Simulation.Tests.Exhaustive;

/// <summary>
/// Every interleaving of a bounded pair, with the real decision core on both sides (README.md of the folder above says what is
/// bounded). HAMGM_EXHAUSTIVE=n makes the bounds wider.
/// </summary>
[TestClass]
public sealed class ExhaustiveTests
{
    private const PairFault Disturbances =
        PairFault.All & ~(PairFault.Deaf | PairFault.Mute | PairFault.CutLink | PairFault.KillBoth | PairFault.FreezeBoth);

    public TestContext TestContext { get; set; } = null!;

    private static int Width => SimRun.Number("HAMGM_EXHAUSTIVE") ?? 1;

    /// <summary>One lasting fault at any step of a beat, and what follows: until the other node has taken over where the bound allows it.</summary>
    [TestMethod]
    [DataRow(true, PairFault.CutLink, 420)]
    [DataRow(false, PairFault.CutLink, 420)]
    [DataRow(true, PairFault.KillBoth, 420)]
    [DataRow(true, PairFault.FreezeBoth, 420)]
    [DataRow(true, PairFault.Deaf, 420)]
    [DataRow(false, PairFault.Mute, 420)]
    public void Search_OneLoss_NoTwoHolders(bool holderRanksLower, PairFault fault, int horizonMilliseconds) =>
        Check(fault, holderRanksLower, faults: 1, windowMilliseconds: 0, horizonMilliseconds);

    /// <summary>One fault of the other kinds at any step of an interval, until the next beat is over.</summary>
    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void Search_OneDisturbance_NoTwoHolders(bool holderRanksLower) =>
        Check(Disturbances, holderRanksLower, faults: 1, windowMilliseconds: 100, horizonMilliseconds: 240);

    /// <summary>Two faults, of kinds that have to do with each other.</summary>
    [TestMethod]
    [DataRow(true, PairFault.Switch | PairFault.LoseMessage, 60)]
    [DataRow(false, PairFault.Switch | PairFault.KillService, 100)]
    [DataRow(true, PairFault.FreezeBoth | PairFault.CutLink, 420)]
    public void Search_TwoFaults_NoTwoHolders(bool holderRanksLower, PairFault faults, int horizonMilliseconds) =>
        Check(faults, holderRanksLower, faults: 2, windowMilliseconds: 0, horizonMilliseconds);

    /// <summary>The search can fail: what is seeded is found.</summary>
    [TestMethod]
    [DataRow(SimMutation.ReleaseNotAwaited, PairFault.Switch)]
    [DataRow(SimMutation.RefreshUnchecked, PairFault.FreezeBoth | PairFault.CutLink)]
    public void Search_SeededBug_IsFound(SimMutation mutation, PairFault faults)
    {
        var search = new PairSearch(faults, holderRanksLower: true, mutation);
        search.Run(faults: 2, TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(600), mostStates: 5_000_000);
        TestContext.WriteLine($"{mutation}: {search.States} states");
        Assert.IsNotNull(search.Violation, $"{mutation} was not found in {search.States} states");
        TestContext.WriteLine(search.Violation);
    }

    private void Check(PairFault kinds, bool holderRanksLower, int faults, int windowMilliseconds, int horizonMilliseconds)
    {
        var (window, horizon) = (TimeSpan.FromMilliseconds(windowMilliseconds + (50 * (Width - 1))), TimeSpan.FromMilliseconds(horizonMilliseconds * Width));
        var watch = Stopwatch.StartNew();
        var search = new PairSearch(kinds, holderRanksLower);
        search.Run(faults, window, horizon, mostStates: 3_000_000L * Width * Width * Width);
        TestContext.WriteLine(
            $"{faults} of [{kinds}] within {window.TotalMilliseconds} ms, {horizon.TotalMilliseconds} ms in all: {search.States} states, at most {search.Deepest} steps, "
            + $"{search.States / Math.Max(watch.Elapsed.TotalSeconds, 0.001):F0} states/s, {(search.IsComplete ? "all" : "not all")}");
        Assert.IsNull(search.Violation, search.Violation);
        Assert.IsTrue(search.IsComplete, "the limit of states was reached: the check is not exhaustive");
    }
}
