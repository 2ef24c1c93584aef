using HAMgm.Logic.Core.Policy;

namespace HAMgm.Simulation.Tests;

/// <summary>
/// Bugs that are seeded outside the product: each has to be found. Faults are drawn from those that can show it, so that few
/// schedules suffice; the same schedules without the bug have to be clean.
/// </summary>
[TestClass]
public sealed class MutationTests
{
    private const int MostSchedules = 100_000;

    private static readonly Func<FailoverPolicy, int, FailoverPolicy> _noWitness = static (policy, _) => policy with { Witness = WitnessKind.None };

    private static readonly Func<FailoverPolicy, int, FailoverPolicy> _keep =
        static (policy, _) => policy with { Witness = WitnessKind.None, KeepWhenIsolated = true };

    public TestContext TestContext { get; set; } = null!;

    /// <summary>R1: drift and a release's lateness eat the margin; without a witness nothing else stands between two holders.</summary>
    [TestMethod]
    public void LeaseMargin_Removed_IsFound() => Find(SimMutation.NoLeaseMargin, new SimOptions
    {
        Change = _noWitness,
        Faults = [SimFault.Mute, SimFault.MutePeerMessages, SimFault.CutHost, SimFault.FreezeBoth],
    });

    /// <summary>R4, rule "persist before act".</summary>
    [TestMethod]
    public void Vote_NotPersistedBeforeTheGrant_IsFound() => Find(SimMutation.VoteNotPersisted, new SimOptions
    {
        Faults = [SimFault.CrashHost, SimFault.KillBoth, SimFault.CrashAtAction, SimFault.RestartStorm],
    });

    /// <summary>R5: the holder answers on the wire although its messages do not come.</summary>
    [TestMethod]
    public void WireCheck_Skipped_IsFound() => Find(SimMutation.WireCheckSkipped, new SimOptions
    {
        Change = _keep,
        Faults = [SimFault.CutPeerMessages, SimFault.MutePeerMessages],
        MostFaults = 1,
    });

    /// <summary>R13.</summary>
    [TestMethod]
    public void HandOver_WithoutWaitingForTheRelease_IsFound() => Find(SimMutation.ReleaseNotAwaited, new SimOptions
    {
        Faults = [SimFault.SwitchRequest, SimFault.Leave, SimFault.Unhealthy],
    });

    /// <summary>R12, design.md rule 10.</summary>
    [TestMethod]
    public void Guard_TellsBeforeItKills_IsFound() => Find(SimMutation.GuardTellsFirst, new SimOptions
    {
        Faults = [SimFault.FreezeAtCall, SimFault.SwitchRequest, SimFault.KillService, SimFault.FreezeService],
    });

    /// <summary>R11, R16: what has expired is not refreshed.</summary>
    [TestMethod]
    public void Refresh_WithoutCheckingTheLease_IsFound() => Find(SimMutation.RefreshUnchecked, new SimOptions
    {
        Faults = [SimFault.FreezeBoth, SimFault.CutHost],
    });

    private void Find(SimMutation mutation, SimOptions options)
    {
        for (var seed = 1; seed <= MostSchedules; seed++)
        {
            if (SimSchedule.Run(seed, traced: false, out _, options with { Mutation = mutation, OneInTheEnd = false }) is not { } found)
            {
                continue;
            }

            TestContext.WriteLine($"{mutation}: found after {seed} schedules: {found}");
            var clean = SimSchedule.Run(seed, traced: false, out _, options with { OneInTheEnd = false });
            Assert.IsNull(clean, $"the product breaks in the same schedule: {clean}");
            return;
        }

        Assert.Fail($"{mutation} was not found in {MostSchedules} schedules.");
    }
}
