using System.Diagnostics;
using HAMgm.Component.Data;
using HAMgm.Component.Data.Tests.Fakes;

namespace HAMgm.Data.Benchmarks;

/// <summary>What all benchmarks need.</summary>
internal static class Bench
{
    public static async Task<DataComponent> OpenAsync(string folder)
    {
        var data = new DataComponent(new FakeConfig(folder), new FakeLogger());
        await data.LoadAsync(CancellationToken.None);
        return data;
    }

    /// <summary>Calls for at least this long and returns calls a second.</summary>
    public static double Rate(TimeSpan atLeast, int callsEach, Action calls)
    {
        var watch = Stopwatch.StartNew();
        long rounds = 0;
        while (watch.Elapsed < atLeast)
        {
            calls();
            rounds++;
        }

        return rounds * callsEach / watch.Elapsed.TotalSeconds;
    }

    public static double ResidentMegabytes()
    {
        var line = File.ReadLines("/proc/self/status").First(l => l.StartsWith("VmRSS:", StringComparison.Ordinal));
        return long.Parse(line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1], System.Globalization.CultureInfo.InvariantCulture) / 1024.0;
    }
}
