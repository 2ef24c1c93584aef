using HAMgm.Contracts.Upgrades;
using HAMgm.Logic.Upgrade.Installing;
using HAMgm.Logic.Upgrade.Machine;
using HAMgm.Logic.Upgrade.State;

namespace HAMgm.Logic.Upgrade.Tests;

/// <summary>The state machine alone: no clock, no disk, no node.</summary>
[TestClass]
public sealed class MachineTests
{
    [TestMethod]
    public void Table_IsAsItWasReviewed()
    {
        var text = string.Concat(PhaseTable.All.Select(rule =>
            $"{rule.Phase}: {rule.Step} ({rule.Act}, {rule.Tries}x) -> done {rule.OnDone}, failed {rule.OnFailed}, conflict {rule.OnConflict}; {rule.Why}\n"));
        if (Environment.GetEnvironmentVariable("HAMGM_UPDATE_GOLDEN") == "1")
        {
            File.WriteAllText(Path.Combine(AppContext.BaseDirectory, "../../../Golden/phases.txt"), text);
        }

        Assert.AreEqual(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden/phases.txt")), text, "HAMGM_UPDATE_GOLDEN=1 writes it anew");
    }

    [TestMethod]
    public void EveryState_HasAnExplanation_AndOneThatWaitsHasACommandThatIsNotRefused()
    {
        foreach (var phase in Enum.GetValues<UpgradePhase>())
        {
            foreach (var halted in PhaseTable.All.Select(rule => rule.Phase).Where(_ => phase == UpgradePhase.Halted).DefaultIfEmpty(UpgradePhase.Pausing))
            {
                var state = State(phase) with { HaltedIn = phase == UpgradePhase.Halted ? halted : null, Problem = "something." };
                var report = UpgradeTexts.Report(state);

                Assert.AreNotEqual("", report.Explanation, phase.ToString());
                Assert.AreEqual(state.IsWaiting, report.NextCommand.Length > 0, $"{phase} {halted}");
                if (state.IsWaiting)
                {
                    UpgradeInput order = report.NextCommand.EndsWith("rollback", StringComparison.Ordinal) ? new UpgradeInput.RollBackOrdered(false) : new UpgradeInput.CompleteOrdered(false);
                    Assert.IsNull(UpgradeMachine.Decide(state, order, 1).Refusal, $"{phase} {halted}");
                    Assert.IsNull(UpgradeMachine.Decide(state, new UpgradeInput.RollBackOrdered(false), 1).Refusal, "every one that waits can be rolled back");
                }
            }
        }
    }

    [TestMethod]
    public void EveryPath_WhateverTheActsGive_EndsOrWaits()
    {
        // All outcomes of all acts, to the end: no state without a way on, and none that goes round for ever.
        var reached = new HashSet<UpgradePhase>();
        var open = new Stack<(UpgradeRecord State, int Depth)>([(UpgradeMachine.Begin(State(UpgradePhase.Pausing), 1).Next, 0), (UpgradeMachine.Begin(State(UpgradePhase.Pausing) with { Mode = UpgradeMode.Rolling }, 1).Next, 0)]);
        while (open.TryPop(out var top))
        {
            Assert.IsLessThan(40, top.Depth);
            reached.Add(top.State.Phase);
            if (PhaseTable.Find(top.State.Phase) is null)
            {
                continue;
            }

            foreach (var result in Enum.GetValues<ActResult>())
            {
                var decision = UpgradeMachine.Decide(top.State, new UpgradeInput.Ended(new ActOutcome(result, "x.")), 2);
                Assert.AreEqual(PhaseTable.Find(decision.Next.Phase)?.Act ?? UpgradeAct.None, decision.Act);
                Assert.AreEqual(top.State.Revision + 1, decision.Next.Revision);
                open.Push((decision.Next, top.Depth + 1));
            }
        }

        foreach (var phase in new[] { UpgradePhase.Succeeded, UpgradePhase.Partial, UpgradePhase.Manual, UpgradePhase.Halted, UpgradePhase.ConflictPausing, UpgradePhase.PausingAgain })
        {
            Assert.Contains(phase, reached);
        }
    }

    [TestMethod]
    public void Orders_ThatMakeNoSense_AreRefusedAndChangeNothing()
    {
        foreach (var (phase, input) in new (UpgradePhase, UpgradeInput)[]
        {
            (UpgradePhase.Succeeded, new UpgradeInput.CompleteOrdered(true)), (UpgradePhase.Succeeded, new UpgradeInput.RollBackOrdered(true)),
            (UpgradePhase.RolledBack, new UpgradeInput.CompleteOrdered(false)), (UpgradePhase.Restoring, new UpgradeInput.RollBackOrdered(false)),
            (UpgradePhase.CheckingFirst, new UpgradeInput.CompleteOrdered(false)), (UpgradePhase.InstallingFirst, new UpgradeInput.RollBackOrdered(false)),
        })
        {
            var state = State(phase);
            var decision = UpgradeMachine.Decide(state, input, 1);
            Assert.IsNotNull(decision.Refusal, $"{phase} {input}");
            Assert.AreSame(state, decision.Next);
        }
    }

    [TestMethod]
    public void Halted_InTheSecondInstallation_HandsOverFirst() =>
        Assert.AreEqual(UpgradePhase.HandingOver, UpgradeMachine.Decide(
            State(UpgradePhase.Halted) with { HaltedIn = UpgradePhase.InstallingSecond }, new UpgradeInput.CompleteOrdered(false), 1).Next.Phase, "roles may have changed meanwhile");

    [TestMethod]
    [DataRow("0.2.0", "0.2.0", true)]
    [DataRow("0.2.0", "v0.2.0", true)]
    [DataRow("0.2.0", "1:0.2.0-3", true)]
    [DataRow("0.2.0+abc", "0.2.0", true)]
    [DataRow("0.2.0", "0.2.1", false)]
    [DataRow("0.2", "0.2.0", false)]
    [DataRow("", "0.2.0", false)]
    public void Version_OfNodeAndPackage(string node, string wanted, bool isSame) => Assert.AreEqual(isSame, VersionText.IsSame(node, wanted));

    [TestMethod]
    public void State_OfAVersionWithMoreFields_IsRead()
    {
        var state = State(UpgradePhase.Halted) with { HaltedIn = UpgradePhase.Verifying, Steps = [new UpgradeStep(Guid.NewGuid(), 1, "x", "a", UpgradeStepStatus.Failed, 1, 2, "y")] };
        var json = System.Text.Encoding.UTF8.GetString(UpgradeJson.Write(state, UpgradeJson.Default.UpgradeRecord));
        var read = UpgradeJson.Read(System.Text.Encoding.UTF8.GetBytes(json.Insert(1, "\"newer\":{\"a\":[1]},")), UpgradeJson.Default.UpgradeRecord);

        Assert.AreEqual(state with { Steps = [] }, read with { Steps = [] });
        CollectionAssert.AreEqual(state.Steps.ToArray(), read.Steps.ToArray());
    }

    private static UpgradeRecord State(UpgradePhase phase) => new()
    {
        Id = Guid.NewGuid(),
        OwnerNodeId = "a",
        Mode = UpgradeMode.Manual,
        FromVersion = "1",
        ToVersion = "2",
        StartedBy = "test",
        StartUnixMs = 1,
        Phase = phase,
        FirstNodeId = "b",
        SecondNodeId = "a",
    };
}
