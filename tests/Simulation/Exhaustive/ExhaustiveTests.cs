using System.Diagnostics;

namespace HAMgm.Simulation.Tests.Exhaustive;

/// <summary>
/// Every interleaving of a bounded pair, with the real decision core on both sides (README.md of the folder above says what is
/// bounded). HAMGM_EXHAUSTIVE=n makes the bounds wider.
/// </summary>
[TestClass]
public sealed class ExhaustiveTests
{
    private const PairFault Freezes = PairFault.FreezeService | PairFault.FreezeBoth;

    public TestContext TestContext { get; set; } = null!;

    private static int Width => SimRun.Number("HAMGM_EXHAUSTIVE") ?? 1;

    /// <summary>One fault of any kind but a freeze at any step of an interval, until the other node has taken over, and a claim.</summary>
    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void Search_OneFault_NoTwoHolders(bool holderRanksLower) =>
        Check(PairFault.All & ~Freezes, holderRanksLower, faults: 1, windowMilliseconds: 100, horizonMilliseconds: 420);

    /// <summary>A freeze around a beat, thawed at any multiple of 50 ms; at any step of an interval with HAMGM_FULL=1.</summary>
    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void Search_OneFreeze_NoTwoHolders(bool holderRanksLower) =>
        Check(Freezes, holderRanksLower, faults: 1, windowMilliseconds: SimRun.IsFull ? 100 : 30, horizonMilliseconds: 420);

    /// <summary>Two faults of any kind around a beat.</summary>
    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void Search_TwoFaultsOfAnyKind_NoTwoHolders(bool holderRanksLower) =>
        Check(PairFault.All, holderRanksLower, faults: 2, windowMilliseconds: 0, horizonMilliseconds: 110);

    /// <summary>Two faults that have to do with each other, at any step of what follows.</summary>
    [TestMethod]
    [DataRow(true, PairFault.Switch | PairFault.LoseMessage, 60, 200)]
    [DataRow(false, PairFault.Switch | PairFault.KillService, 60, 200)]
    [DataRow(true, PairFault.KillBoth | PairFault.CutLink, 150, 700)]
    public void Search_TwoFaults_NoTwoHolders(bool holderRanksLower, PairFault faults, int windowMilliseconds, int horizonMilliseconds) =>
        Check(faults, holderRanksLower, faults: 2, windowMilliseconds, horizonMilliseconds);

    /// <summary>The widest of them, for the long run.</summary>
    [TestMethod]
    [TestCategory("Long")]
    public void Search_FreezeAndCut_NoTwoHolders() =>
        Check(PairFault.FreezeBoth | PairFault.CutLink, holderRanksLower: true, faults: 2, windowMilliseconds: 0, horizonMilliseconds: 420);

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
