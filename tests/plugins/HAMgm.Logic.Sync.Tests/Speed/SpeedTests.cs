using System.Diagnostics;
using System.Globalization;
using HAMgm.Logic.Sync.Rsync;
using HAMgm.TestSupport;

namespace HAMgm.Logic.Sync.Tests.Speed;

/// <summary>
/// 10,000 files of 1 GiB in all: rsync's part of a run against bare rsync over loopback with the same options, in the same run; with
/// certificates against rsync through stunnel, too, which is what two ends of TLS cost on the cores that there are.
/// </summary>
[TestClass]
public sealed class SpeedTests
{
    private const int FileCount = 10_000;
    private const long TotalBytes = 1L << 30;
    private const int ChangedFiles = 500;
    private const int Repeats = 6;

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    [TestCategory("Long")]
    public async Task Rsync_OfARunWithoutTls_IsAsFastAsBare()
    {
        using var pair = new SyncPair(withTls: false, secret: "s3cret", setOptions: ", insecure: true, delete: true");
        var (first, incremental) = await MeasureAsync(pair, through: null, "no TLS");
        Assert.IsLessThanOrEqualTo(1.15, first.ToBare, "first");
        Assert.IsLessThanOrEqualTo(1.15, incremental.ToBare, "incremental");
    }

    // 1.5 times, or as near as two ends of TLS on two cores allow: what a peer in C makes of it in the same run says how near that is.
    [TestMethod]
    [TestCategory("Long")]
    public async Task Rsync_OfARunThroughTls_IsAsFastAsBareOrAsThroughStunnel()
    {
        if (RsyncProgram.Find("stunnel4") is null)
        {
            Assert.Inconclusive("stunnel is not installed (apt-get install stunnel4).");
        }

        using var pki = new TestPki();
        using var pair = new SyncPair();
        var (first, incremental) = await MeasureAsync(pair, pki, "mTLS");
        Assert.IsTrue(first.ToBare <= 1.5 || first.ToStunnel <= 1.15, $"first: {first}");
        Assert.IsTrue(incremental.ToBare <= 1.5 || incremental.ToStunnel <= 1.15, $"incremental: {incremental}");
    }

    private async Task<(Ratios First, Ratios Incremental)> MeasureAsync(SyncPair pair, TestPki? through, string wire)
    {
        Make(pair.Files("a"));
        using var bare = new BareRsync(Path.Combine(pair.Folder, "bare"), pair.Files("a"));
        using var stunnel = through is null ? null : new BareRsync(Path.Combine(pair.Folder, "stunnel"), pair.Files("a"), through);
        using var a = await SyncNodeProcess.StartAsync(SyncPair.NodeProgram, pair.ConfigFile("a"), isPrimary: true);
        using var b = await SyncNodeProcess.StartAsync(SyncPair.NodeProgram, pair.ConfigFile("b"), isPrimary: false);

        // In the order of a manifest, which spares rsync to go from directory to directory.
        var all = Enumerable.Range(0, FileCount).Select(NameOf).Order(StringComparer.Ordinal).ToList();
        var changed = all.Where((_, i) => i % (FileCount / ChangedFiles) == 0).ToList();
        var (first, incremental) = (new Times(), new Times());

        // A new STANDBY copies by itself, before this order or behind it.
        await OrderAsync(b);
        await OrderAsync(b);
        for (var round = 0; round < Repeats; round++)
        {
            // Each goes first as often as the others, and finds the disk idle: what the one wrote is not the other's to wait for.
            bare.MoveAway(round);
            stunnel?.MoveAway(round);
            Directory.Move(pair.Files("b"), Path.Combine(pair.Folder, $"before-{round}"));
            await InTurnAsync(round, all, first);
            Touch(pair.Files("a"), changed, round);
            await InTurnAsync(round, changed, incremental);
            Empty(Path.Combine(pair.Folder, $"before-{round}"));
            bare.Empty(round);
            stunnel?.Empty(round);
        }

        Assert.IsGreaterThan(0d, first.Node.Concat(incremental.Node).Min(), "something was copied each time");
        return (Tell($"first {wire}", first), Tell($"incremental {wire}", incremental));

        async Task InTurnAsync(int round, List<string> names, Times times)
        {
            List<Func<Task>> turns =
            [
                () => Add(times.Bare, bare.Run(names)),
                async () =>
                {
                    var (rsync, whole) = await OrderAsync(b);
                    times.Node.Add(rsync);
                    times.Whole.Add(whole);
                },
            ];
            if (stunnel is not null)
            {
                turns.Add(() => Add(times.Stunnel, stunnel.Run(names)));
            }

            for (var i = 0; i < turns.Count; i++)
            {
                WriteBack();
                await turns[(round + i) % turns.Count]();
            }
        }
    }

    private static Task Add(List<double> to, double took)
    {
        to.Add(took);
        return Task.CompletedTask;
    }

    private static void WriteBack()
    {
        using var sync = Process.Start("sync");
        sync.WaitForExit();
    }

    // The least of each: whatever else the machine does only adds.
    private Ratios Tell(string what, Times times)
    {
        var (node, bare, whole) = (times.Node.Min(), times.Bare.Min(), times.Whole.Min());
        var ratios = new Ratios(node / bare, times.Stunnel.Count == 0 ? double.NaN : node / times.Stunnel.Min());
        var beside = times.Stunnel.Count == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $", through stunnel {times.Stunnel.Min():F0} ms, ratio {ratios.ToStunnel:F2}");
        var line = string.Create(
            CultureInfo.InvariantCulture,
            $"FIGURE sync {what}: rsync {node:F0} ms, bare {bare:F0} ms, ratio {ratios.ToBare:F2}{beside}; the whole run {whole:F0} ms (comparing, proof by SHA-256, putting in place: {whole - node:F0} ms)");
        TestContext.WriteLine(line);
        if (Environment.GetEnvironmentVariable("HAMGM_FIGURES") is { Length: > 0 } file)
        {
            File.AppendAllText(file, line + "\n");
        }

        return ratios;
    }

    private static async Task<(double Rsync, double All)> OrderAsync(SyncNodeProcess standby)
    {
        standby.Order("force");
        var answer = (await standby.ReadAsync())!;
        StringAssert.StartsWith(answer, "Success", answer);
        var words = answer.Split(' ');
        Assert.AreEqual("True", words[5], answer);
        return (double.Parse(words[3], CultureInfo.InvariantCulture), double.Parse(words[4], CultureInfo.InvariantCulture));
    }

    private static string NameOf(int i) => string.Create(CultureInfo.InvariantCulture, $"d{i % 100}/f{i}");

    private static void Make(string folder)
    {
        var random = new Random(1);
        var bytes = new byte[TotalBytes / FileCount];
        for (var i = 0; i < FileCount; i++)
        {
            var path = Path.Combine(folder, NameOf(i));
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            random.NextBytes(bytes);
            File.WriteAllBytes(path, bytes);
        }
    }

    private static void Touch(string folder, List<string> names, int seed)
    {
        var random = new Random(seed + 100);
        var bytes = new byte[TotalBytes / FileCount];
        foreach (var name in names)
        {
            random.NextBytes(bytes);
            File.WriteAllBytes(Path.Combine(folder, name), bytes);
        }
    }

    private static void Empty(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>In milliseconds, a round each.</summary>
    private sealed class Times
    {
        public List<double> Node { get; } = [];

        public List<double> Whole { get; } = [];

        public List<double> Bare { get; } = [];

        public List<double> Stunnel { get; } = [];
    }

    private readonly record struct Ratios(double ToBare, double ToStunnel);
}
