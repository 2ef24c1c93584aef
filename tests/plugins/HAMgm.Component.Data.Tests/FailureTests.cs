using System.Diagnostics;
using HAMgm.Component.Data.Tests.Fakes;
using HAMgm.Contracts.Errors;

namespace HAMgm.Component.Data.Tests;

[TestClass]
public sealed class FailureTests
{
    [TestMethod]
    public void Load_NewDirectory_IsPrivate()
    {
        using var bench = DataBench.Open();
        const UnixFileMode owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;

        Assert.AreEqual(owner | UnixFileMode.UserExecute, File.GetUnixFileMode(bench.Folder));
        bench.Data.Set("a", "1");
        foreach (var file in Directory.GetFiles(bench.Folder))
        {
            Assert.AreEqual(owner, File.GetUnixFileMode(file), file);
        }
    }

    [TestMethod]
    public void Load_DirectoryInUse_NamesTheProcess()
    {
        using var bench = DataBench.Open();

        var thrown = Assert.ThrowsExactly<HamgmException>(() => DataBench.Wait(bench.New().LoadAsync(CancellationToken.None)));

        Assert.AreEqual(ErrorCodes.Conflict, thrown.Code);
        StringAssert.Contains(thrown.Message, $"in use by process {Environment.ProcessId}");
        StringAssert.Contains(thrown.Message, bench.Folder);
    }

    [TestMethod]
    public void Load_DirectoryCannotBeMade_NamesItAndTheRemedy()
    {
        using var bench = new DataBench();
        File.WriteAllText(bench.Folder, "a file where the directory should be");

        var thrown = Assert.ThrowsExactly<HamgmException>(() => DataBench.Wait(bench.Data.LoadAsync(CancellationToken.None)));

        Assert.AreEqual((ErrorKind.ServiceUnavailable, ErrorCodes.Unavailable, bench.Folder), (thrown.Kind, thrown.Code, thrown.Subject));
        StringAssert.Contains(thrown.Message, "set data_dir to another directory");
    }

    [TestMethod]
    [DataRow(0, DisplayName = "header overwritten")]
    [DataRow(4096, DisplayName = "page overwritten")]
    public void Load_DamagedDatabase_IsRefusedAndKept(int offset)
    {
        using var bench = DataBench.Open();
        for (var i = 0; i < 200; i++)
        {
            bench.Data.Set($"key-{i}", $"\"{new string('x', 300)}\"", durable: i == 199);
        }

        bench.Close();
        var bytes = File.ReadAllBytes(bench.Database);
        bytes.AsSpan(offset, 4096).Fill(0xA5);
        File.WriteAllBytes(bench.Database, bytes);

        var thrown = Assert.ThrowsExactly<HamgmException>(() => DataBench.Wait(bench.New().LoadAsync(CancellationToken.None)));

        StringAssert.Contains(thrown.Message, bench.Database + " is damaged");
        StringAssert.Contains(thrown.Message, "README");
        CollectionAssert.AreEqual(bytes, File.ReadAllBytes(bench.Database));
    }

    [TestMethod]
    public void Load_AfterFailedLoad_Works()
    {
        using var bench = DataBench.Open();
        bench.Data.Set("a", "1");
        bench.Close();
        var good = File.ReadAllBytes(bench.Database);
        File.WriteAllText(bench.Database, "rubbish, and more of it than a header has, so that it is no new database either");
        Assert.ThrowsExactly<HamgmException>(() => DataBench.Wait(bench.New().LoadAsync(CancellationToken.None)));
        File.WriteAllBytes(bench.Database, good);

        bench.Restart();

        Assert.AreEqual("1", bench.Data.Get("a"));
    }

    [TestMethod]
    public void Load_LogWithoutDatabase_IsRefused()
    {
        using var bench = new DataBench();
        Directory.CreateDirectory(bench.Folder);
        File.WriteAllText(bench.Database + "-wal", "frames");

        var thrown = Assert.ThrowsExactly<HamgmException>(() => DataBench.Wait(bench.Data.LoadAsync(CancellationToken.None)));

        StringAssert.Contains(thrown.Message, "-wal is there");
    }

