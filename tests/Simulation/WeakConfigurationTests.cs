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

    private static readonly TimeSpan _kernelLease = TimeSpan.FromMilliseconds(2210);

    // Without the gate an address goes with the kernel's lease. Until then the wire tells, unless the path is lost as well.
    private static readonly SimWeakness _noGate = new(
        "a node without a gate whose every process is dead or frozen, while the path between the nodes is lost",
        static world => world.LosesFrames && world.Nodes.Any(static node => node.HoldsUnattended),
        _kernelLease,
        _kernelLease);

    private static readonly SimWeakness _lateCall = new(
        "a bind that is late and undone at once", static world => world.Causes > 0, TimeSpan.MaxValue, TimeSpan.FromMicroseconds(100));

    // Each node is told by a gateway of its own that the VIP is its own.
    private static readonly SimWeakness _noRegister = new(
        "a gateway that answers both, while the path between the nodes is lost",
        static world => world.LosesFrames || world.Nodes.Any(static node => node.ServiceFrozen), TimeSpan.FromMilliseconds(650), TimeSpan.MaxValue);

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public void Run_NoWitnessKeep_TwoHoldersOnlyWhileApart() => IsExactly(3000, new SimOptions
    {
        Change = static (policy, _) => policy with { Witness = WitnessKind.None, KeepWhenIsolated = true },
        Weakness = NodesApart,
    });

    [TestMethod]
    public void Run_NoGate_TwoHoldersOnlyUnattendedAndWithoutAPath_AtMostTheKernelLease() => IsExactly(6000, new SimOptions
    {
        HasGate = false,
        Faults = [SimFault.KillBoth, SimFault.FreezeBoth, SimFault.CutPeerLink, .. SimOptions.Ordinary.Where(static fault => fault != SimFault.FreezeAtCall)],
        Weakness = _noGate,
    });

    [TestMethod]
    public void Run_NoGateAndFrozenAtABind_TwoHoldersForAMomentOnly() => IsExactly(3000, new SimOptions
    {
        HasGate = false,
        Change = static (policy, _) => policy with { Interval = TimeSpan.FromMilliseconds(20), Timeout = TimeSpan.FromMilliseconds(60) },
        Faults = [SimFault.FreezeAtCall, SimFault.SwitchRequest, SimFault.KillService],
        Weakness = _lateCall,
    });

    [TestMethod]
    public void Run_GatewayThatAnswersBoth_TwoHoldersOnlyWhileThePathIsLost() => IsExactly(3000, new SimOptions
    {
        Gateway = SimGateway.AnswersBoth,
        Weakness = _noRegister,
    });

    /// <summary>A gateway that keeps its entry, whatever is announced: safe, and what it costs is another test's.</summary>
    [TestMethod]
    public void Run_GatewayThatIgnoresAnnouncements_NeverTwoHolders() =>
        SimRun.Check(TestContext, 3000, new SimOptions { Gateway = SimGateway.IgnoresAnnouncements });

    /// <summary>The machine sleeps, and its clock knows it: the first thing that the service does is to let go.</summary>
    [TestMethod]
    public void Run_HostSuspended_TwoHoldersUntilTheServiceRunsOnly() => IsExactly(3000, new SimOptions
    {
        Faults = [SimFault.SuspendHost],
        MostFaults = 1,
        Weakness = Resumed(TimeSpan.FromMilliseconds(4)),
    });

    /// <summary>The machine stands still, and nothing in it knows: it may answer for what it thought was left of its lease.</summary>
    [TestMethod]
    public void Run_HostStopped_TwoHoldersForTAtMost() => IsExactly(3000, new SimOptions
    {
        Faults = [SimFault.StopHost],
        MostFaults = 1,
        Weakness = Resumed(TimeSpan.FromMilliseconds(300)),
    });

    /// <summary>The same, with up to two other faults of any kind: what the gate had left, or what is left of the lease.</summary>
    [TestMethod]
    public void Run_HostPausedAndMore_TwoHoldersForTAtMost() => IsExactly(8000, new SimOptions
    {
        Faults = [SimFault.StopHost, SimFault.StopHost, SimFault.StopHost, SimFault.SuspendHost, SimFault.SuspendHost, .. SimOptions.Ordinary],
        Weakness = Resumed(TimeSpan.FromMilliseconds(300)),
    });

    private static SimWeakness Resumed(TimeSpan longest) =>
        new("a paused machine that goes on", world => world.Nodes.Any(node => world.Now - node.ResumedAt < longest), TimeSpan.Zero, longest);

    private void IsExactly(int count, SimOptions options)
    {
        var run = SimRun.Check(TestContext, count, options);
        if (SimRun.Number("HAMGM_SIM_SEED") is null)
        {
            Assert.IsGreaterThan(TimeSpan.Zero, run.LongestTwoHolders, $"{options.Weakness!.Name} showed no weakness in {run.Schedules} schedules: say so in docs/safety.md");
        }
    }
}
