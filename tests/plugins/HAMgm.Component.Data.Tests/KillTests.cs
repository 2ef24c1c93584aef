using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Reflection;

namespace HAMgm.Component.Data.Tests;

/// <summary>
/// kill -9 at random moments under a write load: whatever was acknowledged is there afterwards, a batch is whole or absent, and no
/// counter's value comes twice. 50 moments; 1,000 with HAMGM_FULL=1 (scripts/test --full).
/// </summary>
[TestClass]
public sealed class KillTests
{
    private const int Threads = 3;

    public TestContext TestContext { get; set; } = null!;

    private static int Moments => Environment.GetEnvironmentVariable("HAMGM_FULL") == "1" ? 1000 : 50;

    [TestMethod]
    public async Task Kill_AtRandomMoments_EverythingAcknowledgedSurvivesAndCountersAreUnique()
    {
        using var bench = new DataBench();
        var random = new Random(4711);
        var expected = new Dictionary<string, long>(StringComparer.Ordinal);
        var batches = new long[Threads];
        var newest = new long[Threads];
        var counted = new HashSet<ulong>();
        var acknowledged = 0L;
        for (var moment = 0; moment < Moments; moment++)
        {
            // One in five at any moment of the start, where a database is recovered; the others while it is written.
            foreach (var line in await WriteUntilKilledAsync(bench.Folder, random.Next(5) == 0, random.Next(0, 120)))
            {
                acknowledged++;
                var parts = line.Split(' ');
                var value = long.Parse(parts[^1], CultureInfo.InvariantCulture);
                switch (parts[0])
                {
                    case "w":
                        expected[$"w:{parts[1]}:{value % 500}"] = value;
                        newest[int.Parse(parts[1], CultureInfo.InvariantCulture)] = value;
                        break;
                    case "b":
                        batches[int.Parse(parts[1], CultureInfo.InvariantCulture)] = value;
                        break;
                    default:
                        Assert.IsTrue(counted.Add((ulong)value), $"moment {moment}: the counter handed out {value} twice");
                        break;
                }
            }

            bench.Restart();
            Assert.IsNull(bench.Data.Get("data:damage"), $"moment {moment}");
            foreach (var (key, value) in expected.ToArray())
            {
                // What was written and not yet told when the process died may be there or not; what was found counts from now on.
                var found = Number(bench.Data.Get(key));
                Assert.IsTrue(found == value || found > newest[key[2] - '0'], $"moment {moment}: {key} acknowledged {value}, found {found}");
                expected[key] = found;
            }

            for (var thread = 0; thread < Threads; thread++)
            {
                var left = Number(bench.Data.Get($"left:{thread}"));
                Assert.AreEqual(left, Number(bench.Data.Get($"right:{thread}")), $"moment {moment}: half a batch");
                Assert.IsGreaterThanOrEqualTo(batches[thread], left, $"moment {moment}: batch {batches[thread]}, found {left}");
                batches[thread] = left;
            }

            bench.Close();
        }

        TestContext.WriteLine($"{Moments} kills, {acknowledged} acknowledged writes, {counted.Count} counter values, none lost and none twice");
        Assert.IsGreaterThan(10 * Moments, acknowledged);
    }

    private static long Number(string? json) => json is null ? 0 : long.Parse(json, CultureInfo.InvariantCulture);

    private static async Task<IReadOnlyCollection<string>> WriteUntilKilledAsync(string folder, bool whileStarting, int milliseconds)
    {
        var program = typeof(KillTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "DataWriter").Value!;
        var start = new ProcessStartInfo(Environment.ProcessPath is { } path && Path.GetFileName(path) == "dotnet" ? path : "dotnet")
        {
            ArgumentList = { "exec", program, folder, Threads.ToString(CultureInfo.InvariantCulture) },
            RedirectStandardOutput = true,
        };
        using var writer = Process.Start(start)!;
        var lines = new ConcurrentQueue<string>();
        var first = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var reading = Task.Run(async () =>
        {
            // A line that was cut off by the kill was not said.
            var text = new System.Text.StringBuilder();
            var buffer = new char[4096];
            for (int read; (read = await writer.StandardOutput.ReadAsync(buffer)) > 0;)
            {
                text.Append(buffer, 0, read);
                first.TrySetResult();
            }

            var whole = text.ToString();
            foreach (var line in whole[..(whole.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                lines.Enqueue(line);
            }

            first.TrySetResult();
        });
        if (!whileStarting)
        {
            await first.Task;
        }

        await Task.Delay(milliseconds);
        writer.Kill();
        await writer.WaitForExitAsync();
        await reading;
        return lines;
    }
}
