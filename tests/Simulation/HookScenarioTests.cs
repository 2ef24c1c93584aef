using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.Hooks;
using HAMgm.Logic.Core.Actions;
using HAMgm.Logic.Core.Observations;
using HAMgm.Logic.Core.State;

namespace HAMgm.Simulation.Tests;

/// <summary>Hooks before a change of roles (ADR 0046), one scenario a rule; the pair's random delays on top.</summary>
[TestClass]
public sealed class HookScenarioTests
{
    private static readonly SimOptions _hooks = new() { Change = static (policy, _) => HookSimulationTests.WithHooks(policy) };

    /// <summary>Hooks that take seconds, far longer than READY is waited for otherwise.</summary>
    private static readonly SimOptions _longHooks = new()
    {
        Change = static (policy, _) => policy with { PromoteHookTimeout = TimeSpan.FromSeconds(8), DemoteHookTimeout = TimeSpan.FromSeconds(8) },
    };

    [TestMethod]
    public void Switch_HooksOfBoth_RunInOrderWithTheTermThatIsBound() => Check(_hooks, static (world, holder, other) =>
    {
        holder.HooksRun.Clear();
        other.HooksRun.Clear();
        var old = holder.State.Term;
        holder.Tell(Observation.SwitchRequested(7, force: false));
        world.RunUntil(world.Now + TimeSpan.FromSeconds(1.5));
        Assert.IsTrue(other.Answers);
        CollectionAssert.AreEqual(new[] { (HookPoint.BeforeDemote, old) }, holder.HooksRun);
        CollectionAssert.AreEqual(new[] { (HookPoint.BeforePromote, other.State.Term) }, other.HooksRun);
        CollectionAssert.Contains(holder.Results, OperationResult.Taken);
    });

    [TestMethod]
    public void Switch_HooksTakeSeconds_TheHolderAnswersUntilTheyHaveEnded() => Check(_longHooks, static (world, holder, other) =>
    {
        holder.HookPlan = other.HookPlan = static _ => (TimeSpan.FromSeconds(2), true);
        holder.Tell(Observation.SwitchRequested(7, force: false));
        Answering(world, holder, TimeSpan.FromSeconds(3.9));
        world.RunUntil(world.Now + TimeSpan.FromSeconds(0.4));
        Assert.IsTrue(other.Answers);
        CollectionAssert.Contains(holder.Results, OperationResult.Taken);
    });

    [TestMethod]
    public void Switch_BeforePromoteFails_RefusedAndTheVipNeverMoved() => Check(_hooks, static (world, holder, other) =>
    {
        other.HookPlan = static _ => (TimeSpan.FromMilliseconds(150), false);
        holder.Tell(Observation.SwitchRequested(7, force: true));
        Answering(world, holder, TimeSpan.FromSeconds(2));
        CollectionAssert.AreEqual(new[] { OperationResult.PeerHooksFailed }, holder.Results);
        Assert.AreEqual(HookPoint.AfterPromote, holder.HooksRun[^1].Point, "what before-demote stopped is started again");
        Assert.AreEqual(0, world.Invariants.Moves.Count);
    });

    [TestMethod]
    public void Switch_BeforeDemoteFails_RefusedAndThePeerIsNotAsked() => Check(_hooks, static (world, holder, other) =>
    {
        other.HooksRun.Clear();
        holder.HookPlan = static _ => (TimeSpan.FromMilliseconds(50), false);
        holder.Tell(Observation.SwitchRequested(7, force: true));
        Answering(world, holder, TimeSpan.FromSeconds(1));
        CollectionAssert.AreEqual(new[] { OperationResult.HooksFailed }, holder.Results);
        Assert.IsEmpty(other.HooksRun);
    });

    [TestMethod]
    public void PrimaryDies_BeforePromoteRuns_ThenTheTakeOver() => Check(_longHooks, static (world, holder, other) =>
    {
        other.HookPlan = static _ => (TimeSpan.FromMilliseconds(400), true);
        holder.KillBoth();
        world.RunUntil(world.Now + TimeSpan.FromMilliseconds(600));
        Assert.IsFalse(other.Answers);

        // The fault table's 600 ms, and the hook's 400.
        world.RunUntil(world.Now + TimeSpan.FromMilliseconds(400));
        Assert.IsTrue(other.Answers);
        Assert.AreEqual((HookPoint.BeforePromote, other.State.Term), other.HooksRun[^1]);
    });

