using System.Diagnostics;
using System.Globalization;

namespace HAMgm.Data.Benchmarks;

/// <summary>
/// Opening a database of 100,000 keys that was left by a kill: its log is recovered, every page and every row checked. Each
/// time in a fresh process, so that compiling is counted.
/// </summary>
internal static class StartUp
{
    private const int Keys = 100_000;

    public static async Task MeasureAsync(string folder)
    {
        var data = await Bench.OpenAsync(folder);
        foreach (var part in Enumerable.Range(0, Keys).Chunk(1000))
        {
            data.BatchSet(part.ToDictionary(i => $"alert:history:node-001:{i:000000}", i => $$"""{"alert_id":"alert-{{i}}","severity":"high","status":"resolved"}"""));
        }

        // As a kill leaves it: the log beside the database, nothing closed.
        var killed = folder + "-killed";
        Directory.CreateDirectory(killed);
        foreach (var file in Directory.GetFiles(folder, "hamgm.db*"))
        {
            File.Copy(file, Path.Combine(killed, Path.GetFileName(file)));
        }

        File.WriteAllText(Path.Combine(killed, "lock"), "1\n");
        Figures.Print("database, log", string.Create(
            CultureInfo.InvariantCulture, $"{new FileInfo(Path.Combine(killed, "hamgm.db")).Length / 1e6,14:N1} MB, {new FileInfo(Path.Combine(killed, "hamgm.db-wal")).Length / 1e6:N1} MB"));
        await data.UnloadAsync(CancellationToken.None);
        var times = new List<double>();
        var resident = new List<double>();
        for (var i = 0; i < 5; i++)
        {
            var copy = $"{killed}-{i}";
            Directory.CreateDirectory(copy);
            foreach (var file in Directory.GetFiles(killed).Where(file => !file.EndsWith("-shm", StringComparison.Ordinal)))
            {
                File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
            }

            var figures = Child(copy);
            times.Add(figures[0]);
            resident.Add(figures[1]);
        }

        Figures.Print($"start with {Keys:N0} keys, after a kill", times, "ms (demanded: 500)");
        Figures.Print("  its resident memory then", resident, "MB");
    }

    public static async Task MeasureHereAsync(string folder)
    {
        var watch = Stopwatch.StartNew();
        var data = await Bench.OpenAsync(folder);
        var took = watch.Elapsed.TotalMilliseconds;
        if (data.Get("alert:history:node-001:099999") is null || data.GetCacheStatus() is not { Keys: Keys, SetAside: "" })
        {
            throw new InvalidOperationException("the database was not recovered");
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{took:0.0} {Bench.ResidentMegabytes():0.0}"));
        await data.UnloadAsync(CancellationToken.None);
    }

    private static double[] Child(string folder)
    {
        using var child = Process.Start(new ProcessStartInfo(Environment.ProcessPath!)
        {
            ArgumentList = { "--start", folder },
            RedirectStandardOutput = true,
        })!;
        var line = child.StandardOutput.ReadToEnd();
        child.WaitForExit();
        return [.. line.Split(' ').Select(part => double.Parse(part, CultureInfo.InvariantCulture))];
    }
}
