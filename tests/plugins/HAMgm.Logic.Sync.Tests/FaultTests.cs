using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using HAMgm.Logic.Sync.Rsync;
using HAMgm.TestSupport;

namespace HAMgm.Logic.Sync.Tests;

/// <summary>
/// Nodes are killed, the link is cut, the disk fills up, at random moments of a synchronisation: each file of the STANDBY is wholly old or
/// wholly new, and the next run converges.
/// </summary>
[TestClass]
public sealed class FaultTests
{
    private const int FileCount = 200;
    private const int BiggestBytes = 128 * 1024;

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public Task Faults_Six_FilesAreWholeAndTheNextRunConverges(bool withTls) => RunAsync(6, seed: 20, withTls);

    [TestMethod]
    [TestCategory("Long")]
    [DataRow(true)]
    [DataRow(false)]
    public Task Faults_Hundred_FilesAreWholeAndTheNextRunConverges(bool withTls) => RunAsync(100, seed: 7, withTls);

    /// <summary>What a killed PRIMARY's rsync serves is nobody's order; and it would keep the port from the rsync of this node's next time as PRIMARY.</summary>
    [TestMethod]
    public async Task KilledPrimary_BackAsStandby_EndsTheRsyncThatWasLeft()
    {
        if (RsyncProgram.Find("rsync") is null)
        {
            Assert.Inconclusive("rsync is not installed (scripts/test installs it)");
        }

        using var pair = new SyncPair();
        int left;
        using (var primary = await SyncNodeProcess.StartAsync(SyncPair.NodeProgram, pair.ConfigFile("a"), isPrimary: true))
        {
            left = RsyncOf(pair);
            primary.Kill();
        }

        Assert.IsTrue(Runs(left), "it outlives the service");
        using (await SyncNodeProcess.StartAsync(SyncPair.NodeProgram, pair.ConfigFile("a"), isPrimary: false))
        {
            Assert.IsFalse(Runs(left), "the STANDBY has ended it");
        }

        // And with it gone the port is free for the next time.
        using var again = await SyncNodeProcess.StartAsync(SyncPair.NodeProgram, pair.ConfigFile("a"), isPrimary: true);
        Assert.AreNotEqual(left, RsyncOf(pair));
    }

    private static int RsyncOf(SyncPair pair) =>
        int.Parse(File.ReadAllText(Path.Combine(pair.Folder, "a", "data", "sync", "rsyncd", "rsyncd.pid")), CultureInfo.InvariantCulture);

    // One that nobody has reaped yet runs no more.
    private static bool Runs(int pid) =>
        File.Exists($"/proc/{pid}/stat") && File.ReadAllText($"/proc/{pid}/stat").Split(") ")[^1][0] is not ('Z' or 'X');

