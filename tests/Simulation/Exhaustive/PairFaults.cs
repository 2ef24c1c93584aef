using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.Time;
using HAMgm.Logic.Core.Observations;

namespace HAMgm.Simulation.Tests.Exhaustive;

/// <summary>Which faults are possible in a state, and what each does.</summary>
internal static class PairFaults
{
    private static readonly TimeSpan[] _delays = [TimeSpan.FromMilliseconds(15), TimeSpan.FromMilliseconds(120)];

    public static void AddTo(List<PairStep> steps, PairState s, PairFault allowed)
    {
        for (var i = 0; i < s.LetterCount; i++)
        {
            if (s.Letters[i].NotBefore > s.Now.Ticks)
            {
                continue;
            }

            AddIf(steps, allowed, PairFault.LoseMessage, s.Letters[i].To, i);
            for (var delay = 0; delay < _delays.Length; delay++)
            {
                AddIf(steps, allowed, PairFault.DelayMessage, s.Letters[i].To, (i * _delays.Length) + delay);
            }
        }

        for (var index = 0; index < 2; index++)
        {
            ref var node = ref s.Node(index);
            if (node.Runs)
            {
                AddIf(steps, allowed, PairFault.KillService, index);
                AddIf(steps, allowed, PairFault.KillBoth, index);
                AddIf(steps, allowed, PairFault.FreezeService, index);
                AddIf(steps, allowed, PairFault.FreezeBoth, index);
                if (node.Core.Role == NodeState.Primary)
                {
                    AddIf(steps, allowed, PairFault.Switch, index);
                }
            }

            if (node.Answers(s.Now))
            {
                AddIf(steps, allowed, PairFault.DeleteAddress, index);
            }

            AddIf(steps, allowed, PairFault.Deaf, index);
            AddIf(steps, allowed, PairFault.Mute, index);
        }

        AddIf(steps, allowed, PairFault.CutLink, 0);
    }

    public static void Inject(PairModel model, PairState s, in PairStep step)
    {
        ref var node = ref s.Node(step.Node);
        var (me, peer) = (step.Node, 1 - step.Node);
        switch (step.Fault)
        {
            case PairFault.LoseMessage:
                s.Take(step.Index);
                break;
            case PairFault.DelayMessage:
                var letter = s.Take(step.Index / _delays.Length);
                s.Post(letter with { NotBefore = (s.Now + _delays[step.Index % _delays.Length]).Ticks });
                break;
            case PairFault.KillService or PairFault.KillBoth:
                PairModel.Kill(ref node, guardToo: step.Fault == PairFault.KillBoth);
                node.RestartAt = s.Now + TimeSpan.FromMilliseconds(100);
                break;
            case PairFault.FreezeService or PairFault.FreezeBoth:
                node.IsFrozen = true;
                node.GuardFrozen = step.Fault == PairFault.FreezeBoth;
                node.FrozenAt = s.Now;
                break;
            case PairFault.Deaf:
                s.Block(peer, me);
                s.Block(2, me);
                break;
            case PairFault.Mute:
                s.Block(me, peer);
                s.Block(me, 2);
                break;
            case PairFault.CutLink:
                s.Block(me, peer);
                s.Block(peer, me);
                break;
            case PairFault.Switch:
                model.Decide(s, me, Observation.SwitchRequested(1, force: false));
                break;
            case PairFault.DeleteAddress:
                var term = node.Address;
                node.Address = Epoch.None;
                node.GateUntil = MonotonicTime.Never;
                if (node.Runs)
                {
                    model.Decide(s, me, Observation.HoldLost(term));
                }

                break;
            default:
                throw new InvalidOperationException($"Unknown fault {step.Fault}.");
        }
    }

    private static void AddIf(List<PairStep> steps, PairFault allowed, PairFault fault, int node, int index = 0)
    {
        if ((allowed & fault) != 0)
        {
            steps.Add(new PairStep(PairStepKind.Fault, node, index, fault));
        }
    }
}
