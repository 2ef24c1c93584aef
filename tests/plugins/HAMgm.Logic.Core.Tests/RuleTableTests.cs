using System.Text;
using HAMgm.Logic.Core.Rules;
using HAMgm.Logic.Core.State;

namespace HAMgm.Logic.Core.Tests;

/// <summary>The table as text: commit a difference only if you understand it. HAMGM_UPDATE_GOLDEN=1 writes it anew.</summary>
[TestClass]
public sealed class RuleTableTests
{
    private static readonly string _root = FindRoot();

    [TestMethod]
    public void Rules_AsText_EqualTheGoldenFile() =>
        AssertGolden("tests/plugins/HAMgm.Logic.Core.Tests/Golden/rules.txt", string.Concat(RuleTable.Rules.Select(static rule =>
            $"{rule.Id} | {From(rule)} | {rule.When} | {(rule.Stays ? From(rule) : rule.To)} | {rule.Why}\n")));

    [TestMethod]
    public void Rules_AsDocument_EqualTheDocumentation() => AssertGolden("docs/decision-table.md", Document());

    [TestMethod]
    public void Rules_Ids_AreUnique() =>
        Assert.HasCount(RuleTable.Rules.Count, RuleTable.Rules.Select(static rule => rule.Id).Distinct().ToArray());

    [TestMethod]
    public void Rules_EveryPhase_HasAWayOutAndAWayIn()
    {
        foreach (var phase in Enum.GetValues<Phase>())
        {
            Assert.Contains(rule => Leaves(rule, phase), RuleTable.Rules, $"no way out of {phase}");
            Assert.IsTrue(phase == Phase.Starting || RuleTable.Rules.Any(rule => rule.To == phase), $"no way into {phase}");
        }
    }

    [TestMethod]
    public void Rules_Each_SaysWhenAndWhyAndMoves()
    {
        foreach (var rule in RuleTable.Rules)
        {
            Assert.AreNotEqual(PhaseSet.None, rule.From, rule.Id);
            Assert.AreEqual(rule.Stays, Leaves(rule, rule.To), $"{rule.Id} leads back to where it starts, or says so and does not");
            Assert.IsFalse(string.IsNullOrWhiteSpace(rule.When) || string.IsNullOrWhiteSpace(rule.Why), rule.Id);
        }
    }

    // Letting go comes before taking, in each phase from which both are possible.
    [TestMethod]
    public void Rules_Order_ReleasingComesFirst()
    {
        var holding = RuleTable.Rules.Where(static rule => Leaves(rule, Phase.Holding)).ToArray();
        Assert.IsTrue(holding.All(static rule => rule.To is Phase.Releasing or Phase.Parking || rule.Stays), "a PRIMARY only ever lets go");
        var firstStay = Array.FindIndex(holding, static rule => rule.Stays);
        Assert.IsTrue(holding.Skip(firstStay).All(static rule => rule.Stays), "what stays PRIMARY is asked last");
        var firstTake = RuleTable.Rules.TakeWhile(static rule => rule.To != Phase.Binding).Count();
        Assert.IsFalse(RuleTable.Rules.Skip(firstTake).Any(static rule => rule.To == Phase.Releasing));
    }

    private static bool Leaves(Rule rule, Phase phase) => (rule.From & (PhaseSet)(1 << (int)phase)) != 0;

    private static string From(Rule rule) => string.Join(", ", Enum.GetValues<Phase>().Where(phase => Leaves(rule, phase)));

    private static string Document()
    {
        var text = new StringBuilder();
        text.Append(
            """
            # The decision table

            Generated from `RuleTable` by `HAMGM_UPDATE_GOLDEN=1 dotnet test tests/plugins/HAMgm.Logic.Core.Tests`; a test fails when it
            is out of date. The first rule that matches acts, and they are asked again until none does. Every transition logs its rule's
            id. The R-numbers are those of the safety protocol. A rule that leads back to its phase orders something and stays.

            The second diagram is the first one seen from outside: the states that others see, and the rules that change them.

            | phase | role that others see |
            |---|---|
            | Starting | UNKNOWN |
            | Idle, Fencing, Preparing | STANDBY |
            | Failed | FAILED |
            | Maintenance | MAINTENANCE |
            | Consenting, Claiming, Binding | CANDIDATE |
            | Holding, Parking, Adopting | PRIMARY |
            | Releasing | PRIMARY; CANDIDATE when a bid is undone |

            ```mermaid
            stateDiagram-v2
                [*] --> Starting

            """);
        AppendEdges(text, static phase => phase.ToString(), keepLoops: true);
        text.Append("```\n\n```mermaid\nstateDiagram-v2\n    [*] --> UNKNOWN\n");
        AppendEdges(text, RoleOf, keepLoops: false);
        text.Append("```\n\n| rule | from | when | to | why |\n|---|---|---|---|---|\n");
        foreach (var rule in RuleTable.Rules)
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"| {rule.Id} | {From(rule)} | {rule.When} | {rule.To} | {rule.Why} |\n");
        }

        return text.ToString().Replace("\r\n", "\n", StringComparison.Ordinal);
    }

    /// <summary>One edge for each pair of states, with the rules that take it.</summary>
    private static void AppendEdges(StringBuilder text, Func<Phase, string> name, bool keepLoops)
    {
        var edges = RuleTable.Rules
            .SelectMany(rule => Enum.GetValues<Phase>().Where(phase => Leaves(rule, phase)).Select(phase => (
                From: name(phase),
                // A bid that is being undone stays a CANDIDATE's.
                To: rule.Stays || (!keepLoops && phase == Phase.Binding && rule.To == Phase.Releasing) ? name(phase) : name(rule.To),
                rule.Id)))
            .Where(edge => keepLoops || edge.From != edge.To)
            .GroupBy(static edge => (edge.From, edge.To));
        foreach (var edge in edges)
        {
            text.Append("    ").Append(edge.Key.From).Append(" --> ").Append(edge.Key.To).Append(": ")
                .AppendJoin(", ", edge.Select(static e => e.Id).Distinct()).Append('\n');
        }
    }

    private static string RoleOf(Phase phase) => new DecisionState { Phase = phase }.Role.ToString().ToUpperInvariant();

    private static void AssertGolden(string relativePath, string actual)
    {
        var path = Path.Combine(_root, relativePath);
        if (Environment.GetEnvironmentVariable("HAMGM_UPDATE_GOLDEN") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, actual);
        }

        Assert.IsTrue(File.Exists(path), $"{relativePath} is missing: run again with HAMGM_UPDATE_GOLDEN=1");
        Assert.AreEqual(File.ReadAllText(path), actual, $"{relativePath} is out of date: run again with HAMGM_UPDATE_GOLDEN=1, and understand the difference");
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "HAMgm.Kernel.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("the repository's root was not found");
        }

        return folder.FullName;
    }
}
