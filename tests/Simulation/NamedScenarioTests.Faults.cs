using HAMgm.Contracts.Cluster;
using HAMgm.Logic.Core.Actions;
using HAMgm.Logic.Core.Observations;
using HAMgm.Logic.Core.Policy;
using HAMgm.Logic.Core.State;

namespace HAMgm.Simulation.Tests;

/// <content>Faults one by one: the disk, the address, the wire, an operator, a process in place.</content>
public sealed partial class NamedScenarioTests
{
    /// <summary>R14: the guard starts the next process within its patience, or ends the holding.</summary>
    [TestMethod]
    public void RestartInPlace_AddressStaysOrTheGuardEndsIt()
    {
        var adopted = 0;
        ForSeeds(world =>
        {
            var (holder, other) = Roles(world);
            holder.Tell(holder.AskForRestart());
            world.RunUntil(world.Now + TimeSpan.FromSeconds(3.3));
            Assert.IsTrue(holder.Answers, "the address answers while nobody is there");
            Assert.IsFalse(other.Answers);
            world.RunUntil(world.Now + TimeSpan.FromSeconds(3));
            adopted += holder.Rules.Contains("ADOPT-DONE") ? 1 : 0;
            // Not adopted, either may have it: a process that starts right after the guard's release may ask for consent first.
            Assert.IsTrue(holder.Answers || !holder.Rules.Contains("ADOPT-DONE"));
            Assert.AreNotEqual(holder.Answers, other.Answers);
        });
        Assert.IsGreaterThan(0, adopted);
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
            // A hand-over whose two PREPAREs cross falls back to consent, which a broken disk refuses: see the ignored test below.
            var crossed = after.Rules.Count(static id => id == "HOLD-HANDOVER") > after.Other.Rules.Count(static id => id == "TAKE-HANDOVER");
            Assert.AreEqual(crossed ? 0 : 1, world.Nodes.Count(static n => n.Answers));
        });
    }

    /// <summary>R5: the wire answers between the order to bind and the bind.</summary>
    [TestMethod]
    public void TakingOver_TheWireAnswersWhileItBinds_Undone() => ForSeeds(WireAnswersWhileBinding, _keep);

    /// <summary>R8b, R10: a lone holder that goes on hearing the peer's MAC answer for the VIP gives way.</summary>
    [TestMethod]
    public void PeerAnswersOnTheWire_TheLoneHolderGivesWay() => ForSeeds(PeerAnswersWhileAlone, _keep);

    /// <summary>R8b: a stranger takes the VIP while the holder has no lease.</summary>
    [TestMethod]
    public void Stranger_OnTheWire_TheLoneHolderGivesWay_AndNobodyTakesIt()
    {
        ForSeeds(static world =>
        {
            var (holder, other) = Roles(world);
            other.KillBoth();
            world.HasStranger = true;
            world.RunUntil(world.Now + TimeSpan.FromMilliseconds(900));
            Assert.IsFalse(holder.Answers);
            CollectionAssert.Contains(holder.Rules, "HOLD-STRANGER");
            CollectionAssert.Contains(holder.Alerts.ConvertAll(static alert => alert.Kind), AlertKind.Duplicate);
        });
    }

    /// <summary>R8b does not apply under a lease: the peer says that this node may hold.</summary>
    [TestMethod]
    public void Stranger_OnTheWire_TheLeasedHolderStays()
    {
        ForSeeds(static world =>
        {
            var (holder, _) = Roles(world);
            world.HasStranger = true;
            RunAnswering(world, holder, TimeSpan.FromSeconds(2));
        });
    }

    /// <summary>R20.</summary>
    [TestMethod]
    public void AutoSwitchOff_PrimaryDies_TheStandbyAlertsAndWaits_TheLastHolderResumes()
    {
        ForSeeds(
            static world =>
            {
                var (holder, other) = Roles(world);
                holder.KillBoth();
                world.RunUntil(world.Now + TimeSpan.FromMilliseconds(900));
                Assert.IsFalse(other.Answers);
                CollectionAssert.Contains(other.Alerts.ConvertAll(static alert => alert.Kind), AlertKind.WouldSwitch);
                world.RunUntil(world.Now + TimeSpan.FromSeconds(1.5));
                Assert.IsTrue(holder.Answers, "the last holder resumed");
            },
            new SimOptions { Change = static (policy, _) => policy with { AutoSwitch = false } });
    }

    /// <summary>Design.md section 6: health says unhealthy on the PRIMARY only.</summary>
    [TestMethod]
    public void Unhealthy_PrimaryOnly_HandsOver()
    {
        ForSeeds(static world =>
        {
            var (holder, other) = Roles(world);
            holder.Tell(Observation.HealthChanged(false));
            world.RunUntil(world.Now + TimeSpan.FromMilliseconds(50));
            Assert.IsTrue(other.Answers);
            Assert.AreEqual(NodeState.Failed, holder.State.Role);
        });
    }

    /// <summary>R18: on_isolation keep means that the PRIMARY goes on when the peer dies.</summary>
    [TestMethod]
    public void StandbyDies_NoWitnessKeep_PrimaryGoesOnWithoutAGap()
    {
        ForSeeds(
            static world =>
            {
                var (holder, other) = Roles(world);
                other.KillBoth();
                RunAnswering(world, holder, TimeSpan.FromMilliseconds(900));
            },
            _keep);
    }

    /// <summary>R18: without a witness, and with release, a PRIMARY cannot tell a death from a partition; it is back with its peer.</summary>
    [TestMethod]
    public void StandbyDies_NoWitnessRelease_TheHolderReleasesUntilItIsBack()
    {
        ForSeeds(
            static world =>
            {
                var (holder, other) = Roles(world);
                other.KillBoth();
                world.RunUntil(world.Now + TimeSpan.FromMilliseconds(301));
                Assert.IsFalse(holder.Answers, "the lease is out");
                world.RunUntil(world.Now + TimeSpan.FromSeconds(3));
                Assert.AreEqual(1, world.Nodes.Count(static n => n.Answers), "one holder once they hear each other");
            },
            new SimOptions { Change = static (policy, _) => policy with { Witness = WitnessKind.None } });
    }

    /// <summary>R13: the regular beat falls on the PREPARE, so that two of them are on their way.</summary>
    [TestMethod]
    public void Switch_WhileABeatIsDue_TakenByHandOver()
    {
        ForSeeds(
            static world =>
            {
                var (holder, other) = Roles(world);
                world.RunUntil(world.Now + TimeSpan.FromSeconds(1));
                while (holder.State.NextBeatAt - holder.Clock > TimeSpan.FromMicroseconds(150))
                {
                    world.RunUntil(world.Now + TimeSpan.FromMicroseconds(20));
                }

                holder.Tell(Observation.SwitchRequested(7, force: false));
                world.RunUntil(world.Now + TimeSpan.FromMilliseconds(10));
                Assert.IsTrue(other.Answers);
                CollectionAssert.Contains(other.Rules, "TAKE-HANDOVER");
            });
    }

    /// <summary>Somebody deletes the VIP: it is put back first (rule 6), under a lease at once.</summary>
    [TestMethod]
    public void AddressDeleted_UnderALease_PutBack()
    {
        ForSeeds(static world =>
        {
            var (holder, _) = Roles(world);
            holder.DeleteAddress();
            world.RunUntil(world.Now + TimeSpan.FromMilliseconds(200));
            Assert.IsTrue(holder.Answers);
        });
    }

    /// <summary>The same alone, with the gateway as witness: after ten silent probes.</summary>
    [TestMethod]
    public void AddressDeleted_Alone_PutBackAfterTheWireIsSilent()
    {
        ForSeeds(static world =>
        {
            var (holder, other) = Roles(world);
            other.KillBoth();
            world.RunUntil(world.Now + TimeSpan.FromMilliseconds(500));
            holder.DeleteAddress();
            world.RunUntil(world.Now + TimeSpan.FromMilliseconds(400));
            Assert.IsTrue(holder.Answers);
        });
    }

    /// <summary>The same without a witness.</summary>
    [TestMethod]
    public void AddressDeleted_AloneWithoutAWitness_PutBackAfterTheWireIsSilent()
    {
        ForSeeds(
            static world =>
            {
                var (holder, other) = Roles(world);
                other.KillBoth();
                world.RunUntil(world.Now + TimeSpan.FromMilliseconds(500));
                holder.DeleteAddress();
                world.RunUntil(world.Now + TimeSpan.FromMilliseconds(400));
                Assert.IsTrue(holder.Answers);
            },
            _keep);
    }

    /// <summary>A service that stands still for hours, with its guard, finds its lease expired before it does anything (R15).</summary>
    [TestMethod]
    public void FrozenForAnHour_Thaws_StaysStandby()
    {
        ForSeeds(
            static world =>
            {
                var (holder, other) = Roles(world);
                holder.Freeze(guardToo: true, TimeSpan.FromHours(1));
                world.RunUntil(world.Now + TimeSpan.FromHours(1) + TimeSpan.FromSeconds(3));
                Assert.IsTrue(other.Answers);
                Assert.IsFalse(holder.Answers);
            },
            SimOptions.Default with { Change = static (policy, _) => policy with { Interval = TimeSpan.FromSeconds(1), Timeout = TimeSpan.FromSeconds(3) } },
            seeds: 1);
    }

    /// <summary>A disk slower than T at the one that votes (R7): the pair must still find a holder.</summary>
    [TestMethod]
    public void SlowDisk_AtTheVoter_AHolderIsFound()
    {
        ForSeeds(static world =>
        {
            var (holder, other) = Roles(world);
            other.DiskLatency = TimeSpan.FromMilliseconds(500);
            holder.KillService();
            world.RunUntil(world.Now + TimeSpan.FromMilliseconds(2));
            other.KillService();
            world.RunUntil(world.Now + TimeSpan.FromSeconds(8));
            Assert.AreEqual(1, world.Nodes.Count(static n => n.Answers));
        });
    }

    /// <summary>R1, R11: at the shortest T that the configuration allows, a beat's refresh ends with the next beat.</summary>
    [TestMethod]
    [DataRow(100, 230)]
    [DataRow(20, 50)]
    [DataRow(1000, 2223)]
    public void ShortestTimeout_UnderALease_HoldsWithoutAGap(int interval, int timeout)
    {
        ForSeeds(
            static world =>
            {
                var (holder, _) = Roles(world);
                RunAnswering(world, holder, TimeSpan.FromSeconds(5));
                Assert.IsEmpty(holder.Alerts);
            },
            new SimOptions
            {
                Change = (policy, _) => policy with { Interval = TimeSpan.FromMilliseconds(interval), Timeout = TimeSpan.FromMilliseconds(timeout) },
            },
            seeds: 10);
    }

    /// <summary>
    /// R6: each said REL, the taker because its bind was refused, and each stopped when they heard each other: what the other
    /// has just heard it may still use, so neither uses what it heard itself.
    /// </summary>
    [TestMethod]
    public void BothReleased_NeitherTakesOnWhatTheOtherSaidBefore()
    {
        ForSeeds(
            static world =>
            {
                var (holder, other) = Roles(world);
                other.BindRefused = true;
                holder.Freeze(guardToo: false, TimeSpan.FromMilliseconds(265 + world.Random.Next(10)));
                world.RunUntil(world.Now + TimeSpan.FromMilliseconds(300));
                other.BindRefused = false;
                world.RunUntil(world.Now + TimeSpan.FromSeconds(2));
                Assert.AreEqual(1, world.Nodes.Count(static n => n.Answers));
            },
            seeds: 400);
    }

    /// <summary>R8a waits for the peer to say twice that it hears nobody: its first word after a partition was said before it could.</summary>
    [TestMethod]
    public void OnlyThePeerLinkLost_AndBack_NobodyMoves()
    {
        ForSeeds(static world =>
        {
            var (holder, other) = Roles(world);
            Separate(world);
            world.RunUntil(world.Now + TimeSpan.FromMilliseconds(500 + world.Random.Next(1500)));
            world.Heal();
            RunAnswering(world, holder, TimeSpan.FromSeconds(1));
            Assert.IsFalse(other.Answers);
        });
    }

    /// <summary>
    /// R17: without a path between them, a PRIMARY that lost its hold in a stall and the one that took over do not fight for the
    /// gateway's entry for ever; and what each has of it in turn is no unbroken evidence for the one without the address.
    /// </summary>
    [TestMethod]
    public void PeerLinkLost_HolderStallsUntilTheOtherTakes_ItGivesWay()
    {
        ForSeeds(
            static world =>
            {
                var (holder, other) = Roles(world);
                world.BlockMessages(holder.Index, other.Index, true);
                world.RunUntil(world.Now + TimeSpan.FromMilliseconds(800 + world.Random.Next(300)));
                Separate(world);
                holder.FreezeAtCall(1, TimeSpan.FromMilliseconds(40 + world.Random.Next(60)), guardToo: true);
                world.RunUntil(world.Now + TimeSpan.FromMilliseconds(1500));
                Assert.AreEqual(1, world.Nodes.Count(static n => n.Answers));
                var fought = world.Trace.Split("gateway: the VIP is node").Length;
                Assert.IsLessThan(15, fought, "changes of the gateway's entry");
            },
            seeds: 300);
    }

    /// <summary>Design.md section 6: can hear, cannot send.</summary>
    [TestMethod]
    public void PrimaryMute_PeerTakesWithinTAnd50Ms()
    {
        ForSeeds(static world =>
        {
            var (holder, other) = Roles(world);
            world.Block(holder.Index, other.Index, true);
            world.Block(holder.Index, SimWorld.Gateway, true);
            world.RunUntil(world.Now + TimeSpan.FromMilliseconds(450));
            Assert.IsTrue(other.Answers);
            Assert.IsFalse(holder.Answers);
        });
    }
}
