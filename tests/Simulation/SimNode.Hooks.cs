using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.Hooks;
using HAMgm.Contracts.Time;
using HAMgm.Logic.Core.Actions;
using HAMgm.Logic.Core.Observations;
using HAMgm.Logic.Core.State;

namespace HAMgm.Simulation.Tests;

/// <content>Hooks (ADR 0046): they take their time, and fail now and then.</content>
public sealed partial class SimNode
{
    private readonly HashSet<Epoch> _hooksStood = [];

    /// <summary>How long hooks of a point take, and whether they succeed; null: by chance.</summary>
    public Func<HookPoint, (TimeSpan Length, bool Succeeds)>? HookPlan { get; set; }

    /// <summary>Every run that was ordered.</summary>
    public List<(HookPoint Point, Epoch Term)> HooksRun { get; } = [];

    private void RunHooks(CoreAction a)
    {
        HooksRun.Add((a.Point, a.Term));
        _world.Log($"node {Index} runs hooks {a.Point} for term {a.Term}");
        if (a.Number == 0)
        {
            return;
        }

        var random = _world.Random;
        var mayFail = _world.Options.HooksMayFail && !_world.HasHealed;
        var (length, succeeds) = HookPlan?.Invoke(a.Point)
            ?? (TimeSpan.FromMilliseconds(1 + random.Next(mayFail ? 400 : 200)), !mayFail || random.Next(4) != 0);
        _world.After(
            length,
            () =>
            {
                if (a.Point == HookPoint.BeforePromote && succeeds)
                {
                    _hooksStood.Add(a.Term);
                }

                Decide(Observation.HooksEnded(a.Number, succeeds));
            },
            this);
    }

    private void ForgetHooks() => _hooksStood.Clear();

    /// <summary>No promotion without its hooks; what is put back, or taken up in place, is none.</summary>
    private void CheckHooks(Epoch term)
    {
        if (_state.Phase == Phase.Binding && Policy.PromoteHookTimeout > TimeSpan.Zero && !_hooksStood.Contains(term))
        {
            _world.Fail($"node {Index} has bound under term {term}, and its before-promote hooks have not run for it");
        }
    }
}
