using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using HAMgm.Component.Alert.Tests.Support;
using HAMgm.Contracts.Alerts;
using HAMgm.TestSupport;

namespace HAMgm.Component.Alert.Tests;

/// <summary>
/// kill -9 while alerts wait for a web hook that nobody listens at: every alert that was accepted is there afterwards, and is sent once the
/// server is back. 5 kills; 50 with HAMGM_FULL=1 (scripts/test --full).
/// </summary>
[TestClass]
public sealed class KillTests
{
    public TestContext TestContext { get; set; } = null!;

    private static int Moments => Environment.GetEnvironmentVariable("HAMGM_FULL") == "1" ? 50 : 5;

    [TestMethod]
    public async Task Kill_WithAlertsInTheQueue_AllOfThemAreSentByTheNextLife()
    {
        var folder = Directory.CreateTempSubdirectory("hamgm-alert-kill-");
        try
        {
            var port = PortBlock.Next();
            RealNode.Configure(folder.FullName, $"  webhooks: [{{ name: chat, url: 'http://127.0.0.1:{port}/hook' }}]");
            var random = new Random(4712);
            var accepted = new HashSet<string>(StringComparer.Ordinal);
            for (var moment = 0; moment < Moments && accepted.Count < 800; moment++)
            {
                foreach (var key in await WriteUntilKilledAsync(folder.FullName, 1000 * moment, random.Next(5, 150), random.Next(5, 60)))
                {
                    accepted.Add(key);
                }
            }

            await using var server = await HookServer.StartAsync(port: port);
            await using var node = await RealNode.StartAsync(folder.FullName);
            var known = node.Alerts.GetAlertHistory().Select(alert => alert.Key).ToHashSet(StringComparer.Ordinal);
            CollectionAssert.IsSubsetOf(accepted.ToArray(), known.ToArray());
            Assert.HasCount(known.Count, node.Alerts.GetAlertHistory().Select(alert => alert.AlertId).Distinct());

            var limit = Stopwatch.StartNew();
            while (node.Alerts.GetAlertHistory().Any(alert => alert.NotificationStatus != NotificationStatus.Sent) && limit.Elapsed < TimeSpan.FromSeconds(60))
            {
                await Task.Delay(50);
            }

            var sent = server.Posts.SelectMany(post => post.Json.GetProperty("alerts").EnumerateArray().Select(alert => alert.GetProperty("title").GetString()![6..])).ToArray();
            CollectionAssert.IsSubsetOf(accepted.ToArray(), sent);
            CollectionAssert.AllItemsAreUnique(sent, "nothing was sent before, so nothing comes twice");
            TestContext.WriteLine($"{Moments} kills, {accepted.Count} accepted alerts, {sent.Length} sent in {server.Posts.Count} messages");
            Assert.IsGreaterThan(5, accepted.Count);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<IReadOnlyCollection<string>> WriteUntilKilledAsync(string folder, int from, int milliseconds, int atLeast)
    {
        var program = typeof(KillTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "AlertWriter").Value!;
        var start = new ProcessStartInfo(Environment.ProcessPath is { } path && Path.GetFileName(path) == "dotnet" ? path : "dotnet")
        {
            ArgumentList = { "exec", program, folder, from.ToString(CultureInfo.InvariantCulture) },
            RedirectStandardOutput = true,
        };
        using var writer = Process.Start(start)!;
        var lines = new ConcurrentQueue<string>();
        using var enough = new SemaphoreSlim(0);
        var reading = Task.Run(async () =>
        {
            while (await writer.StandardOutput.ReadLineAsync() is { } line)
            {
                lines.Enqueue(line);
                enough.Release();
            }
        });
        try
        {
            for (var i = 0; i < Math.Min(atLeast, 20) && await enough.WaitAsync(TimeSpan.FromSeconds(20)); i++)
            {
            }

            await Task.Delay(milliseconds);
        }
        finally
        {
            writer.Kill();
        }

        await writer.WaitForExitAsync();
        await reading;
        return lines;
    }
}