    [TestMethod]
    public void Set_DiskFull_KeepsTheOldValueAndRecovers()
    {
        using var bench = new DataBench();
        Directory.CreateDirectory(bench.Folder);
        if (!Mount("-t", "tmpfs", "-o", "size=1m", "tmpfs", bench.Folder))
        {
            Assert.Inconclusive("needs the right to mount a tmpfs");
        }

        try
        {
            DataBench.Wait(bench.Data.LoadAsync(CancellationToken.None));
            bench.Data.Set("term", "7");
            HamgmException? thrown = null;
            for (var i = 0; thrown is null && i < 100; i++)
            {
                try
                {
                    bench.Data.Set($"filler-{i}", $"\"{new string('x', 60_000)}\"");
                }
                catch (HamgmException e)
                {
                    thrown = e;
                }
            }

            Assert.IsNotNull(thrown);
            StringAssert.Contains(thrown.Message, "make room");
            Assert.ThrowsExactly<HamgmException>(() => bench.Data.Set("term", $"\"{new string('8', 60_000)}\""));
            Assert.AreEqual("7", bench.Data.Get("term"));
            Assert.IsFalse(bench.Data.GetCacheStatus().IsWritable);
            Assert.AreEqual(1, bench.Log.Lines.Count(l => l.StartsWith("error", StringComparison.Ordinal)));

            Assert.IsTrue(Mount("-o", "remount,size=16m", bench.Folder));
            bench.Data.Set("term", "9");
            Assert.IsTrue(bench.Data.GetCacheStatus().IsWritable);
            bench.Restart();
            Assert.AreEqual("9", bench.Data.Get("term"));
        }
        finally
        {
            bench.Close();
            Run("umount", bench.Folder);
        }
    }

    /// <summary>What the store has acknowledged survives SIGKILL at any moment, and a batch is whole or absent.</summary>
    [TestMethod]
    public async Task Set_ProcessKilled_AcknowledgedValuesSurvive()
    {
        using var bench = new DataBench();
        var random = new Random(4711);
        var last = 0L;
        for (var round = 0; round < 5; round++)
        {
            last = await WriteUntilKilled(bench.Folder, acknowledgements: random.Next(20, 120)).ConfigureAwait(false);

            bench.Restart();
            var term = long.Parse(bench.Data.Get("term")!, System.Globalization.CultureInfo.InvariantCulture);
            Assert.IsTrue(term == last || term == last + 1, $"acknowledged {last}, found {term}");
            Assert.AreEqual(bench.Data.Get("left"), bench.Data.Get("right"));
            bench.Close();
        }

        Assert.IsGreaterThan(99, last);
    }

    private static async Task<long> WriteUntilKilled(string folder, int acknowledgements)
    {
        var program = typeof(FailureTests).Assembly.GetCustomAttributes(typeof(System.Reflection.AssemblyMetadataAttribute), false)
            .Cast<System.Reflection.AssemblyMetadataAttribute>().Single(a => a.Key == "DataWriter").Value!;
        var start = new ProcessStartInfo(Environment.ProcessPath is { } path && Path.GetFileName(path) == "dotnet" ? path : "dotnet")
        {
            ArgumentList = { "exec", program, folder },
            RedirectStandardOutput = true,
        };
        using var writer = Process.Start(start)!;
        var last = 0L;
        for (var i = 0; await writer.StandardOutput.ReadLineAsync().ConfigureAwait(false) is { } line; i++)
        {
            last = long.Parse(line, System.Globalization.CultureInfo.InvariantCulture);
            if (i == acknowledgements)
            {
                writer.Kill();
            }
        }

        await writer.WaitForExitAsync().ConfigureAwait(false);
        return last;
    }

    private static bool Mount(params string[] arguments) => Run("mount", arguments) == 0;

    private static int Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode;
    }
}
