using System.Globalization;
using HAMgm.Contracts.Upgrades;

namespace HAMgm.Logic.Upgrade.Machine;

/// <summary>
/// Decides what an upgrade does next. Pure: the state, what was seen and the time come in, the next state and one act go out. The caller
/// writes the state to the disk before it acts, so a crash at any moment only repeats an act.
/// </summary>
internal static class UpgradeMachine
{
    /// <summary>The first state of an upgrade.</summary>
    public static UpgradeDecision Begin(UpgradeRecord order, long nowUnixMs) => Enter(order with { Phase = UpgradePhase.Pausing, StartUnixMs = nowUnixMs }, UpgradePhase.Pausing, nowUnixMs);

    /// <summary>What follows from an input.</summary>
    public static UpgradeDecision Decide(UpgradeRecord state, UpgradeInput input, long nowUnixMs)
    {
        var current = state with { Revision = state.Revision + 1 };
        return input switch
        {
            UpgradeInput.Ended(var outcome) => AfterAct(current, outcome, nowUnixMs),
            UpgradeInput.CompleteOrdered(var force) => Complete(state, current with { Force = force }, nowUnixMs),
            UpgradeInput.RollBackOrdered(var force) => RollBack(state, current with { Force = force }, nowUnixMs),
            UpgradeInput.Restarted => Restarted(state, current, nowUnixMs),
            _ => throw new ArgumentOutOfRangeException(nameof(input)),
        };
    }

    private static UpgradeDecision AfterAct(UpgradeRecord state, ActOutcome outcome, long now)
    {
        var rule = PhaseTable.Find(state.Phase) ?? throw new InvalidOperationException($"{state.Phase} has no act that could end");
        state = EndStep(state, outcome, now);
        var failed = outcome.Result == ActResult.Failed;
        if (failed && state.Attempt + 1 < rule.Tries)
        {
            return Enter(state with { Attempt = state.Attempt + 1 }, state.Phase, now);
        }

        var next = outcome.Result switch
        {
            ActResult.Failed => rule.OnFailed,
            ActResult.Conflict => rule.OnConflict,
            _ => rule.OnDone,
        };
        state = Remember(state, rule, failed || outcome.Result == ActResult.Conflict, outcome.Detail);
        next = (state.Phase, next) switch
        {
            (UpgradePhase.BackingUp, UpgradePhase.InProgress) when state.Mode == UpgradeMode.Rolling => UpgradePhase.InstallingFirst,
            (UpgradePhase.Verifying, UpgradePhase.CheckingConflicts) when state.PauseFailed => UpgradePhase.PausingAgain,
            _ => next,
        };
        return Enter(state with { Attempt = 0, HaltedIn = next == UpgradePhase.Halted ? state.Phase : null }, next, now);
    }

    // What the operator has to be told of, and what a later phase needs to know.
    private static UpgradeRecord Remember(UpgradeRecord state, PhaseRule rule, bool isBad, string detail) => rule.Phase switch
    {
        UpgradePhase.Pausing => state with { PauseFailed = isBad },
        UpgradePhase.PausingAgain => state with { PauseFailed = isBad },

        // The conflict stands, whether or not rsync could be paused because of it.
        UpgradePhase.ConflictPausing => state,
        UpgradePhase.RollBackPausing => state,
        _ => isBad ? state with { Problem = detail } : state,
    };

    private static UpgradeDecision Complete(UpgradeRecord before, UpgradeRecord state, long now) => state.Phase switch
    {
        UpgradePhase.InProgress => Enter(state, UpgradePhase.Verifying, now),
        UpgradePhase.Halted when PhaseTable.IsRollBack(state.HaltedIn!.Value) => Refuse(before, "A roll-back stopped half-way: 'hamgm-cli upgrade rollback' goes on with it."),

        // Roles may have changed since it stopped; where they have not, handing over is nothing.
        UpgradePhase.Halted when state.HaltedIn == UpgradePhase.InstallingSecond => Enter(state with { InstallRun = state.InstallRun + 1 }, UpgradePhase.HandingOver, now),
        UpgradePhase.Halted => Enter(state with { InstallRun = state.InstallRun + 1 }, state.HaltedIn!.Value, now),
        UpgradePhase.Partial => Enter(state, UpgradePhase.Resuming, now),
        UpgradePhase.Manual => Enter(state, UpgradePhase.CheckingConflicts, now),
        _ when state.IsOver => Refuse(before, "The last upgrade is over: there is nothing to complete. 'hamgm-cli upgrade start' begins another one."),
        _ => Refuse(before, $"It goes on by itself, and is at '{before.Phase}' now: there is nothing to complete. See 'hamgm-cli upgrade status'."),
    };

