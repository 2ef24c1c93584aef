using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.Peer;
using HAMgm.Contracts.Time;
using HAMgm.Logic.Core.Actions;
using HAMgm.Logic.Core.Observations;
using HAMgm.Logic.Core.Policy;
using HAMgm.Logic.Core.Rules;
using HAMgm.Logic.Core.State;
using static HAMgm.Logic.Core.Tests.CoreBench;

namespace HAMgm.Logic.Core.Tests;

/// <summary>One named scenario a rule: the shortest story in which it acts. A rule without one fails the test below.</summary>
[TestClass]
public sealed class RuleScenarios
{
    private static readonly Dictionary<string, Func<CoreBench>> _scenarios = new()
    {
        ["START"] = static () => Told(new CoreBench(), Observation.Tick),
        ["ADOPT"] = static () => Adopting(isThere: true),
        ["ADOPT-DONE"] = static () => Adopting(isThere: true),
        ["ADOPT-FAILED"] = static () => Adopting(isThere: false),
        ["HOLD-PARK"] = static () => Told(Primary(), Observation.RestartRequested(1)),
        ["PARK-LOST"] = static () => With(Told(Primary(), Observation.RestartRequested(1)), static b => b.Tell(Observation.HoldLost(b.State.Term))),
        ["PARK-REFUSED"] = static () => With(Primary(), static b =>
        {
            b.ParkAnswers = false;
            b.Tell(Observation.RestartRequested(1));
        }),
        ["BID-OFF"] = static () => With(Consenting(), static b => b.PeerBeats(99)),
        ["MAINT-ON"] = static () => Told(Under(5), Observation.MaintenanceRequested(1, on: true, force: false)),
        ["MAINT-OFF"] = static () => Told(InMaintenance(), Observation.MaintenanceRequested(2, on: false, force: false)),
        ["HEALTH-LOST"] = static () => Told(Under(5), Observation.HealthChanged(false)),
        ["HEALTH-BACK"] = static () => Told(Told(Under(5), Observation.HealthChanged(false)), Observation.HealthChanged(true)),
        ["REL-DONE"] = static () => Told(Alone(), Observation.LeaveRequested),
        ["HOLD-CONFLICT"] = static () => With(Primary(), static b => b.PeerBeats(99)),
        ["HOLD-DEAF-PRIMARY"] = static () => With(Primary(), static b =>
        {
            b.PeerAnswers = false;
            for (var i = 0; i < 10; i++)
            {
                b.PeerBeats(1, static m => m with { Flags = m.Flags & ~PeerStateFlags.HearsYou });
                b.Pass(50);
            }
        }),
        ["HOLD-WIRE-CONFLICT"] = static () => With(Alone(static p => p with { Witness = WitnessKind.None, KeepWhenIsolated = true }), static b =>
        {
            for (var i = 0; i < 10; i++)
            {
                b.Tell(Observation.WireAnswer(PeerMac));
                b.Pass(50);
            }
        }),
        ["HOLD-STRANGER"] = static () => With(Alone(), static b => b.Tell(Observation.WireAnswer(0xEE))),
        ["HOLD-STALLED"] = static () => With(Primary(), static b =>
        {
            b.Stall(1000);
            b.Tell(Observation.Tick);
        }),
        ["HOLD-BLIND-PEER"] = static () => With(Alone(), static b =>
        {
            for (var i = 0; i < 4; i++)
            {
                b.PeerSays(static m => m with { Flags = (m.Flags & ~PeerStateFlags.HearsYou) | PeerStateFlags.Blind });
                b.Pass(10);
            }
        }),
        ["HOLD-ISOLATED"] = static () => With(Alone(), static b =>
        {
            b.GatewayAnswers = false;
            b.Pass(600);
        }),
        ["HOLD-BIND-FAILED"] = static () => With(Primary(), static b =>
        {
            b.BindAnswers = false;
            b.Tell(Observation.HoldLost(b.State.Term));
            b.Tell(Observation.BindFailed(b.State.Term));
        }),
        ["HOLD-HANDOVER"] = static () => With(Primary(), static b =>
        {
            b.PeerAnswers = false;
            b.Tell(Observation.SwitchRequested(1, force: false));
            b.PeerIsReady();
        }),
        ["HOLD-LEAVE"] = static () => Told(Alone(), Observation.LeaveRequested),
        ["HOLD-MAINT-FORCED"] = static () => Told(Alone(), Observation.MaintenanceRequested(1, on: true, force: true)),
        ["MOVE-MAINT"] = static () => Told(Primary(), Observation.MaintenanceRequested(1, on: true, force: false)),
        ["MOVE-UNHEALTHY"] = static () => Told(Primary(), Observation.HealthChanged(false)),
        ["MOVE-FAILBACK"] = static () => With(Primary(), static b =>
        {
            b.Policy = b.Policy with { FailbackAuto = true, FailbackDelay = Ms(500), Priority = 90 };
            b.Pass(700);
        }),
        ["TERM-RAISED"] = static () => With(Primary(), static b =>
        {
            b.PeerSays(static m => m with { Term = new Epoch(7), HighestTerm = new Epoch(7) });
            b.Pass(1);
        }),
        ["BIND-DONE"] = static () => Primary(),
        ["BIND-FAILED"] = static () => With(Binding(), static b => b.Tell(Observation.BindFailed(b.State.Term))),
        ["BIND-ANSWERED"] = static () => Told(Binding(), Observation.WireAnswer(PeerMac)),
        ["BID-ANSWERED"] = static () => Told(Claiming(), Observation.WireAnswer(PeerMac)),
        ["BID-UNFIT"] = static () => Told(Claiming(), Observation.HealthChanged(false)),
        ["CONSENT-GIVEN"] = static () => Primary(),
        ["CLAIM-HEARD"] = static () => With(Claiming(), static b => b.PeerSays()),
        ["CLAIM-FAILED"] = static () => With(Claiming(), static b =>
        {
            b.GatewayAnswers = false;
            b.Pass(100);
        }),
        ["CLAIM-STOOD"] = static () => With(Claiming(), static b => b.Pass(b.Policy.ClaimLength.TotalMilliseconds + b.Policy.LeaseMargin.TotalMilliseconds)),
        ["CONSENT-TIMEOUT"] = static () => With(Consenting(), static b => b.Pass(400)),
        ["FENCE"] = static () => Fencing(),
        ["FENCE-UNFIT"] = static () => With(Fencing(), static b => b.PeerBeats(5)),
        ["FENCE-STOOD"] = static () => Told(Fencing(), Observation.FenceEnded(1, succeeded: true)),
        ["FENCE-FAILED"] = static () => Told(Fencing(), Observation.FenceEnded(1, succeeded: false)),
        ["HOOKS-DEMOTE"] = static () => Told(Primary(WithHooks), Observation.SwitchRequested(1, force: false)),
        ["HOOKS-ASKED"] = static () => With(Under(5, WithHooks), Prepare),
        ["HOOKS"] = static () => Preparing(),
        ["HOOKS-UNFIT"] = static () => With(Preparing(), static b => b.PeerBeats(5)),
        ["HOOKS-STOOD"] = static () => Told(Preparing(), Observation.HooksEnded(1, succeeded: true)),
        ["HOOKS-FAILED"] = static () => Told(Preparing(), Observation.HooksEnded(1, succeeded: false)),
        ["TAKE-HANDOVER"] = static () => With(Under(5), static b =>
        {
            b.PeerBeats(5, static m => m with { Flags = m.Flags | PeerStateFlags.Prepare });
            var ready = b.Sent.Last(static m => m.Has(PeerStateFlags.Ready));
            b.PeerSays(m => m with { Flags = m.Flags | PeerStateFlags.HandOver | PeerStateFlags.Released, EchoSequence = ready.Sequence, Term = new Epoch(5), ReleasedTerm = new Epoch(5) });
        }),
        ["TAKE-RELEASED"] = static () => With(Under(5), Release),
        ["ASK-CONSENT"] = static () => Consenting(),
        ["TAKE-SILENT"] = static () => Claiming(),
        ["TAKE-UNWITNESSED"] = static () => With(Under(5, static p => p with { Witness = WitnessKind.None }), static b => b.Pass(400)),
        ["TAKE-SINGLE"] = static () => With(Told(new CoreBench(static p => p with { IsSingle = true }), Observation.Tick), static b => b.Pass(200)),
    };

