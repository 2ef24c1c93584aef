using HAMgm.Logic.Core.Policy;

namespace HAMgm.Simulation.Tests;

/// <summary>
/// Configurations and circumstances whose weakness docs/safety.md tells: it is exactly that. Two holders occur in the
/// circumstances named and no others, no longer than said; and they do occur, so that the sentence is no excuse.
/// </summary>
[TestClass]
public sealed class WeakConfigurationTests
{
    /// <summary>Witness none, keep: as long as the nodes do not hear each other, and until they have met.</summary>
    internal static readonly SimWeakness NodesApart =
        new("witness none/keep", static world => world.AreApart, TimeSpan.FromMilliseconds(250), TimeSpan.MaxValue);

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public void Run_NoWitnessKeep_TwoHoldersOnlyWhileApart() => IsExactly(2000, new SimOptions
    {
        Change = static (policy, _) => policy with { Witness = WitnessKind.None, KeepWhenIsolated = true },
        Weakness = NodesApart,
        MostMoves = 20,
    });

    private void IsExactly(int count, SimOptions options)
    {
        var run = SimRun.Check(TestContext, count, options);
        if (SimRun.Number("HAMGM_SIM_SEED") is null)
        {
            Assert.IsGreaterThan(TimeSpan.Zero, run.LongestTwoHolders, $"{options.Weakness!.Name} showed no weakness in {run.Schedules} schedules: say so in docs/safety.md");
        }
    }
}
