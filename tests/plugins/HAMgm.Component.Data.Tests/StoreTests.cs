using HAMgm.Contracts.Data;
using HAMgm.Contracts.Errors;

namespace HAMgm.Component.Data.Tests;

[TestClass]
public sealed class StoreTests
{
    [TestMethod]
    public void Set_Durable_IsThereAfterRestart()
    {
        using var bench = DataBench.Open();
        bench.Data.Set("statemachine:node-001:election_state", """{"term":7,"text":"名字"}""");

        bench.Restart();

        Assert.AreEqual("""{"term":7,"text":"名字"}""", bench.Data.Get("statemachine:node-001:election_state"));
    }

    [TestMethod]
    public void Set_NotDurable_IsReadAtOnceAndWrittenWithinASecond()
    {
        using var bench = DataBench.Open();
        bench.Data.Set("a", "1", durable: false);
        Assert.AreEqual("1", bench.Data.Get("a"));

        bench.Time.Advance(TimeSpan.FromSeconds(1));

        using var second = new Sqlite.SqliteDatabase(bench.Database);
        var rows = new List<Sqlite.StoredValue>();
        second.ReadAll(rows.Add);
        Assert.AreEqual("1", rows.Single().Json);
    }

    [TestMethod]
    public void Set_NotDurable_IsFlushedByUnload()
    {
        using var bench = DataBench.Open();
        bench.Data.Set("a", "1", durable: false);

        bench.Restart();

        Assert.AreEqual("1", bench.Data.Get("a"));
    }

    [TestMethod]
    public void Set_DurableAfterNotDurable_IsNotOverwrittenByTheFlush()
    {
        using var bench = DataBench.Open();
        bench.Data.Set("a", "1", durable: false);
        bench.Data.Set("a", "2");

        bench.Restart();

        Assert.AreEqual("2", bench.Data.Get("a"));
    }

    [TestMethod]
    public void Delete_Value_IsGoneAfterRestart()
    {
        using var bench = DataBench.Open();
        bench.Data.Set("a", "1");

        Assert.IsTrue(bench.Data.Delete("a"));
        Assert.IsFalse(bench.Data.Delete("a"));
        bench.Restart();

        Assert.IsNull(bench.Data.Get("a"));
    }

    [TestMethod]
    public void Keys_Prefix_AreInOrder()
    {
        using var bench = DataBench.Open();
        bench.Data.BatchSet(new Dictionary<string, string> { ["p:c"] = "3", ["p:a"] = "1", ["q:b"] = "2" });

        CollectionAssert.AreEqual(new[] { "p:a", "p:c" }, bench.Data.Keys("p:").ToArray());
        CollectionAssert.AreEquivalent(new[] { "p:a", "q:b" }, bench.Data.BatchGet(["p:a", "q:b", "none", "p:a"]).Keys.ToArray());
    }

    [TestMethod]
    public void BatchSet_OneValueRefused_StoresNone()
    {
        using var bench = DataBench.Open();

        Assert.ThrowsExactly<ArgumentException>(() => bench.Data.BatchSet(new Dictionary<string, string> { ["a"] = "1", ["b"] = "not json" }));

        Assert.IsNull(bench.Data.Get("a"));
    }

