using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;

namespace HAMgm.SystemTests;

/// <summary>
/// Many settings set on both nodes at once, while links are cut, nodes are killed, started and switched (issue 6): what was acknowledged is
/// in one history, the same on both nodes afterwards; what was refused was refused at once, with the reason, and did not happen.
/// The seed is printed; HAMGM_SETS_SEED=n repeats it, HAMGM_SETS=n sets how many.
/// </summary>
[TestClass]
[TestCategory("System")]
public sealed class ConfigSetsTests : PairTest
{
    // Each value is used once, so that an entry of the history tells whose set it was. None of these disturbs the pair.
    private static readonly string[] Keys = ["cluster.connect_timeout", "cluster.failback_delay", "cluster.io_timeout", "vip.announce_refresh"];

    // A forwarded set waits up to 15 s for a PRIMARY that has just died; what is refused by a node that knows better is refused in less.
    private static readonly TimeSpan LongestRefusal = TimeSpan.FromSeconds(16);

    private readonly ConcurrentBag<SetOutcome> outcomes = [];

    [TestMethod]
    [RetryOnce]
    public void ConcurrentSets_DuringFaults_EachAcknowledgedOneIsInOneHistoryOnBoth() => Run(Number("HAMGM_SETS") ?? 40);

    [TestMethod]
    [RetryOnce]
    [TestCategory("Long")]
    public void FiveHundredConcurrentSets_DuringFaults_EachAcknowledgedOneIsInOneHistoryOnBoth() => Run(500);

    private void Run(int sets)
    {
        int seed = Number("HAMGM_SETS_SEED") ?? Random.Shared.Next(1, 1_000_000);
        TestContext.WriteLine($"seed {seed}, {sets} sets");
        Random random = new(seed);
        StartPair();
        using CancellationTokenSource done = new();
        int next = 0;
        Task[] clients = [.. new[] { A, B, A, B }.Select(node => Task.Run(() =>
        {
            // The number is the value: unique, and in the bounds of each of the keys.
            for (int number = Interlocked.Increment(ref next); number <= sets; number = Interlocked.Increment(ref next))
            {
                Set(node, number);
            }
        }))];
        Task all = Task.WhenAll(clients);
        List<string> faults = [];
        while (!all.Wait(TimeSpan.FromMilliseconds(random.Next(200, 1500))))
        {
            faults.Add(Fault(random));
        }

        Restore();
        Wait.Until(() => History(A) is { } a && History(B) is { } b && a == b && a.Length > 2, Patience.Seconds(20), () => $"one history; {A.Id}: {History(A)}\n{B.Id}: {History(B)}");
        Judge(JsonNode.Parse(History(A)!)!.AsArray(), faults);
    }