    public static IEnumerable<object[]> Ids => _scenarios.Keys.Select(static id => new object[] { id });

    [TestMethod]
    [DynamicData(nameof(Ids))]
    public void Rule_InItsScenario_Acts(string id) =>
        CollectionAssert.Contains(_scenarios[id]().RulesHit, id);

    [TestMethod]
    public void Rules_Each_HasAScenario() =>
        CollectionAssert.AreEquivalent(RuleTable.Rules.Select(static rule => rule.Id).ToArray(), _scenarios.Keys.ToArray());

    // Every phase is reachable from the start, and from every phase a node can become PRIMARY again.
    [TestMethod]
    public void Rules_AsAGraph_ReachEveryPhaseAndComeBackToHolding()
    {
        foreach (var phase in Enum.GetValues<Phase>())
        {
            Assert.Contains(phase, Reachable(Phase.Starting), $"{phase} cannot be reached");
            Assert.Contains(Phase.Holding, Reachable(phase), $"no way from {phase} to PRIMARY");
        }
    }

    internal static CoreBench Told(CoreBench bench, Observation seen) => With(bench, b => b.Tell(seen));

    internal static CoreBench With(CoreBench bench, Action<CoreBench> story)
    {
        story(bench);
        return bench;
    }

    /// <summary>A PRIMARY whose peer has fallen silent; the gateway says that the address is its.</summary>
    internal static CoreBench Alone(Func<FailoverPolicy, FailoverPolicy>? change = null) => With(Primary(change), static b =>
    {
        b.PeerAnswers = false;
        b.Pass(500);
        Assert.AreEqual(Phase.Holding, b.State.Phase);
    });