    [TestMethod]
    public void Set_OutOfBounds_IsAnArgumentError()
    {
        using var bench = DataBench.Open();

        Assert.ThrowsExactly<ArgumentException>(() => bench.Data.Set("", "1"));
        Assert.ThrowsExactly<ArgumentException>(() => bench.Data.Set(new string('k', 513), "1"));
        Assert.ThrowsExactly<ArgumentException>(() => bench.Data.Set("a", "\"" + new string('x', 1 << 20) + "\""));
        Assert.ThrowsExactly<ArgumentException>(() => bench.Data.Set("a", ""));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => bench.Data.Set("a", "1", TimeSpan.Zero));
    }

    [TestMethod]
    public async Task TimeToLive_Over_IsGoneAndTold()
    {
        using var bench = DataBench.Open();
        var watch = bench.Data.WatchAsync("a", CancellationToken.None);
        bench.Data.Set("a", "1", TimeSpan.FromSeconds(10));

        bench.Time.Advance(TimeSpan.FromSeconds(9.9));
        Assert.AreEqual("1", bench.Data.Get("a"));
        bench.Time.Advance(TimeSpan.FromSeconds(0.2));
        Assert.IsNull(bench.Data.Get("a"));
        bench.Time.Advance(TimeSpan.FromSeconds(1));

        bench.Close();
        CollectionAssert.AreEqual(
            new[] { new DataEvent("a", "1", Expired: false), new DataEvent("a", null, Expired: true) },
            await Collect(watch).ConfigureAwait(false));
        bench.Restart();
        Assert.IsNull(bench.Data.Get("a"));
    }

    [TestMethod]
    public void TimeToLive_ClockSet_EndsNothingAndLengthensNothing()
    {
        using var bench = DataBench.Open();
        bench.Data.Set("a", "1", TimeSpan.FromSeconds(10));

        bench.Time.SetWallClockBy(TimeSpan.FromDays(1));
        bench.Time.Advance(TimeSpan.FromSeconds(5));
        Assert.AreEqual("1", bench.Data.Get("a"));

        bench.Time.SetWallClockBy(TimeSpan.FromDays(-3));
        bench.Restart();
        Assert.AreEqual("1", bench.Data.Get("a"));
        bench.Time.Advance(TimeSpan.FromSeconds(11));
        Assert.IsNull(bench.Data.Get("a"));
    }

    [TestMethod]
    public void TimeToLive_OverWhileAway_IsGone()
    {
        using var bench = DataBench.Open();
        bench.Data.Set("a", "1", TimeSpan.FromSeconds(10));
        bench.Close();
        bench.Time.Advance(TimeSpan.FromSeconds(11));

        bench.Restart();

        Assert.IsNull(bench.Data.Get("a"));
        Assert.IsEmpty(bench.Data.Keys(""));
    }

    [TestMethod]
    public async Task Watch_Changes_ComeInOrderFromTheCallOn()
    {
        using var bench = DataBench.Open();
        bench.Data.Set("n:0", "0");
        var watch = bench.Data.WatchAsync("n:", CancellationToken.None);
        bench.Data.Set("n:1", "1");
        bench.Data.Set("m:1", "1");
        bench.Data.Set("n:1", "2", durable: false);
        bench.Data.Delete("n:1");
        bench.Close();

        var seen = await Collect(watch).ConfigureAwait(false);

        CollectionAssert.AreEqual(new[] { "1", "2", null }, seen.Select(e => e.Json).ToArray());
    }

    [TestMethod]
    public async Task Watch_TooFarBehind_GetsWhatWasQueuedThenResyncThenWhatFollows()
    {
        using var bench = DataBench.Open();
        var watch = bench.Data.WatchAsync("a", CancellationToken.None);
        for (var i = 0; i < 5000; i++)
        {
            bench.Data.Set("a", i.ToString(System.Globalization.CultureInfo.InvariantCulture), durable: false);
        }

        var seen = new List<DataEvent>();
        await foreach (var change in watch)
        {
            seen.Add(change);
            if (change.Resync)
            {
                // The contract: what is read now, and what comes after, is everything.
                Assert.AreEqual("4999", bench.Data.Get("a"));
                bench.Data.Set("a", "\"after\"", durable: false);
            }
            else if (change.Json == "\"after\"")
            {
                break;
            }
        }

        Assert.HasCount(4096 + 2, seen);
        Assert.AreEqual("4095", seen[4095].Json);
        Assert.AreEqual(new DataEvent("a", null, Expired: false, Resync: true), seen[4096]);
    }

    [TestMethod]
    public async Task Watch_WhileManyWrite_MissesNothingOrSaysSo()
    {
        const string End = "n:end";
        using var bench = DataBench.Open();
        using var done = new CancellationTokenSource();
        var watch = bench.Data.WatchAsync("n:", done.Token);
        var known = new Dictionary<string, string?>();
        var reading = Task.Run(async () =>
        {
            await foreach (var change in watch)
            {
                if (change.Resync)
                {
                    known.Clear();
                    foreach (var (key, json) in bench.Data.BatchGet(bench.Data.Keys("n:")))
                    {
                        known[key] = json;
                    }
                }
                else
                {
                    known[change.Key] = change.Json;
                }

                // Not by closing the store, which the reader may be asking just then.
                if (known.ContainsKey(End))
                {
                    break;
                }
            }
        });
        await Parallel.ForAsync(0, 4, (thread, _) =>
        {
            for (var i = 0; i < 20_000; i++)
            {
                bench.Data.Set($"n:{thread}:{i % 7}", i.ToString(System.Globalization.CultureInfo.InvariantCulture), durable: false);
            }

            return ValueTask.CompletedTask;
        });

        bench.Data.Set(End, "1", durable: false);
        var final = bench.Data.BatchGet(bench.Data.Keys("n:"));
        await reading.WaitAsync(TimeSpan.FromSeconds(20));
        CollectionAssert.AreEquivalent(final.ToArray(), known.Select(pair => new KeyValuePair<string, string>(pair.Key, pair.Value!)).ToArray());
    }

    [TestMethod]
    public async Task Watch_Cancelled_Ends()
    {
        using var bench = DataBench.Open();
        using var cancel = new CancellationTokenSource();
        var watch = bench.Data.WatchAsync("", cancel.Token);
        await cancel.CancelAsync().ConfigureAwait(false);

        await Assert.ThrowsAsync<OperationCanceledException>(() => Collect(watch)).ConfigureAwait(false);
    }

    [TestMethod]
    public void GetCacheStatus_Values_AreCounted()
    {
        using var bench = DataBench.Open();
        bench.Data.Set("ab", "123");

        Assert.AreEqual(new CacheStatus(1, 5, bench.Database, true, "", 0, 3, ""), bench.Data.GetCacheStatus());
    }

    [TestMethod]
    public void Any_AfterUnload_SaysItIsNotOpen()
    {
        using var bench = DataBench.Open();
        bench.Close();

        Assert.IsFalse(bench.Data.IsReady);
        Assert.AreEqual(ErrorCodes.Unavailable, Assert.ThrowsExactly<HamgmException>(() => bench.Data.Get("a")).Code);
    }

    [TestMethod]
    public async Task Set_FromManyThreads_LosesNothing()
    {
        using var bench = DataBench.Open();
        await Parallel.ForAsync(0, 8, (thread, _) =>
        {
            for (var i = 0; i < 50; i++)
            {
                bench.Data.Set($"{thread}:{i}", "1", durable: i % 5 == 0);
            }

            return ValueTask.CompletedTask;
        }).ConfigureAwait(false);

        bench.Restart();

        Assert.HasCount(400, bench.Data.Keys(""));
    }

    private static async Task<DataEvent[]> Collect(IAsyncEnumerable<DataEvent> watch)
    {
        var seen = new List<DataEvent>();
        await foreach (var change in watch.ConfigureAwait(false))
        {
            seen.Add(change);
        }

        return [.. seen];
    }
}
