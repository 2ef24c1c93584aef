namespace HAMgm.Simulation.Tests;

/// <summary>What operators do, in the middle of faults (R20): maintenance, freeze, fail-back, fences.</summary>
[TestClass]
public sealed class OperationSimulationTests
{
    internal static readonly SimOptions _operations = new() { Faults = SimOptions.WithOperations, MostFaults = 4 };

    // Fail-back moves besides what the faults cause, so that moves are not counted against causes there.
    internal static readonly SimOptions _failback = _operations with
    {
        Change = static (policy, index) => policy with { FailbackAuto = true, FailbackDelay = TimeSpan.FromMilliseconds(300), Priority = 100 + (10 * index) },
        CountsMoves = false,
    };

    internal static readonly SimOptions _fenced = _operations with
    {
        Change = static (policy, index) => policy with { FenceBeforeTakeOver = true, ContinueUnfenced = index == 0, FenceTimeout = TimeSpan.FromMilliseconds(300) },
        OneInTheEnd = false,
    };

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public void Run_Operations_NeverTwoHoldersAndOneInTheEnd() => SimRun.Check(TestContext, 1500, _operations);

    [TestMethod]
    public void Run_Failback_NeverTwoHoldersAndOneInTheEnd() => SimRun.Check(TestContext, 1000, _failback);

    [TestMethod]
    public void Run_Fenced_NeverTwoHolders() => SimRun.Check(TestContext, 1000, _fenced);

    [TestMethod]
    public void Run_OperationsWithoutWitness_NeverTwoHolders() => SimRun.Check(TestContext, 1000, _operations with
    {
        Change = static (policy, _) => policy with { Witness = HAMgm.Logic.Core.Policy.WitnessKind.None },
        OneInTheEnd = false,
    });
}
