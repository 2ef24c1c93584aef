using System.Net;
using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.StateMachine;
using HAMgm.Contracts.Vip;
using HAMgm.Logic.Core.Actions;
using HAMgm.Logic.Core.Observations;
using HAMgm.Logic.Core.Rules;
using HAMgm.Logic.Core.State;

namespace HAMgm.Logic.StateMachine.Tests;

/// <summary>The parts that need no thread.</summary>
[TestClass]
public sealed class PartTests
{
    [TestMethod]
    public void Inbox_Full_DropsAndCounts()
    {
        var woken = 0;
        var inbox = new Inbox(() => woken++);
        for (var i = 0UL; i < 1030; i++)
        {
            inbox.Post(Observation.ProbeSent(i));
        }

        Assert.AreEqual(6, inbox.Dropped);
        Assert.AreEqual(1024, woken);
        for (var i = 0UL; i < 1024; i++)
        {
            Assert.IsTrue(inbox.TryTake(out var seen));
            Assert.AreEqual(i, seen.Number);
        }

        Assert.IsFalse(inbox.TryTake(out _));
    }

    [TestMethod]
    public void Inbox_Closed_WakesNobody()
    {
        var woken = 0;
        var inbox = new Inbox(() => woken++);
        inbox.Close();

        inbox.Post(Observation.Tick);

        Assert.AreEqual(0, woken);
        Assert.IsFalse(inbox.TryTake(out _));
    }

    // spec/1 section 5.1.2.
    [TestMethod]
    public void History_MoreThan100_KeepsTheLast100InOrder()
    {
        var history = new TransitionHistory();
        for (var i = 0; i < 250; i++)
        {
            history.Add(new StateTransition(NodeState.Standby, NodeState.Candidate, "R", "", new Epoch(i), i));
        }

        var read = history.Read();
        Assert.HasCount(100, read);
        Assert.AreEqual(150, read[0].AtUnixMs);
        Assert.AreEqual(249, read[^1].AtUnixMs);
    }

    [TestMethod]
    public void AlertTexts_EveryKind_HasATextInBothLanguages()
    {
        foreach (var kind in Enum.GetValues<AlertKind>())
        {
            var alert = AlertTexts.For(kind, 0x0A0B0C0D0E0F, "node-001", "node-002", []);

            Assert.AreNotEqual("core", alert.Type, $"{kind} has no text");
            Assert.Contains(" / ", alert.Title);
            Assert.Contains(static c => c > 0x4E00, alert.Message, $"{kind} has no Chinese text");
        }

        VipBinding[] vips = [new(IPAddress.Parse("10.0.0.200"), 24, 2, "eth0"), new(IPAddress.Parse("fd00::200"), 64, 2, "eth0")];
        var duplicate = AlertTexts.For(AlertKind.Duplicate, 0x0A0B0C0D0E0F | (1UL << Observation.MacBits), "a", "b", vips);
        Assert.Contains("0a:0b:0c:0d:0e:0f", duplicate.Message);
        Assert.Contains("fd00::200", duplicate.Title);
    }

    // Both ends of every edge that the rule table can produce.
    [TestMethod]
    public void StateEdges_EveryRule_IsAnEdge()
    {
        var missing =
            from rule in RuleTable.Rules
            from phase in Enum.GetValues<Phase>()
            where (rule.From & (PhaseSet)(1 << (int)phase)) != 0
            from edge in Edges(rule, phase)
            where edge.From != edge.To && !StateEdges.Has(edge.From, edge.To)
            select $"{rule.Id}: {edge.From} to {edge.To}";

        Assert.IsEmpty(missing.ToArray(), string.Join("; ", missing));
    }

    private static IEnumerable<(NodeState From, NodeState To)> Edges(Rule rule, Phase phase) =>
        from start in Roles(phase)
        from end in Roles(rule.To)
        // Who lets go keeps the role that it had while it releases.
        where rule.To != Phase.Releasing || end == start
        select (start, end);

    private static NodeState[] Roles(Phase phase) => phase switch
    {
        Phase.Starting => [NodeState.Unknown],
        Phase.Idle or Phase.Fencing or Phase.Preparing => [NodeState.Standby],
        Phase.Failed => [NodeState.Failed],
        Phase.Maintenance => [NodeState.Maintenance],
        Phase.Consenting or Phase.Claiming or Phase.Binding => [NodeState.Candidate],
        Phase.Holding or Phase.Parking or Phase.Adopting => [NodeState.Primary],
        _ => [NodeState.Primary, NodeState.Candidate],
    };
}
