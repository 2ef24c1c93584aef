using HAMgm.Logic.Core.Policy;

namespace HAMgm.Simulation.Tests;

/// <summary>Hooks before each promotion and each hand-over (ADR 0046), of random length, in the middle of faults: no bind without them.</summary>
[TestClass]
public sealed class HookSimulationTests
{
    internal static readonly SimOptions _hooks = new()
    {
        Change = static (policy, _) => WithHooks(policy),
        Faults = [SimFault.SwitchRequest, SimFault.SwitchRequest, SimFault.KillService, SimFault.CrashAtAction, SimFault.Leave, .. SimOptions.WithOperations],
        MostFaults = 5,
        HooksMayFail = true,
        OneInTheEnd = false,
    };

    public TestContext TestContext { get; set; } = null!;

    /// <summary>Some fail, some take too long, and whoever runs them dies.</summary>
    [TestMethod]
    public void Run_HooksThatFail_NeverTwoHolders() => SimRun.Check(TestContext, 1500, _hooks);

    /// <summary>They succeed: the pair finds its holder as without them, a little later.</summary>
    [TestMethod]
    public void Run_HooksThatSucceed_NeverTwoHoldersAndOneInTheEnd() => SimRun.Check(TestContext, 1000, _hooks with
    {
        Faults = SimOptions.Ordinary,
        HooksMayFail = false,
        OneInTheEnd = true,
        ExtraHealing = TimeSpan.FromSeconds(2.5),
    });

    /// <summary>Fence and hooks, one after the other.</summary>
    [TestMethod]
    public void Run_FencedAndHooks_NeverTwoHolders() => SimRun.Check(TestContext, 700, _hooks with
    {
        Change = static (policy, _) => WithHooks(policy) with { FenceBeforeTakeOver = true, FenceTimeout = TimeSpan.FromMilliseconds(300) },
    });

    [TestMethod]
    public void Run_HooksWithoutWitness_NeverTwoHolders() => SimRun.Check(TestContext, 700, _hooks with
    {
        Change = static (policy, _) => WithHooks(policy) with { Witness = WitnessKind.None },
    });

    internal static FailoverPolicy WithHooks(FailoverPolicy policy) => policy with
    {
        PromoteHookTimeout = TimeSpan.FromMilliseconds(300),
        DemoteHookTimeout = TimeSpan.FromMilliseconds(300),
    };
}
