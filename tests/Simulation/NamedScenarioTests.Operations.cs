using HAMgm.Logic.Core.Observations;
using HAMgm.Logic.Core.Policy;

namespace HAMgm.Simulation.Tests;

/// <content>A node that comes back, an operator's switch, a T that was longer once.</content>
public sealed partial class NamedScenarioTests
{
    private static readonly SimOptions _release = new() { Change = static (policy, _) => policy with { Witness = WitnessKind.None } };

    /// <summary>
    /// R18: the peer's goodbye let the holder hold "until I return". It is back, and has granted no lease yet: that is no isolation.
    /// </summary>
    [TestMethod]
    public void ExPrimaryStopsAndReturns_NoWitnessRelease_TheHolderStays()
    {
        ForSeeds(
            static world =>
            {
                var (holder, other) = Roles(world);
                holder.Tell(Observation.LeaveRequested);
                world.RunUntil(world.Now + TimeSpan.FromMilliseconds(50));
                RunAnswering(world, other, TimeSpan.FromMilliseconds(500 + world.Random.Next(1500)));
                Assert.IsFalse(holder.ServiceAlive);
                holder.StartService();
                RunAnswering(world, other, TimeSpan.FromSeconds(2));
                Assert.AreEqual(1, world.Invariants.Moves.Count);
                Assert.IsFalse(other.State.HoldsUntilGranted, "a lease like any other");
            },
            _release);
    }

    /// <summary>The same when the STANDBY was stopped, and with a network that loses its first words.</summary>
    [TestMethod]
    public void StandbyStopsAndReturnsThroughLoss_NoWitnessRelease_TheHolderStays()
    {
        ForSeeds(
            static world =>
            {
                var (holder, other) = Roles(world);
                other.Tell(Observation.LeaveRequested);
                RunAnswering(world, holder, TimeSpan.FromSeconds(1));
                world.BlockMessages(holder.Index, other.Index, true);
                // What was on its way has arrived.
                world.RunUntil(world.Now + TimeSpan.FromMilliseconds(1));
                other.StartService();
                // It is heard and does not hear: it cannot take over, so the holder need not make room.
                RunAnswering(world, holder, TimeSpan.FromSeconds(1));
                world.BlockMessages(holder.Index, other.Index, false);
                RunAnswering(world, holder, TimeSpan.FromSeconds(1));
                Assert.AreEqual(0, world.Invariants.Moves.Count);
            },
            _release);
    }

    /// <summary>R3: a T that was longer once is waited for until both have told a shorter one for as long as it was, and no longer.</summary>
    [TestMethod]
    public void TimeoutShortened_OnBoth_StartsWaitForTheShorterOneOnceTheLongerHasPassed()
    {
        ForSeeds(
            static world =>
            {
                var (holder, other) = Roles(world);
                var longer = holder.Policy.Timeout;
                var shorter = TimeSpan.FromMilliseconds(300);
                holder.Policy = holder.Policy with { Timeout = shorter };
                world.RunUntil(world.Now + TimeSpan.FromMilliseconds(500));
                other.Policy = other.Policy with { Timeout = shorter };
                world.RunUntil(world.Now + longer - TimeSpan.FromMilliseconds(100));
                Assert.IsTrue(world.Nodes.All(node => node.Disk.LongestPromise >= longer), "promises of the longer T may bind still");
                world.RunUntil(world.Now + (0.2 * longer) + TimeSpan.FromSeconds(1));
                Assert.IsTrue(world.Nodes.All(node => node.Disk.LongestPromise == shorter));
                RunAnswering(world, holder, TimeSpan.FromSeconds(1));
            },
            new SimOptions { Change = static (policy, _) => policy with { Timeout = TimeSpan.FromSeconds(3) } },
            seeds: 10);
    }

    /// <summary>The peer has not followed: what is promised to it is as long as its T.</summary>
    [TestMethod]
    public void TimeoutShortened_OnOneOnly_StartsWaitForTheLonger()
    {
        ForSeeds(
            static world =>
            {
                var (holder, other) = Roles(world);
                other.Policy = other.Policy with { Timeout = TimeSpan.FromMilliseconds(300) };
                world.RunUntil(world.Now + (3 * holder.Policy.Timeout));
                Assert.AreEqual(holder.Policy.Timeout, other.Disk.LongestPromise);
            },
            new SimOptions { Change = static (policy, _) => policy with { Timeout = TimeSpan.FromSeconds(1) } },
            seeds: 10);
    }

    /// <summary>R20: what an operator has moved stays there with fail-back on, until a fault.</summary>
    [TestMethod]
    public void SwitchByAnOperator_FailbackAuto_StaysUntilAFault()
    {
        ForSeeds(
            static world =>
            {
                world.RunUntil(world.Now + TimeSpan.FromSeconds(3));
                var (holder, other) = Roles(world);
                Assert.AreEqual(1, holder.Index, "the node of higher priority");
                holder.Tell(Observation.SwitchRequested(7, force: false));
                world.RunUntil(world.Now + TimeSpan.FromMilliseconds(50));
                RunAnswering(world, other, TimeSpan.FromSeconds(8));
                // The node that was left is stopped in good order, and is back: still no fault.
                holder.Tell(Observation.LeaveRequested);
                RunAnswering(world, other, TimeSpan.FromSeconds(1));
                holder.StartService();
                RunAnswering(world, other, TimeSpan.FromSeconds(4));
                // It dies, and comes back: now the VIP follows.
                holder.KillBoth();
                RunAnswering(world, other, TimeSpan.FromMilliseconds(900));
                world.RunUntil(world.Now + TimeSpan.FromSeconds(8));
                Assert.IsTrue(holder.Answers);
            },
            new SimOptions { Change = static (policy, index) => policy with { FailbackAuto = true, FailbackDelay = TimeSpan.FromMilliseconds(500), Priority = 100 + index } },
            seeds: 20);
    }
}
