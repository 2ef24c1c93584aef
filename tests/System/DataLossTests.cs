using System.Diagnostics;

namespace HAMgm.SystemTests;

/// <summary>A node whose database is damaged while it is down (docs/adr/0018).</summary>
[TestClass]
[TestCategory("System")]
public sealed class DataLossTests : PairTest
{
    [TestMethod]
    [RetryOnce]
    [TestCategory("Long")]
    public void DatabaseDamaged_NodeStartsLearnsFromThePeerAndCanTakeOver()
    {
        StartPair();
        using VipClient client = new(Lab);
        Node damaged = Standby;
        Node primary = Primary;
        WaitForValue(damaged, $"statemachine:{damaged.Id}:current_state", "STANDBY");
        WaitForValue(primary, "cluster:state:global", primary.Id);
        WaitForValue(damaged, "cluster:state:version", "");
        WaitForValue(damaged, $"heartbeat:sequence:{damaged.Id}:history", "acked");
        string shared = Query(primary, "SELECT json FROM kv WHERE key = 'cluster:state:global'");

        damaged.KillAll();
        Wait.Until(() => !damaged.IsRunning, StartLimit, "the standby is gone");
        string database = Path.Combine(damaged.Folder, "data", "hamgm.db");

        // What a kill leaves in the log of writes would hide the damage: its pages are the newer ones.
        File.Delete(database + "-wal");
        File.Delete(database + "-shm");
        byte[] bytes = File.ReadAllBytes(database);
        bytes.AsSpan(0, Math.Min(bytes.Length, 4096)).Fill(0xA5);
        File.WriteAllBytes(database, bytes);
        damaged.Start();
        WaitForPair();

        Assert.AreEqual(primary.Id, Primary.Id, "the return of a node without a memory moved the VIP");
        Assert.HasCount(1, Directory.GetFiles(Path.GetDirectoryName(database)!, "hamgm.db.damaged-*").Where(static file => !file.EndsWith("-wal", StringComparison.Ordinal) && !file.EndsWith("-shm", StringComparison.Ordinal)));
        WaitForValue(damaged, $"statemachine:{damaged.Id}:learnt_terms", "highest_term");
        WaitForValue(damaged, $"statemachine:{damaged.Id}:recovered", "");
        WaitForValue(damaged, "cluster:state:global", primary.Id);
        TestContext.WriteLine($"cluster state before: {shared.Length} bytes");

        // What it has learnt is enough to follow.
        primary.Send(Signal.Kill, Victim.Both);
        Wait.Until(() => damaged.HasVip, StartLimit, $"{damaged.Id} takes over");
        VipReport report = client.Report();
        Assert.AreEqual(0, report.TwoHolderSamples, report.Detail);
    }

    // The database itself, since values reach it within a second and the heartbeat's within ten.
    private static void WaitForValue(Node node, string key, string part) => Wait.Until(
        () => Query(node, $"SELECT json FROM kv WHERE key = '{key}'") is { Length: > 0 } json && json.Contains(part, StringComparison.Ordinal),
        StartLimit,
        () => $"{node.Id} stores {key} with '{part}'");

    private static string Query(Node node, string sql)
    {
        using Process process = Process.Start(new ProcessStartInfo("sqlite3", ["-readonly", Path.Combine(node.Folder, "data", "hamgm.db"), sql])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        string answer = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return answer.Trim();
    }
}
