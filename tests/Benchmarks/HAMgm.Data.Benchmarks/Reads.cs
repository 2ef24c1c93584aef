namespace HAMgm.Data.Benchmarks;

/// <summary>Reads from memory, on one core.</summary>
internal static class Reads
{
    public static async Task MeasureAsync(string folder)
    {
        var data = await Bench.OpenAsync(folder);
        var keys = Enumerable.Range(0, 1000).Select(i => $"alert:active:alert-20240115-{i:000}").ToArray();
        data.BatchSet(keys.ToDictionary(key => key, _ => """{"alert_id":"alert-20240115-001","severity":"high"}"""));
        foreach (var key in keys.Where((_, i) => i % 2 == 0))
        {
            data.Set(key, "1", TimeSpan.FromHours(1), durable: false);
        }

        var found = 0L;
        void ReadAll()
        {
            foreach (var key in keys)
            {
                found += data.Get(key)!.Length;
            }
        }

        ReadAll();
        Figures.Print("reads, one core (half of them with a life)", [.. Enumerable.Range(0, 5).Select(_ => Bench.Rate(TimeSpan.FromSeconds(0.5), keys.Length, ReadAll))], "/s (demanded: 1,000,000)");
        await data.UnloadAsync(CancellationToken.None);
        if (found == 0)
        {
            throw new InvalidOperationException("nothing was read");
        }
    }
}