    private void Judge(JsonArray versions, List<string> faults)
    {
        HashSet<string> applied = [.. versions.SelectMany(static v => v!["changes"]!.AsArray()).Select(static c => $"{c!["configKey"]}={c["newValue"]}")];
        SetOutcome[] acknowledged = [.. outcomes.Where(static o => o.Code == 0)];
        SetOutcome[] unknown = [.. outcomes.Where(static o => o.IsUnknown)];
        SetOutcome[] refused = [.. outcomes.Where(static o => o.Code != 0 && !o.IsUnknown)];
        int superseded = versions.Count(static v => v!["superseded"]!.GetValue<bool>());
        TestContext.WriteLine($"{outcomes.Count} sets: {acknowledged.Length} acknowledged ({superseded} superseded), {refused.Length} refused, {unknown.Length} unknown (504)");
        TestContext.WriteLine($"faults: {string.Join(", ", faults.GroupBy(static f => f).Select(static g => $"{g.Count()} {g.Key}"))}");
        TestContext.WriteLine($"refusals: {string.Join(", ", refused.GroupBy(static o => o.Code).Select(static g => $"{g.Count()} of {g.Key}"))}; the longest took {refused.Select(static o => o.Took.TotalMilliseconds).DefaultIfEmpty().Max():F0} ms");
        TestContext.WriteLine($"of the unknown ones {unknown.Count(o => applied.Contains(o.Setting))} were done; acknowledging took {acknowledged.Select(static o => o.Took.TotalMilliseconds).Order().ElementAtOrDefault(acknowledged.Length / 2):F0} ms (median)");

        Assert.IsNotEmpty(acknowledged);
        SetOutcome[] lost = [.. acknowledged.Where(o => !applied.Contains(o.Setting))];
        Assert.IsEmpty(lost, $"acknowledged and not in the history: {string.Join("; ", lost.Select(static o => o.ToString()))}");
        SetOutcome[] done = [.. refused.Where(o => applied.Contains(o.Setting))];
        Assert.IsEmpty(done, $"refused and in the history: {string.Join("; ", done.Select(static o => o.ToString()))}");
        Assert.IsTrue(refused.All(static o => o.Answer.Length > 20), "a refusal without its reason");
        SetOutcome[] late = [.. refused.Where(static o => o.Took > LongestRefusal)];
        Assert.IsEmpty(late, $"refused late: {string.Join("; ", late.Select(static o => o.ToString()))}");

        // One order, no version twice in force, and what is in force is what both files say.
        long[] inForce = [.. versions.Where(static v => !v!["superseded"]!.GetValue<bool>()).Select(static v => v!["version"]!.GetValue<long>())];
        CollectionAssert.AreEqual(inForce.Order().Reverse().ToArray(), inForce);
        CollectionAssert.AllItemsAreUnique(inForce);
        foreach (string key in Keys)
        {
            string? last = versions.Where(static v => !v!["superseded"]!.GetValue<bool>()).SelectMany(static v => v!["changes"]!.AsArray())
                .FirstOrDefault(c => c!["configKey"]!.GetValue<string>() == key)?["newValue"]?.GetValue<string>();
            foreach (Node node in (Node[])[A, B])
            {
                string value = node.Cli("config", "get", key).Data["configValue"]!.GetValue<string>();
                Assert.AreEqual(last ?? value, value, $"{key} on {node.Id}");
                if (last is not null)
                {
                    Assert.Contains($": {last}", File.ReadAllText(node.ConfigFile), $"{key} in the file of {node.Id}");
                }
            }
        }
    }

    private void Set(Node node, int number)
    {
        string key = Keys[number % Keys.Length];
        string value = string.Create(CultureInfo.InvariantCulture, $"{10_000 + number}ms");
        long start = Stopwatch.GetTimestamp();
        CliResult answer = node.Cli("config", "set", key, value);
        outcomes.Add(new SetOutcome($"{key}={value}", node.Id, answer.Success ? 0 : Code(answer), answer.ToString(), Stopwatch.GetElapsedTime(start)));
        if (!answer.Success)
        {
            // A client that is refused at once would use up all its sets within one fault.
            Thread.Sleep(100);
        }
    }

    private string Fault(Random random)
    {
        switch (random.Next(6))
        {
            case 0:
                Lab.PartitionPeers();
                Thread.Sleep(random.Next(200, 2000));
                Lab.Heal();
                return "peer link lost";
            case 1:
                Lab.CutNode(random.Next(2) == 0 ? A.Host : B.Host);
                Thread.Sleep(random.Next(200, 2500));
                Lab.Heal();
                return "cable cut";
            case 2:
                Node killed = random.Next(2) == 0 ? A : B;
                Janitor.KillAll(killed.Host.Namespace, "hamgm-daemon");
                Janitor.KillAll(killed.Host.Namespace, "hamgm-service");
                Thread.Sleep(random.Next(0, 1500));
                killed.Start();
                return "node killed and started";
            case 3:
                Janitor.KillAll((random.Next(2) == 0 ? A : B).Host.Namespace, "hamgm-service");
                return "service killed";
            case 4:
                _ = (random.Next(2) == 0 ? A : B).Cli("switch", "force", "--confirm");
                return "switch asked for";
            default:
                Restore();
                return "rest";
        }
    }

    private static string? History(Node node)
    {
        CliResult answer = node.Cli("config", "history", "--limit", "1000");
        return answer.Success ? answer.Data["versions"]!.ToJsonString() : null;
    }

    // A client that died, or an answer that never came, tells as little as the node's own 504.
    private static int Code(CliResult answer)
    {
        try
        {
            return answer.ErrorCode is var code and not 0 ? code : 504;
        }
        catch (Exception e) when (e is FormatException or System.Text.Json.JsonException)
        {
            return 504;
        }
    }

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out int number) ? number : null;

    private sealed record SetOutcome(string Setting, string NodeId, int Code, string Answer, TimeSpan Took)
    {
        /// <summary>504, and what the command line tool says of a connection that broke after the call was sent (docs/cli.md).</summary>
        public bool IsUnknown => Code == 504 || Answer.Contains("may have been made", StringComparison.Ordinal);
    }
}
