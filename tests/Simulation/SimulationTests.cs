using HAMgm.Logic.Core.Policy;

namespace HAMgm.Simulation.Tests;

/// <summary>Seeded schedules of the pair: at most one holder at every step, one holder in the end, no flapping.</summary>
[TestClass]
public sealed class SimulationTests
{
    public TestContext TestContext { get; set; } = null!;

    /// <summary>The pair as it is recommended, for a minute with HAMGM_FULL=1: the long run is the same with HAMGM_SIM_COUNT.</summary>
    [TestMethod]
    public void Run_ManySeeds_NeverTwoHoldersAndOneInTheEnd() =>
        Check(int.MaxValue / 2, SimOptions.Default, TimeSpan.FromMinutes(1));

    [TestMethod]
    public void Run_OneFault_NeverTwoHoldersAndOneInTheEnd() => Check(3000, new SimOptions { MostFaults = 1 });

    [TestMethod]
    public void Run_SixFaults_NeverTwoHoldersAndOneInTheEnd() => Check(2000, new SimOptions { MostFaults = 6 });

    [TestMethod]
    public void Run_At20And60_NeverTwoHoldersAndOneInTheEnd() => Check(1000, Lengths(20, 60));

    [TestMethod]
    public void Run_At100And1000_NeverTwoHoldersAndOneInTheEnd() => Check(1000, Lengths(100, 1000));

    [TestMethod]
    public void Run_At1000And3000_NeverTwoHoldersAndOneInTheEnd() => Check(500, Lengths(1000, 3000));

    /// <summary>
    /// R11, R16: T_g is at least 200 ms, so at T = 60 ms a node can freeze within the calls that bind, and thaw before its guard
    /// acts. The gate opens only within 20 ms of the last look at the clock, by the kernel's clock.
    /// </summary>
    [TestMethod]
    public void Run_ShortTimeoutAndFreezeAtBind_NeverTwoHolders() =>
        Check(2000, Lengths(20, 60) with { Faults = [SimFault.FreezeAtCall, SimFault.FreezeAtCall, .. SimOptions.Ordinary] });

    /// <summary>R20: nobody moves unasked, and the last holder may resume, so that there is one in the end.</summary>
    [TestMethod]
    public void Run_AutoSwitchOff_NeverTwoHoldersAndOneInTheEnd() =>
        Check(2000, new SimOptions { Change = static (policy, _) => policy with { AutoSwitch = false } });

    /// <summary>R20: the VIP goes back to the node of higher priority after a while, and flapping is damped.</summary>
    [TestMethod]
    public void Run_FailbackAuto_NeverTwoHoldersAndOneInTheEnd() => Check(2000, new SimOptions
    {
        Change = static (policy, index) => policy with { FailbackAuto = true, FailbackDelay = TimeSpan.FromMilliseconds(500), Priority = 100 + index },
    });

    /// <summary>Maintenance and freezing, again and again, between faults.</summary>
    [TestMethod]
    public void Run_Operations_NeverTwoHoldersAndOneInTheEnd() => Check(2000, new SimOptions
    {
        Faults = [SimFault.Maintain, SimFault.FreezePair, SimFault.SwitchRequest, SimFault.Unhealthy, SimFault.KillService, SimFault.CutPeerLink, SimFault.Leave, SimFault.BrokenDisk],
        MostFaults = 6,
    });

    /// <summary>Addresses that go away and cannot be put back, or too late, amid hand-overs.</summary>
    [TestMethod]
    public void Run_PutBackFails_NeverTwoHoldersAndOneInTheEnd() => Check(4000, new SimOptions
    {
        Faults =
        [
            SimFault.DeleteAddress, SimFault.DeleteAddress, SimFault.BindRefused, SimFault.BindRefused, SimFault.SlowExecutor, SimFault.FreezeAtCall, SimFault.SwitchRequest,
            SimFault.CutPeerLink, SimFault.GatewayDown, SimFault.KillService,
        ],
        MostFaults = 6,
    });

    /// <summary>A fence that takes its time, and may fail, before each unasked take-over.</summary>
    [TestMethod]
    public void Run_Fenced_NeverTwoHolders() => Check(2000, new SimOptions
    {
        Change = static (policy, _) => policy with { FenceBeforeTakeOver = true, FenceTimeout = TimeSpan.FromMilliseconds(300) },
        OneInTheEnd = false,
    });

    /// <summary>R18: without a witness, on_isolation release never makes two holders.</summary>
    [TestMethod]
    public void Run_NoWitnessRelease_NeverTwoHoldersAndOneInTheEnd() =>
        Check(3000, new SimOptions { Change = static (policy, _) => policy with { Witness = WitnessKind.None } });

    [TestMethod]
    public void Run_SingleNode_OneInTheEnd() => Check(500, new SimOptions
    {
        Change = static (policy, _) => policy with { IsSingle = true },
        NodeCount = 1,
    });

    private static SimOptions Lengths(int interval, int timeout) => new()
    {
        Change = (policy, _) => policy with { Interval = TimeSpan.FromMilliseconds(interval), Timeout = TimeSpan.FromMilliseconds(timeout) },
    };

    private void Check(int count, SimOptions options, TimeSpan? longest = null) => SimRun.Check(TestContext, count, options, longest);
}
