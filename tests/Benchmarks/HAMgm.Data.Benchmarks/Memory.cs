using System.Globalization;

namespace HAMgm.Data.Benchmarks;

/// <summary>What the store adds to a process with a database as a pair has it: a few hundred small values.</summary>
internal static class Memory
{
    public static async Task MeasureAsync(string folder)
    {
        GC.Collect();
        var before = Bench.ResidentMegabytes();
        var data = await Bench.OpenAsync(folder);
        for (var i = 0; i < 300; i++)
        {
            data.Set($"config:history:{i}", $"\"{new string('x', 200)}\"", durable: i % 30 == 0);
        }

        data.Next("operation_id");
        GC.Collect();
        var after = Bench.ResidentMegabytes();
        Figures.Print("resident memory: store, SQLite, 300 values", string.Create(CultureInfo.InvariantCulture, $"{after - before,14:N1} MB more (from {before:N1} MB)"));
        await data.UnloadAsync(CancellationToken.None);
    }
}