    private async Task RunAsync(int rounds, int seed, bool withTls)
    {
        if (RsyncProgram.Find("rsync") is null)
        {
            Assert.Inconclusive("rsync is not installed (scripts/test installs it)");
        }

        using var pair = withTls ? new SyncPair(aSeenByB: "127.0.0.3") : new SyncPair(withTls: false, secret: "s3cret", setOptions: ", insecure: true", aSeenByB: "127.0.0.3");
        using var link = new CuttableLink(IPAddress.Parse("127.0.0.3"), IPAddress.Loopback, pair.PeerPort);
        using var disk = SmallDisk.Mount(Path.Combine(pair.Folder, "b"), pair.ConfigFile("b"));
        var random = new Random(seed);
        Write(pair.Files("a"), 0);
        var a = await SyncNodeProcess.StartAsync(SyncPair.NodeProgram, pair.ConfigFile("a"), isPrimary: true);
        var b = await SyncNodeProcess.StartAsync(SyncPair.NodeProgram, pair.ConfigFile("b"), isPrimary: false);
        var counts = new SortedDictionary<string, int>();
        var broken = 0;
        try
        {
            var longest = await ConvergeAsync(b, pair, 0);
            for (var round = 1; round <= rounds; round++)
            {
                Write(pair.Files("a"), round);
                var fault = (round % 4) switch { 1 => "standby killed", 2 => "primary killed", 3 => "link cut", _ => disk is null ? "standby killed" : "disk full" };
                counts[fault] = counts.GetValueOrDefault(fault) + 1;
                if (fault == "disk full")
                {
                    disk!.Fill(random.Next(64, 4096) * 1024);
                }

                b.Order();
                await Task.Delay(random.Next(0, (int)longest));
                switch (fault)
                {
                    case "standby killed":
                        b.Kill();
                        b.Dispose();
                        break;
                    case "primary killed":
                        a.Kill();
                        a.Dispose();
                        break;
                    case "link cut":
                        link.Cut();
                        break;
                }

                var answer = fault == "standby killed" ? null : await b.ReadAsync();
                broken += answer?.StartsWith("Success", StringComparison.Ordinal) == true ? 0 : 1;
                AssertWhole(pair.Files("b"), round, fault);
                link.Mend();
                disk?.Empty();
                if (fault == "standby killed")
                {
                    b = await SyncNodeProcess.StartAsync(SyncPair.NodeProgram, pair.ConfigFile("b"), isPrimary: false);
                }
                else if (fault == "primary killed")
                {
                    a = await SyncNodeProcess.StartAsync(SyncPair.NodeProgram, pair.ConfigFile("a"), isPrimary: true);
                }

                await ConvergeAsync(b, pair, round);
            }
        }
        finally
        {
            b.Dispose();
            a.Dispose();
        }

        TestContext.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{rounds} faults ({string.Join(", ", counts.Select(count => $"{count.Value} × {count.Key}"))}), {broken} runs broken off, no file torn"));
        Assert.IsGreaterThan(rounds / 3, broken, "the faults must hit");
    }

    // Returns how long it took, in ms.
    private static async Task<double> ConvergeAsync(SyncNodeProcess standby, SyncPair pair, int round)
    {
        var started = Stopwatch.GetTimestamp();
        string? answer = null;
        for (var attempt = 0; attempt < 5; attempt++)
        {
            standby.Order();
            answer = await standby.ReadAsync();
            if (answer?.StartsWith("Success", StringComparison.Ordinal) == true)
            {
                break;
            }

            // The daemon of a PRIMARY that has just begun anew may still be on its way.
            await Task.Delay(200);
        }

        StringAssert.StartsWith(answer, "Success", $"round {round} does not converge");
        for (var i = 0; i < FileCount; i++)
        {
            Assert.AreEqual(round, VersionOf(Path.Combine(pair.Files("b"), NameOf(i)), i), $"round {round}, file {i}");
        }

        Assert.IsFalse(
            Directory.EnumerateDirectories(Path.Combine(pair.Folder, "b"), ".hamgm-sync*", SearchOption.AllDirectories).Any(), "the staging is gone");
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }

    private static void AssertWhole(string folder, int round, string fault)
    {
        for (var i = 0; i < FileCount; i++)
        {
            var version = VersionOf(Path.Combine(folder, NameOf(i)), i);
            Assert.IsTrue(version == round || version == round - 1, $"round {round} ({fault}): file {i} is of version {version}");
        }
    }

    private static void Write(string folder, int version)
    {
        for (var i = 0; i < FileCount; i++)
        {
            var path = Path.Combine(folder, NameOf(i));
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path + ".draft", Content(i, version));
            File.Move(path + ".draft", path, overwrite: true);
        }
    }

    private static string NameOf(int i) => string.Create(CultureInfo.InvariantCulture, $"d{i % 7}/f{i}");

    private static string Content(int i, int version)
    {
        var line = string.Create(CultureInfo.InvariantCulture, $"file {i} version {version}\n");
        var lines = 1 + (i * 7919 % BiggestBytes / line.Length);
        return new StringBuilder().Insert(0, line, lines).ToString();
    }

    // The version of a file that is whole; -1: it is torn.
    private static int VersionOf(string path, int i)
    {
        var text = File.ReadAllText(path);
        var first = text[..text.IndexOf('\n', StringComparison.Ordinal)];
        var version = int.Parse(first[(first.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture);
        return text == Content(i, version) ? version : -1;
    }
}
