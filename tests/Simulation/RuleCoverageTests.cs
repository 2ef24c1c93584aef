using HAMgm.Logic.Core.Policy;
using HAMgm.Logic.Core.Rules;

namespace HAMgm.Simulation.Tests;

/// <summary>No rule is dead: schedules over every kind of pair hit each one.</summary>
[TestClass]
public sealed class RuleCoverageTests
{
    private const int SchedulesAPair = 350;

    private static readonly SimOptions[] _pairs =
    [
        SimOptions.Default,
        new() { Change = static (policy, _) => policy with { Witness = WitnessKind.None } },
        new() { Change = static (policy, _) => policy with { Witness = WitnessKind.None, KeepWhenIsolated = true }, Weakness = WeakConfigurationTests.NodesApart },
        new() { Change = static (policy, _) => policy with { AutoSwitch = false }, OneInTheEnd = false },
        new() { Change = static (policy, _) => policy with { TakeFromStranger = true } },
        new() { Change = static (policy, _) => policy with { IsSingle = true }, NodeCount = 1 },
        OperationSimulationTests._operations,
        OperationSimulationTests._failback,
        OperationSimulationTests._fenced,
        HookSimulationTests._hooks,
    ];

    // Rules that a random schedule hits too seldom.
    private static readonly (Action<SimWorld> Run, bool Apart)[] _scenarios =
        [(NamedScenarioTests.TwoPrimariesMeetOneWay, true), (NamedScenarioTests.WireAnswersWhileBinding, false), (NamedScenarioTests.PeerAnswersWhileAlone, false),
            (NamedScenarioTests.PutBackFails, false),
            (RestartScenarioTests.DiskTakesNoNote, false), (RestartScenarioTests.AddressDeletedWhileParking, false), (RestartScenarioTests.AddressDeletedWhileAdopting, false)];

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public void Rules_OverEveryKindOfPair_AreAllHit()
    {
        var hits = RuleTable.Rules.ToDictionary(static rule => rule.Id, static _ => 0);
        foreach (var pair in _pairs)
        {
            for (var seed = 1; seed <= SchedulesAPair; seed++)
            {
                SimSchedule.Run(seed, traced: false, out var world, pair);
                foreach (var rule in world.RulesHit)
                {
                    hits[rule]++;
                }
            }
        }

        foreach (var (scenario, apart) in _scenarios)
        {
            var world = NamedScenarioTests.Settle(1, NamedScenarioTests._keep, apart);
            scenario(world);
            foreach (var rule in world.RulesHit)
            {
                hits[rule]++;
            }
        }

        foreach (var (rule, count) in hits)
        {
            TestContext.WriteLine($"{rule}: in {count} of {SchedulesAPair * _pairs.Length} schedules");
        }

        var missing = hits.Where(static hit => hit.Value == 0).Select(static hit => hit.Key).ToArray();
        Assert.IsEmpty(missing, "never hit: " + string.Join(", ", missing));
    }
}
