using System.Diagnostics;

namespace HAMgm.Simulation.Tests.Exhaustive;

/// <summary>
/// Every interleaving of a bounded pair, with the real decision core on both sides (README.md of the folder above says what is
/// bounded). HAMGM_EXHAUSTIVE=n makes the bounds wider.
/// </summary>
[TestClass]
public sealed class ExhaustiveTests
{
    public TestContext TestContext { get; set; } = null!;

    private static int Width => SimRun.Number("HAMGM_EXHAUSTIVE") ?? 1;

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void Search_OneFaultOfAnyKind_NoTwoHolders(bool holderRanksLower) =>
        Check(PairFault.All, holderRanksLower, faults: 1, TimeSpan.FromMilliseconds(200 + (250 * Width)));

    /// <summary>Two faults, of kinds that have to do with each other.</summary>
    [TestMethod]
    [DataRow(true, PairFault.FreezeBoth | PairFault.CutLink, 200)]
    [DataRow(true, PairFault.Switch | PairFault.LoseMessage, 60)]
    [DataRow(false, PairFault.Switch | PairFault.KillService, 80)]
    public void Search_TwoFaults_NoTwoHolders(bool holderRanksLower, PairFault faults, int horizonMilliseconds) =>
        Check(faults, holderRanksLower, faults: 2, TimeSpan.FromMilliseconds(horizonMilliseconds * Width));

    /// <summary>The search can fail: what is seeded is found.</summary>
    [TestMethod]
    [DataRow(SimMutation.ReleaseNotAwaited, PairFault.Switch)]
    [DataRow(SimMutation.RefreshUnchecked, PairFault.FreezeBoth | PairFault.CutLink)]
    [DataRow(SimMutation.GuardTellsFirst, PairFault.FreezeService)]
    public void Search_SeededBug_IsFound(SimMutation mutation, PairFault faults)
    {
        var search = new PairSearch(faults, holderRanksLower: true, mutation);
        search.Run(faults: 2, TimeSpan.FromMilliseconds(900), mostStates: 3_000_000);
        TestContext.WriteLine($"{mutation}: {search.States} states");
        Assert.IsNotNull(search.Violation, $"{mutation} was not found in {search.States} states");
        TestContext.WriteLine(search.Violation);
    }

    private void Check(PairFault kinds, bool holderRanksLower, int faults, TimeSpan horizon)
    {
        var watch = Stopwatch.StartNew();
        var search = new PairSearch(kinds, holderRanksLower);
        search.Run(faults, horizon, mostStates: 20_000_000L * Width * Width);
        TestContext.WriteLine(
            $"{faults} of [{kinds}] within {horizon.TotalMilliseconds} ms: {search.States} states, at most {search.Deepest} steps, "
            + $"{search.States / Math.Max(watch.Elapsed.TotalSeconds, 0.001):F0} states/s, {(search.IsComplete ? "all" : "stopped at the limit")}");
        Assert.IsNull(search.Violation, search.Violation);
        Assert.IsTrue(search.IsComplete, "the limit of states was reached: the check is not exhaustive");
    }
}
