using HAMgm.Contracts.Cluster;
using HAMgm.Logic.Core.Actions;
using HAMgm.Logic.Core.Observations;

namespace HAMgm.Simulation.Tests;

/// <summary>One scenario a rule, in words: what the pair does, with the seed's jitter on every delay.</summary>
[TestClass]
public sealed class NamedScenarioTests
{
    private static readonly TimeSpan _settled = TimeSpan.FromSeconds(2);

    [TestMethod]
    public void Start_Together_OnePrimaryByConsent()
    {
        ForSeeds(static world =>
        {
            Assert.AreEqual(1, world.Nodes.Count(static n => n.State.Role == NodeState.Primary));
            Assert.AreEqual(1, world.Nodes.Count(static n => n.State.Role == NodeState.Standby));
        });
    }

    [TestMethod]
    public void PeerLeaves_AfterHandOver_TheTakerHoldsWithoutAGap()
    {
        ForSeeds(static world =>
        {
            var (holder, other) = Roles(world);
            holder.Tell(Observation.LeaveRequested);
            world.RunUntil(world.Now + TimeSpan.FromMilliseconds(20));
            Assert.IsTrue(other.Answers, "the peer took the address");
            RunAnswering(world, other, TimeSpan.FromMilliseconds(900));
            Assert.IsFalse(holder.ServiceAlive);
        });
    }

    [TestMethod]
    public void StandbyDies_PrimaryGoesOnWithoutAGap()
    {
        ForSeeds(static world =>
        {
            var (holder, other) = Roles(world);
            other.KillBoth();
            RunAnswering(world, holder, TimeSpan.FromMilliseconds(900));
        });
    }

    [TestMethod]
    public void Switch_Requested_TakenWithin10Ms()
    {
        ForSeeds(static world =>
        {
            var (holder, other) = Roles(world);
            holder.Tell(Observation.SwitchRequested(7, force: false));
            world.RunUntil(world.Now + TimeSpan.FromMilliseconds(10));
            Assert.IsTrue(other.Answers);
            world.RunUntil(world.Now + TimeSpan.FromMilliseconds(50));
            CollectionAssert.AreEqual(new[] { OperationResult.Taken }, holder.Results);
            Assert.AreEqual(NodeState.Standby, holder.State.Role);
        });
    }

    [TestMethod]
    public void HostCut_TakenOverWithinTAndAClaim_AndTheOldOneHasReleased()
    {
        ForSeeds(static world =>
        {
            var (holder, other) = Roles(world);
            for (var i = 0; i < 3; i++)
            {
                world.Block(holder.Index, i, true);
                world.Block(i, holder.Index, true);
            }

            world.RunUntil(world.Now + TimeSpan.FromMilliseconds(300 + 75 + 5));
            Assert.IsTrue(other.Answers, "the peer took over");
            Assert.IsFalse(holder.Answers, "the isolated one released");
        });
    }

    [TestMethod]
    public void ServiceKilled_GuardTells_PeerTakesWithin60Ms()
    {
        ForSeeds(static world =>
        {
            var (holder, other) = Roles(world);
            holder.KillService();
            world.RunUntil(world.Now + TimeSpan.FromMilliseconds(60));
            Assert.IsTrue(other.Answers);
        });
    }

    [TestMethod]
    public void OnlyThePeerLinkLost_NobodyMoves()
    {
        ForSeeds(static world =>
        {
            var (holder, other) = Roles(world);
            world.Block(0, 1, true);
            world.Block(1, 0, true);
            world.RunUntil(world.Now + TimeSpan.FromSeconds(5));
            Assert.AreEqual(NodeState.Primary, holder.State.Role);
            Assert.IsFalse(other.Answers);
        });
    }

    [TestMethod]
    public void PrimaryDeaf_PeerTakesWithin2T()
    {
        ForSeeds(static world =>
        {
            var (holder, other) = Roles(world);
            world.Block(other.Index, holder.Index, true);
            world.Block(SimWorld.Gateway, holder.Index, true);
            world.RunUntil(world.Now + TimeSpan.FromMilliseconds(600));
            Assert.IsTrue(other.Answers);
            Assert.IsFalse(holder.Answers);
        });
    }

    [TestMethod]
    public void DiskRefuses_NotPromoted_AndTheHolderGoesOn()
    {
        ForSeeds(static world =>
        {
            var (holder, other) = Roles(world);
            other.DiskBroken = true;
            holder.DiskBroken = true;
            holder.Tell(Observation.SwitchRequested(7, force: false));
            world.RunUntil(world.Now + TimeSpan.FromSeconds(1));
            // The reserved term is on the disk already: a first hand-over works, and uses it up.
            var after = world.Nodes.Single(static n => n.Answers);
            after.Tell(Observation.SwitchRequested(8, force: false));
            world.RunUntil(world.Now + TimeSpan.FromSeconds(2));
            Assert.AreEqual(1, world.Nodes.Count(static n => n.Answers));
        });
    }

    private static void ForSeeds(Action<SimWorld> scenario, SimOptions? options = null)
    {
        for (var seed = 1; seed <= 40; seed++)
        {
            var world = new SimWorld(seed, traced: true, options);
            foreach (var node in world.Nodes)
            {
                world.After(TimeSpan.FromMilliseconds(world.Random.Next(300)), node.StartService);
                world.After(TimeSpan.Zero, node.GuardLoop);
            }

            world.RunUntil(world.Start + _settled);
            try
            {
                scenario(world);
                Assert.IsNull(world.Violation, world.Violation);
            }
            catch (AssertFailedException error)
            {
                throw new AssertFailedException($"seed {seed}: {error.Message}{Environment.NewLine}{world.Trace}");
            }
        }
    }

    private static (SimNode Holder, SimNode Other) Roles(SimWorld world)
    {
        var holder = world.Nodes.Single(static n => n.State.Role == NodeState.Primary);
        return (holder, holder.Other);
    }

    private static void RunAnswering(SimWorld world, SimNode holder, TimeSpan length)
    {
        var end = world.Now + length;
        while (world.Now < end)
        {
            world.RunUntil(world.Now + TimeSpan.FromMilliseconds(1));
            Assert.IsTrue(holder.Answers, $"the holder stopped answering at {(world.Now - world.Start).TotalMilliseconds} ms");
        }
    }
}
