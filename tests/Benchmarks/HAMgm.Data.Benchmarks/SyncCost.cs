using System.Diagnostics;

namespace HAMgm.Data.Benchmarks;

/// <summary>What one sync of this disk costs: an appended page, then fsync, as SQLite's log does. Nothing durable can be faster.</summary>
internal static class SyncCost
{
    public static double Measure(string folder)
    {
        var path = Path.Combine(folder, "sync");
        var page = new byte[4096];
        var costs = new List<double>();
        using (var file = File.OpenHandle(path, FileMode.Create, FileAccess.Write))
        {
            for (var i = 0; i < 300; i++)
            {
                RandomAccess.Write(file, page, i * (long)page.Length);
                var begin = Stopwatch.GetTimestamp();
                RandomAccess.FlushToDisk(file);
                costs.Add(Stopwatch.GetElapsedTime(begin).TotalMicroseconds);
            }
        }

        File.Delete(path);
        Figures.Print("fsync of one appended page", costs, "µs");
        return Figures.Median(costs);
    }
}