    private static UpgradeDecision RollBack(UpgradeRecord before, UpgradeRecord state, long now) => state.Phase switch
    {
        _ when state.IsOver => Refuse(before, "The last upgrade is over: it is not rolled back any more. Put settings back with 'hamgm-cli config rollback'."),
        _ when PhaseTable.IsRollBack(state.Phase) => Refuse(before, "It is being rolled back already. See 'hamgm-cli upgrade status'."),
        _ when PhaseTable.IsInstalling(state.Phase) && !state.Force => Refuse(
            before, $"A package is just being installed on '{NodeOf(before)}': wait until that has ended (upgrade.hook_timeout at most), then roll back. --force does not wait."),
        _ => Enter(EndStep(state, ActOutcome.Failed("called off: rolled back"), now), UpgradePhase.RollBackPausing, now),
    };

    private static UpgradeDecision Restarted(UpgradeRecord before, UpgradeRecord state, long now)
    {
        if (PhaseTable.Find(state.Phase) is not { } rule)
        {
            return new UpgradeDecision(before, UpgradeAct.None);
        }

        if (PhaseTable.IsInstalling(state.Phase))
        {
            // That the service is replaced is what an installation is: it goes on as the same step.
            return new UpgradeDecision(before, rule.Act);
        }

        // The step says so itself: nobody has to guess from two logs what became of it.
        var way = PhaseTable.IsRollBack(state.Phase) ? "the roll-back goes on here" : "the upgrade goes on here";
        return Enter(EndStep(state, ActOutcome.Failed($"interrupted: the service of '{state.OwnerNodeId}' was restarted; {way}"), now), rule.Phase, now);
    }

    private static UpgradeDecision Enter(UpgradeRecord state, UpgradePhase phase, long now)
    {
        var rule = PhaseTable.Find(phase);
        var next = state with
        {
            Phase = phase,
            HaltedIn = phase == UpgradePhase.Halted ? state.HaltedIn : null,
            Attempt = phase == state.Phase ? state.Attempt : 0,
            EndUnixMs = phase is UpgradePhase.Succeeded or UpgradePhase.RolledBack ? now : 0,

            // What was the matter is over when it goes on; that rsync is paused for a conflict is the conflict.
            Problem = rule is null || phase == UpgradePhase.ConflictPausing ? state.Problem : "",
        };
        next = next.IsOver ? next with { Problem = "" } : next;
        if (rule is null)
        {
            return new UpgradeDecision(next, UpgradeAct.None);
        }

        var number = next.Steps.Count + 1;
        var step = new UpgradeStep(StepId(next.Id, next.Generation, number), number, rule.Step, NodeOf(next), UpgradeStepStatus.Running, now, 0, "");
        return new UpgradeDecision(next with { Steps = [.. next.Steps, step] }, rule.Act);
    }

    private static UpgradeRecord EndStep(UpgradeRecord state, ActOutcome outcome, long now)
    {
        if (state.Steps is not [.., { Status: UpgradeStepStatus.Running } last])
        {
            return state;
        }

        var status = outcome.Result switch
        {
            ActResult.Done => UpgradeStepStatus.Success,
            ActResult.Skipped => UpgradeStepStatus.Skipped,
            _ => UpgradeStepStatus.Failed,
        };
        return state with { Steps = [.. state.Steps.SkipLast(1), last with { Status = status, EndUnixMs = now, Detail = outcome.Detail }] };
    }

    private static string NodeOf(UpgradeRecord state) => state.Phase switch
    {
        UpgradePhase.InstallingFirst or UpgradePhase.CheckingFirst or UpgradePhase.HandingOver => state.FirstNodeId,
        UpgradePhase.InstallingSecond or UpgradePhase.CheckingSecond => state.SecondNodeId,
        _ => "",
    };

    private static UpgradeDecision Refuse(UpgradeRecord before, string why) => new(before, UpgradeAct.None, why);

    // The same on both nodes and after a restart, without a random number in here.
    private static Guid StepId(Guid upgrade, long generation, int number)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{upgrade:N} {generation} {number}");
        return new Guid(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(text)).AsSpan(0, 16));
    }
}
