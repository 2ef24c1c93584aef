using System.Diagnostics;
using System.Globalization;
using HAMgm.Logic.Sync.Rsync;
using HAMgm.TestSupport;

namespace HAMgm.Logic.Sync.Tests;

/// <summary>10,000 files of 1 GiB in all: rsync's part of a run against bare rsync over loopback with the same options, in the same run.</summary>
[TestClass]
public sealed class SpeedTests
{
    private const int FileCount = 10_000;
    private const long TotalBytes = 1L << 30;
    private const int ChangedFiles = 500;
    private const int Repeats = 4;

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    [TestCategory("Long")]
    [DataRow(false, 1.15)]
    [DataRow(true, 1.5)]
    public async Task Rsync_OfARun_IsAsFastAsBare(bool withTls, double bound)
    {
        using var pair = withTls ? new SyncPair() : new SyncPair(withTls: false, secret: "s3cret", setOptions: ", insecure: true, delete: true");
        Make(pair.Files("a"));
        using var bare = new BareRsync(pair.Folder, pair.Files("a"));
        using var a = await SyncNodeProcess.StartAsync(SyncPair.NodeProgram, pair.ConfigFile("a"), isPrimary: true);
        using var b = await SyncNodeProcess.StartAsync(SyncPair.NodeProgram, pair.ConfigFile("b"), isPrimary: false);
        var all = Enumerable.Range(0, FileCount).Select(NameOf).ToList();
        var changed = all.Where((_, i) => i % (FileCount / ChangedFiles) == 0).ToList();
        var (first, incremental, bareFirst, bareIncremental) = (Enough(), Enough(), Enough(), Enough());

        // A new STANDBY copies by itself, before this order or behind it.
        await OrderAsync(b);
        await OrderAsync(b);
        for (var i = 0; i < Repeats; i++)
        {
            // Either goes first as often as the other, and finds the disk idle: what the one wrote is not the other's to wait for.
            bare.MoveAway(i);
            await InTurnAsync(i, () => Add(bareFirst, bare.Run(all)), async () =>
            {
                Directory.Move(pair.Files("b"), Path.Combine(pair.Folder, $"before-{i}"));
                Add(first, await OrderAsync(b));
            });
            Touch(pair.Files("a"), changed, i);
            await InTurnAsync(i, () => Add(bareIncremental, bare.Run(changed)), async () => Add(incremental, await OrderAsync(b)));
            Empty(Path.Combine(pair.Folder, $"before-{i}"));
            bare.Empty(i);
        }

        Tell(withTls, "first", first, bareFirst);
        Tell(withTls, "incremental", incremental, bareIncremental);
        Assert.IsGreaterThan(0d, first[0].Concat(incremental[0]).Min(), "something was copied each time");
        Assert.IsLessThanOrEqualTo(bound, first[0].Min() / bareFirst[0].Min(), "first");
        Assert.IsLessThanOrEqualTo(bound, incremental[0].Min() / bareIncremental[0].Min(), "incremental");
    }

    private static async Task InTurnAsync(int round, Action bare, Func<Task> node)
    {
        if (round % 2 == 0)
        {
            WriteBack();
            bare();
        }

        WriteBack();
        await node();
        if (round % 2 != 0)
        {
            WriteBack();
            bare();
        }
    }

    private static void WriteBack()
    {
        using var sync = Process.Start("sync");
        sync.WaitForExit();
    }

    private static List<double>[] Enough() => [[], []];

    private static void Add(List<double>[] to, (double Rsync, double All) times)
    {
        to[0].Add(times.Rsync);
        to[1].Add(times.All);
    }

    private void Tell(bool withTls, string what, List<double>[] times, List<double>[] bare)
    {
        var line = string.Create(
            CultureInfo.InvariantCulture,
            $"FIGURE sync {what} {(withTls ? "mTLS" : "no TLS")}: rsync {times[0].Min():F0} ms, bare {bare[0].Min():F0} ms, ratio {times[0].Min() / bare[0].Min():F2}; the whole run {times[1].Min():F0} ms (comparing, proof by SHA-256, putting in place: {times[1].Min() - times[0].Min():F0} ms)");
        TestContext.WriteLine(line);
        if (Environment.GetEnvironmentVariable("HAMGM_FIGURES") is { Length: > 0 } file)
        {
            File.AppendAllText(file, line + "\n");
        }
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

    /// <summary>rsync alone: a daemon on loopback, and a client with the options of a run.</summary>
    private sealed class BareRsync : IDisposable
    {
        private readonly string _folder;
        private readonly int _port = PortBlock.Next();
        private readonly Process _daemon;

        public BareRsync(string folder, string source)
        {
            _folder = Path.Combine(folder, "bare");
            Directory.CreateDirectory(_folder);
            var config = Path.Combine(_folder, "rsyncd.conf");
            File.WriteAllText(config, string.Create(
                CultureInfo.InvariantCulture, $"port = {_port}\naddress = 127.0.0.1\nuse chroot = no\nlog file = {_folder}/log\n[files]\npath = {source}\nread only = yes\nuid = 0\ngid = 0\n"));
            _daemon = Process.Start(RsyncProgram.Require("rsync"), ["--daemon", "--no-detach", $"--config={config}"]);
            while (true)
            {
                try
                {
                    using var probe = new System.Net.Sockets.TcpClient("127.0.0.1", _port);
                    break;
                }
                catch (System.Net.Sockets.SocketException) when (!_daemon.HasExited)
                {
                    Thread.Yield();
                }
            }
        }

        private string Target => Path.Combine(_folder, "target");

        private string Staging => Path.Combine(_folder, "staging");

        /// <summary>As the node's files are: deleting a gigabyte just before would cost the next to write one.</summary>
        public void MoveAway(int round)
        {
            if (Directory.Exists(Target))
            {
                Directory.Move(Target, $"{Target}-{round}");
                Directory.Move(Staging, $"{Staging}-{round}");
            }
        }

        public void Empty(int round)
        {
            SpeedTests.Empty($"{Target}-{round}");
            SpeedTests.Empty($"{Staging}-{round}");
        }

        public (double Rsync, double All) Run(List<string> names)
        {
            Directory.CreateDirectory(Target);
            Directory.CreateDirectory(Staging);
            var list = Path.Combine(_folder, "list");
            File.WriteAllText(list, string.Join('\0', names) + "\0");
            var start = new ProcessStartInfo(RsyncProgram.Require("rsync"),
            [
                .. RsyncFetch.BaseOptions, "--timeout=60", "--contimeout=15", "--out-format=%n", "--outbuf=Line", $"--files-from={list}", $"--compare-dest={Target}",
                string.Create(CultureInfo.InvariantCulture, $"rsync://127.0.0.1:{_port}/files/"), Staging + "/",
            ])
            {
                RedirectStandardOutput = true,
            };
            var started = Stopwatch.GetTimestamp();
            using (var process = Process.Start(start)!)
            {
                process.StandardOutput.ReadToEnd();
                process.WaitForExit();
                Assert.AreEqual(0, process.ExitCode);
            }

            var took = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
            foreach (var name in names)
            {
                var place = Path.Combine(Target, name);
                Directory.CreateDirectory(Path.GetDirectoryName(place)!);
                File.Move(Path.Combine(Staging, name), place, overwrite: true);
            }

            return (took, took);
        }

        public void Dispose()
        {
            _daemon.Kill(entireProcessTree: true);
            _daemon.WaitForExit();
            _daemon.Dispose();
        }
    }
}