    [TestMethod]
    public void PrimaryDies_BeforePromoteFails_NotTakenAndTriedAgain() => Check(_hooks, static (world, holder, other) =>
    {
        other.HookPlan = static _ => (TimeSpan.FromMilliseconds(50), false);
        Isolate(world, holder);
        world.RunUntil(world.Now + TimeSpan.FromSeconds(4));
        Assert.IsFalse(other.Answers);
        CollectionAssert.Contains(other.Alerts.ConvertAll(static alert => alert.Kind), AlertKind.HooksFailed);
        other.HookPlan = static _ => (TimeSpan.FromMilliseconds(50), true);
        world.RunUntil(world.Now + TimeSpan.FromSeconds(4));
        Assert.IsTrue(other.Answers);
    });

    /// <summary>A crash in the middle: the next life runs them anew, with a term of its own.</summary>
    [TestMethod]
    public void TakerDiesWhileItsHooksRun_NextLifeRunsThemAgain() => Check(_longHooks, static (world, holder, other) =>
    {
        other.HookPlan = static _ => (TimeSpan.FromSeconds(3), true);
        other.HooksRun.Clear();
        holder.Tell(Observation.SwitchRequested(7, force: false));
        world.RunUntil(world.Now + TimeSpan.FromSeconds(1));
        other.KillService();
        Answering(world, holder, TimeSpan.FromSeconds(2));
        other.HookPlan = static _ => (TimeSpan.FromMilliseconds(20), true);
        holder.Tell(Observation.SwitchRequested(8, force: false));
        world.RunUntil(world.Now + TimeSpan.FromSeconds(1.5));
        Assert.IsTrue(other.Answers);
        Assert.HasCount(2, other.HooksRun);
        Assert.IsGreaterThan(other.HooksRun[0].Term, other.HooksRun[1].Term);
    });

    [TestMethod]
    public void RestartInPlace_NoHooksRun() => Check(_hooks, static (world, holder, _) =>
    {
        holder.HooksRun.Clear();
        holder.Tell(holder.AskForRestart());
        world.RunUntil(world.Now + TimeSpan.FromMilliseconds(260));
        holder.StartService();
        world.RunUntil(world.Now + TimeSpan.FromMilliseconds(300));
        CollectionAssert.Contains(holder.Rules, "ADOPT-DONE");
        Assert.IsEmpty(holder.HooksRun);
    });

    /// <summary>SIGTERM: hooks get five seconds, then the address is let go all the same.</summary>
    [TestMethod]
    public void Leave_HooksThatDoNotEnd_BoundedAndThePeerTakesIt() => Check(_longHooks, static (world, holder, other) =>
    {
        holder.HookPlan = static _ => (TimeSpan.FromSeconds(60), true);
        other.HookPlan = static _ => (TimeSpan.FromMilliseconds(10), true);
        holder.Tell(Observation.LeaveRequested);
        Answering(world, holder, TimeSpan.FromSeconds(4.9));
        world.RunUntil(world.Now + TimeSpan.FromSeconds(1.2));
        Assert.IsFalse(holder.Answers);
        Assert.IsTrue(other.Answers);
    });

    /// <summary>Start together: whoever goes first prepares; when it cannot, the other one goes first.</summary>
    [TestMethod]
    public void Start_HooksOfTheFirstFail_TheOtherGoesFirst()
    {
        for (var seed = 1; seed <= 20; seed++)
        {
            var world = new SimWorld(seed, traced: true, _hooks);
            world.Nodes[0].HookPlan = static _ => (TimeSpan.FromMilliseconds(50), false);
            SimSchedule.Begin(world);
            world.RunUntil(world.Start + TimeSpan.FromSeconds(3));
            Assert.IsTrue(world.Nodes[1].Answers, world.Trace);
        }
    }

    private static void Isolate(SimWorld world, SimNode node)
    {
        for (var i = 0; i < 3; i++)
        {
            world.Block(node.Index, i, true);
            world.Block(i, node.Index, true);
        }
    }

    private static void Answering(SimWorld world, SimNode holder, TimeSpan length)
    {
        var end = world.Now + length;
        while (world.Now < end)
        {
            world.RunUntil(world.Now + TimeSpan.FromMilliseconds(1));
            Assert.IsTrue(holder.Answers, $"the holder stopped answering at {(world.Now - world.Start).TotalMilliseconds} ms");
        }
    }

    private static void Check(SimOptions options, Action<SimWorld, SimNode, SimNode> scenario)
    {
        for (var seed = 1; seed <= 20; seed++)
        {
            var world = NamedScenarioTests.Settle(seed, options);
            world.RunUntil(world.Now + TimeSpan.FromSeconds(1));
            var holder = world.Nodes.Single(static node => node.State.Role == NodeState.Primary);
            try
            {
                scenario(world, holder, holder.Other);
                Assert.IsNull(world.Violation, world.Violation);
            }
            catch (AssertFailedException error)
            {
                throw new AssertFailedException($"seed {seed}: {error.Message}{Environment.NewLine}{world.Trace}");
            }
        }
    }
}