    internal static CoreBench InMaintenance() => Told(Under(5), Observation.MaintenanceRequested(1, on: true, force: false));

    internal static CoreBench Claiming() => With(Under(5), static b =>
    {
        b.Pass(280);
        Assert.AreEqual(Phase.Claiming, b.State.Phase);
    });

    /// <summary>A CANDIDATE that the gateway has believed, while the executor binds.</summary>
    internal static CoreBench Binding() => With(Under(5), static b =>
    {
        b.BindAnswers = false;
        b.Pass(300 + b.Policy.ClaimLength.TotalMilliseconds);
        Assert.AreEqual(Phase.Binding, b.State.Phase);
    });

    internal static CoreBench Consenting() => With(new CoreBench(), static b =>
    {
        b.Tell(Observation.Tick);
        b.PeerSays();
        b.Pass(5);
        Assert.AreEqual(Phase.Consenting, b.State.Phase);
    });

    internal static CoreBench Fencing(bool goesOn = false) => With(Under(5, p => p with { FenceBeforeTakeOver = true, ContinueUnfenced = goesOn }), static b =>
    {
        b.Pass(300);
        Assert.AreEqual(Phase.Fencing, b.State.Phase);
    });

    /// <summary>A STANDBY whose PRIMARY is silent, while its before-promote hooks run.</summary>
    internal static CoreBench Preparing() => With(Under(5, WithHooks), static b =>
    {
        b.Pass(300);
        Assert.AreEqual(Phase.Preparing, b.State.Phase);
    });

    /// <summary>The peer, PRIMARY of term 5, asks for a hand-over.</summary>
    internal static void Prepare(CoreBench bench) => bench.PeerBeats(5, static m => m with { Flags = m.Flags | PeerStateFlags.Prepare });

    /// <summary>Hooks that may take a second.</summary>
    internal static FailoverPolicy WithHooks(FailoverPolicy policy) =>
        policy with { PromoteHookTimeout = Ms(1000), DemoteHookTimeout = Ms(1000) };

    /// <summary>The peer lets go, and says so for a while.</summary>
    internal static void Release(CoreBench bench)
    {
        for (var i = 0; i < 5; i++)
        {
            bench.PeerSays(static m => m with { Flags = (m.Flags & ~PeerStateFlags.HearsYou) | PeerStateFlags.Released, Term = new Epoch(5), ReleasedTerm = new Epoch(5) });
            bench.Pass(10);
        }
    }

    private static HashSet<Phase> Reachable(Phase start)
    {
        var seen = new HashSet<Phase> { start };
        var open = new Queue<Phase>([start]);
        while (open.TryDequeue(out var phase))
        {
            foreach (var rule in RuleTable.Rules.Where(rule => (rule.From & (PhaseSet)(1 << (int)phase)) != 0))
            {
                if (seen.Add(rule.To))
                {
                    open.Enqueue(rule.To);
                }
            }
        }

        return seen;
    }
}
