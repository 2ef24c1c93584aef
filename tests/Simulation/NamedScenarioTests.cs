using HAMgm.Contracts.Cluster;
using HAMgm.Logic.Core.Actions;
using HAMgm.Logic.Core.Observations;
using HAMgm.Logic.Core.Policy;
using HAMgm.Logic.Core.State;

namespace HAMgm.Simulation.Tests;

/// <summary>One scenario a rule, in words: what the pair does, with the seed's jitter on every delay.</summary>
[TestClass]
public sealed partial class NamedScenarioTests
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

    /// <summary>R10, R18: without a witness both hold while they are apart; the one that is not heard gives way.</summary>
    [TestMethod]
    public void TwoPrimariesMeet_TheLowerTermIsDeaf_TheHigherGivesWayAfterT() =>
        ForSeeds(TwoPrimariesMeetOneWay, _keep, apart: true);

    /// <summary>R10: both hear each other again; the higher term stays.</summary>
    [TestMethod]
    public void TwoPrimariesMeet_BothHear_TheHigherTermStays()
    {
        ForSeeds(
            static world =>
            {
                var (first, second) = MakeTwoPrimaries(world);
                world.Heal();
                world.RunUntil(world.Now + TimeSpan.FromMilliseconds(250));
                Assert.IsTrue(second.Answers);
                Assert.IsFalse(first.Answers);
                CollectionAssert.Contains(first.Rules, "HOLD-CONFLICT");
            },
            _keep,
            apart: true);
    }

    /// <summary>R6: the address is gone and cannot be put back; the peer is told, and takes it at once.</summary>
    [TestMethod]
    public void AddressDeletedAndBindRefused_PeerTakesIt() => ForSeeds(PutBackFails);

    internal static void PutBackFails(SimWorld world)
    {
        var (holder, other) = Roles(world);
        holder.BindRefused = true;
        holder.DeleteAddress();
        world.RunUntil(world.Now + TimeSpan.FromMilliseconds(60));
        CollectionAssert.Contains(holder.Rules, "HOLD-BIND-FAILED");
        Assert.AreEqual(NodeState.Standby, holder.State.Role);
        Assert.IsTrue(other.Answers, "the peer took over");
    }

    internal static void TwoPrimariesMeetOneWay(SimWorld world)
    {
        var (first, second) = MakeTwoPrimaries(world);
        world.Block(first.Index, second.Index, false);
        world.RunUntil(world.Now + TimeSpan.FromMilliseconds(600));
        Assert.IsTrue(first.Answers);
        Assert.IsFalse(second.Answers);
        CollectionAssert.Contains(second.Rules, "HOLD-DEAF-PRIMARY");
    }

    internal static void PeerAnswersWhileAlone(SimWorld world)
    {
        var (holder, other) = Roles(world);
        Separate(world);
        world.RunUntil(world.Now + TimeSpan.FromMilliseconds(280));
        for (var i = 0; i < 25 && holder.State.Phase == Phase.Holding; i++)
        {
            holder.Tell(Observation.WireAnswer(other.Policy.VipMac));
            world.RunUntil(world.Now + TimeSpan.FromMilliseconds(20));
        }

        CollectionAssert.Contains(holder.Rules, "HOLD-WIRE-CONFLICT");
    }

    internal static void WireAnswersWhileBinding(SimWorld world)
    {
        var (holder, other) = Roles(world);
        Separate(world);
        for (var i = 0; i < 100_000 && other.State.Phase != Phase.Binding; i++)
        {
            world.RunUntil(world.Now + TimeSpan.FromMicroseconds(10));
        }

        // The holder's announcement, at the worst moment.
        other.Tell(Observation.WireAnswer(holder.Policy.VipMac));
        CollectionAssert.Contains(other.Rules, "BIND-ANSWERED");
        world.RunUntil(world.Now + TimeSpan.FromMilliseconds(5));
        Assert.IsFalse(other.Answers);
    }

    /// <summary>Every seed's pair, settled.</summary>
    internal static SimWorld Settle(int seed, SimOptions? options, bool apart = false)
    {
        var world = new SimWorld(seed, traced: true, options);
        if (apart)
        {
            Separate(world);
        }

        foreach (var node in world.Nodes)
        {
            world.After(TimeSpan.FromMilliseconds(world.Random.Next(300)), node.StartService);
            node.GuardLooks();
        }

        world.RunUntil(world.Start + (_settled * (world.Nodes[0].Policy.Timeout / TimeSpan.FromMilliseconds(300))));
        return world;
    }

    internal static readonly SimOptions _keep = new()
    {
        Change = static (policy, _) => policy with { Witness = WitnessKind.None, KeepWhenIsolated = true },
        Weakness = WeakConfigurationTests.NodesApart,
    };

    private static void ForSeeds(Action<SimWorld> scenario, SimOptions? options = null, int seeds = 40, bool apart = false)
    {
        for (var seed = 1; seed <= seeds; seed++)
        {
            var world = Settle(seed, options, apart);
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

    private static (SimNode First, SimNode Second) MakeTwoPrimaries(SimWorld world)
    {
        Assert.IsTrue(world.Nodes.All(static node => node.Answers), "without a witness both hold while they are apart");
        var first = world.Nodes.MinBy(static node => node.State.Term)!;
        return (first, first.Other);
    }

    private static void Separate(SimWorld world)
    {
        world.Block(0, 1, true);
        world.Block(1, 0, true);
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
