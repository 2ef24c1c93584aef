using System.Globalization;

namespace HAMgm.Data.Benchmarks;

/// <summary>Durable writes: each is on the disk, synced, when it is counted.</summary>
internal static class Writes
{
    private const int BatchLength = 100;
    private const int Threads = 8;
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(1);

    public static async Task MeasureAsync(string folder, double syncMicroseconds)
    {
        var data = await Bench.OpenAsync(folder);
        var number = 0L;
        var batch = Enumerable.Range(0, BatchLength).ToDictionary(i => $"batch:{i}", _ => "");
        var keys = batch.Keys.ToArray();
        void WriteBatch()
        {
            foreach (var key in keys)
            {
                batch[key] = Interlocked.Increment(ref number).ToString(CultureInfo.InvariantCulture);
            }

            data.BatchSet(batch);
        }

        WriteBatch();
        Figures.Print($"durable writes, batches of {BatchLength}", Repeat(() => Bench.Rate(Long, BatchLength, WriteBatch)), "/s (demanded: 2,000)");
        Figures.Print("durable writes, one by one", Repeat(() => Bench.Rate(Long, 1, () => data.Set("one", "1"))), "/s");
        Figures.Print("  an fsync alone would allow", string.Create(CultureInfo.InvariantCulture, $"{1e6 / syncMicroseconds,14:N1} /s"));
        Figures.Print($"durable writes, {Threads} threads", Repeat(() => Concurrent(data.Set)), "/s (they share a sync)");
        Figures.Print("writes that need not be durable", Repeat(() => Bench.Rate(Long, 1, () => data.Set("loose", "1", durable: false))), "/s");
        Figures.Print("counter values", Repeat(() => Bench.Rate(Long, 1, () => data.Next("operation_id"))), "/s");
        await data.UnloadAsync(CancellationToken.None);
    }

    private static double Concurrent(Action<string, string, TimeSpan?, bool> set)
    {
        var rates = new double[Threads];
        var threads = Enumerable.Range(0, Threads).Select(i => new Thread(() => rates[i] = Bench.Rate(Long, 1, () => set($"thread:{i}", "1", null, true)))).ToArray();
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        return rates.Sum();
    }

    private static double[] Repeat(Func<double> measure) => [.. Enumerable.Range(0, 3).Select(_ => measure())];
}
