using System.Text.Json;
using HAMgm.Contracts.Data;

namespace HAMgm.Component.Data.Tests;

/// <summary>spec/1 section 5.4.</summary>
[TestClass]
public sealed class CounterTests
{
    [TestMethod]
    public void Next_New_BeginsAtTheInitialValueAndGoesOnAfterARestartWithoutAGap()
    {
        using var bench = DataBench.Open();
        Assert.AreEqual((1UL, 2UL, 3UL), (bench.Data.Next("alert_id"), bench.Data.Next("alert_id"), bench.Data.Next("alert_id")));

        bench.Restart();

        Assert.AreEqual(4UL, bench.Data.Next("alert_id"));
    }

    [TestMethod]
    public void Next_Reserves_BeforeItHandsOut()
    {
        using var bench = DataBench.Open();
        for (var i = 0; i < 100; i++)
        {
            var value = bench.Data.Next("operation_id");
            Assert.IsLessThanOrEqualTo(ulong.Parse(bench.Data.Get("autoincr:operation_id:value")!, System.Globalization.CultureInfo.InvariantCulture), value);
        }
    }

    [TestMethod]
    [DataRow("operation_id", (ulong)uint.MaxValue)]
    [DataRow("alert_id", (ulong)uint.MaxValue)]
    [DataRow("sync_task_id", (ulong)uint.MaxValue)]
    [DataRow("config_change", (ulong)uint.MaxValue)]
    public void Next_AtTheMaximum_WrapsToTheInitialValue(string name, ulong max)
    {
        using var bench = DataBench.Open();
        bench.Data.Set($"autoincr:{name}:value", (max - 2).ToString(System.Globalization.CultureInfo.InvariantCulture));

        Assert.AreEqual((max - 1, max, 1UL, 2UL), (bench.Data.Next(name), bench.Data.Next(name), bench.Data.Next(name), bench.Data.Next(name)));
        Assert.AreEqual(1UL, bench.Data.Read(name)!.Wraps);
        bench.Restart();
        Assert.AreEqual(3UL, bench.Data.Next(name));
        Assert.AreEqual(1UL, bench.Data.Read(name)!.Wraps);
    }

    [TestMethod]
    public async Task Next_FromManyThreads_IsUnique()
    {
        using var bench = DataBench.Open();
        var all = new System.Collections.Concurrent.ConcurrentBag<ulong>();
        await Parallel.ForAsync(0, 8, (_, _) =>
        {
            for (var i = 0; i < 200; i++)
            {
                all.Add(bench.Data.Next("operation_id"));
            }

            return ValueTask.CompletedTask;
        });

        Assert.HasCount(1600, all.Distinct());
        Assert.AreEqual(1600UL, all.Max());
    }

    [TestMethod]
    public void Keys_AreThoseOfTheSpecification()
    {
        using var bench = DataBench.Open();
        bench.Data.Next("operation_id");

        CollectionAssert.IsSubsetOf(
            new[] { "autoincr:operation_id:value", "autoincr:operation_id:metadata", "autoincr:global:registry" }, bench.Data.Keys("autoincr:").ToArray());
        using var metadata = JsonDocument.Parse(bench.Data.Get("autoincr:operation_id:metadata")!);
        var names = metadata.RootElement.EnumerateObject().Select(field => field.Name).ToArray();
        CollectionAssert.IsSubsetOf(new[] { "name", "value", "step", "min_value", "max_value", "last_update_time", "node_id" }, names);
        using var registry = JsonDocument.Parse(bench.Data.Get("autoincr:global:registry")!);
        CollectionAssert.AreEqual(
            new[] { "election_term", "heartbeat_sequence", "alert_id", "operation_id", "sync_task_id", "config_version" },
            registry.RootElement.EnumerateArray().Select(counter => counter.GetProperty("name").GetString()).ToArray());
    }

    [TestMethod]
    public void Note_MadeElsewhere_IsKeptButNotHandedOut()
    {
        using var bench = DataBench.Open();
        bench.Data.Note("election_term", 41);

        Assert.AreEqual("41", bench.Data.Get("autoincr:election_term:value"));
        Assert.ThrowsExactly<ArgumentException>(() => bench.Data.Next("election_term"));
        Assert.ThrowsExactly<ArgumentException>(() => bench.Data.Next("no such name"));
        Assert.IsNull(bench.Data.Read("alert_id"));
        Assert.AreEqual(new CounterState("election_term", 41, 41, 1, 1, long.MaxValue, 0), bench.Data.Read("election_term"));
    }
}
