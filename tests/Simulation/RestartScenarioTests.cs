using HAMgm.Contracts.Cluster;
using HAMgm.Logic.Core.State;

namespace HAMgm.Simulation.Tests;

/// <summary>What goes wrong in a restart in place (R14), one scenario a rule.</summary>
[TestClass]
public sealed class RestartScenarioTests
{
    [TestMethod]
    public void RestartInPlace_DiskTakesNoNote_ThisProcessGoesOn() => Check(DiskTakesNoNote);

    [TestMethod]
    public void RestartInPlace_AddressDeletedWhileParking_PeerTakesIt() => Check(AddressDeletedWhileParking);

    [TestMethod]
    public void RestartInPlace_AddressDeletedWhileAdopting_PeerTakesIt() => Check(AddressDeletedWhileAdopting);

    internal static void DiskTakesNoNote(SimWorld world)
    {
        var holder = Holder(world);
        holder.DiskBroken = true;
        holder.Tell(holder.AskForRestart());
        world.RunUntil(world.Now + TimeSpan.FromMilliseconds(200));
        holder.DiskBroken = false;
        Assert.Contains("PARK-REFUSED", holder.Rules);
        Assert.IsTrue(holder.Answers);
    }

    internal static void AddressDeletedWhileParking(SimWorld world)
    {
        var holder = Holder(world);
        holder.Tell(holder.AskForRestart());
        RunTo(world, holder, Phase.Parking);
        holder.DeleteAddress();
        world.RunUntil(world.Now + TimeSpan.FromMilliseconds(200));
        Assert.Contains("PARK-LOST", holder.Rules);
        Assert.IsTrue(holder.Other.Answers);
    }

    internal static void AddressDeletedWhileAdopting(SimWorld world)
    {
        var holder = Holder(world);
        holder.Tell(holder.AskForRestart());
        world.RunUntil(world.Now + TimeSpan.FromMilliseconds(250));
        Assert.IsFalse(holder.ServiceAlive);
        holder.StartService();
        RunTo(world, holder, Phase.Adopting);
        holder.DeleteAddress();
        world.RunUntil(world.Now + TimeSpan.FromMilliseconds(500));
        Assert.Contains("ADOPT-FAILED", holder.Rules);
        Assert.IsTrue(holder.Other.Answers);
    }

    private static SimNode Holder(SimWorld world) => world.Nodes.Single(static node => node.State.Role == NodeState.Primary);

    private static void RunTo(SimWorld world, SimNode node, Phase phase)
    {
        for (var i = 0; i < 100_000 && node.State.Phase != phase; i++)
        {
            world.RunUntil(world.Now + TimeSpan.FromMicroseconds(10));
        }

        Assert.AreEqual(phase, node.State.Phase);
    }

    private static void Check(Action<SimWorld> scenario)
    {
        for (var seed = 1; seed <= 20; seed++)
        {
            var world = NamedScenarioTests.Settle(seed, SimOptions.Default);
            scenario(world);
            Assert.IsNull(world.Violation, world.Violation);
        }
    }
}
