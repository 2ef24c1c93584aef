using System.Text.Json.Nodes;

namespace HAMgm.SystemTests;

/// <summary>One call's number in everything that it causes on both nodes (docs/adr/0042), and levels set while a node runs.</summary>
[TestClass]
[TestCategory("System")]
public sealed class LogTests : PairTest
{
    [TestMethod]
    [RetryOnce]
    public void SwitchAskedOfTheStandby_OneNumberInAuditLogDecisionAndActionOfBothNodes()
    {
        StartPair();
        Node before = Primary;
        Node heir = Standby;

        CliResult result = heir.Cli("switch", "force", "--confirm");

        Assert.IsTrue(result.Success, result.ToString());
        Wait.Until(() => heir.HasVip, StartLimit, $"{heir.Id} has the VIP");
        string id = Audited(heir);
        Assert.AreEqual(16, id.Length);
        Assert.AreEqual(id, Audited(before), "the forwarded call on the other node");
        foreach ((Node node, string message) in (ReadOnlySpan<(Node, string)>)[(heir, "audit"), (before, "audit"), (before, "vip not here"), (heir, "vip bound")])
        {
            Wait.Until(
                () => Log(node).Any(line => line.Contains($"msg=\"{message}\"", StringComparison.Ordinal) && line.EndsWith($" correlation={id}", StringComparison.Ordinal)),
                StartLimit,
                () => $"{node.Id} logs '{message}' under {id}; it has:\n{string.Join('\n', Log(node).TakeLast(12))}");
        }

        foreach (Node node in (Node[])[before, heir])
        {
            CliResult explained = node.Cli("cluster", "explain", node.Id);
            Assert.Contains(id, explained.Data.ToJsonString(), $"the decision of {node.Id}");
        }

        int own = Log(heir).Count(line => line.Contains("correlation=", StringComparison.Ordinal) && !line.EndsWith(id, StringComparison.Ordinal));
        Assert.AreEqual(0, own, "lines that follow from no call bear no number");
    }

    [TestMethod]
    [RetryOnce]
    public void LogLevel_SetOnTheOtherNode_CountsThereAtOnceAndIsShown()
    {
        StartPair();

        CliResult set = A.Cli("log", "level", "logic", "debug", "--node", B.Id);

        Assert.IsTrue(set.Success, set.ToString());
        CliResult shown = B.Cli("log", "level", "logic.election");
        Assert.AreEqual("debug", shown.Data["level"]!.GetValue<string>(), shown.ToString());
        Assert.IsTrue(shown.Data["temporary"]!.GetValue<bool>());
        Assert.AreEqual("info", A.Cli("log", "level", "logic.election").Data["level"]!.GetValue<string>());
        CliResult rotated = A.Cli("log", "rotate", "--node", B.Id);
        Assert.IsTrue(rotated.Success, rotated.ToString());
        Assert.IsTrue(File.Exists(LogFile(B) + ".1"));
        CliResult refused = A.Cli("log", "level", "logic", "loud");
        Assert.IsFalse(refused.Success);
    }

    private static string LogFile(Node node) => Path.Combine(node.Folder, "data", "logs", "hamgm.log");

    private static string[] Log(Node node) => File.ReadAllLines(LogFile(node));

    /// <summary>The number of the newest call in a node's audit log.</summary>
    private static string Audited(Node node) =>
        JsonNode.Parse(File.ReadAllLines(Path.Combine(node.Folder, "data", "audit", "audit.jsonl"))[^1])!["correlation"]!.GetValue<string>();
}
