using System.Diagnostics;
using HAMgm.Contracts.Errors;

namespace HAMgm.Component.Data.Tests;

/// <summary>
/// The disk goes away under a running store and comes back: refused writes leave the old value, an operator is told once at
/// either end, nothing is restarted. Needs root; elsewhere inconclusive.
/// </summary>
[TestClass]
public sealed class DiskTests
{
    private static readonly TimeSpan AWhile = TimeSpan.FromSeconds(12);

    [TestMethod]
    public void Set_DiskFull_KeepsTheOldValueAlertsAndRecovers()
    {
        using var bench = new DataBench();
        Directory.CreateDirectory(bench.Folder);
        Need(Run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", bench.Folder) == 0, "the right to mount a tmpfs");
        try
        {
            DataBench.Wait(bench.Data.LoadAsync(CancellationToken.None));
            bench.Data.Set("term", "7");
            HamgmException? thrown = null;
            for (var i = 0; thrown is null && i < 100; i++)
            {
                thrown = Refusal(() => bench.Data.Set($"filler-{i}", $"\"{new string('x', 60_000)}\""));
            }

            Assert.IsNotNull(thrown);
            StringAssert.Contains(thrown.Message, "make room");
            Assert.IsNotNull(Refusal(() => bench.Data.Set("term", $"\"{new string('8', 60_000)}\"")));
            bench.Data.Set("later", $"\"{new string('9', 60_000)}\"", durable: false);
            bench.Time.Advance(AWhile);
            Assert.AreEqual("7", bench.Data.Get("term"));
            Assert.IsFalse(bench.Data.GetCacheStatus().IsWritable);
            Assert.AreEqual(1, bench.Data.GetCacheStatus().Pending, "what need not be durable waits in memory");
            CollectionAssert.AreEqual(new[] { "data_unwritable" }, bench.Bus.AlertTypes.ToArray());
            Assert.AreEqual(1, bench.Log.Lines.Count(line => line.StartsWith("error", StringComparison.Ordinal)));

            Assert.AreEqual(0, Run("mount", "-o", "remount,size=16m", bench.Folder));
            bench.Time.Advance(AWhile);
            Assert.IsTrue(bench.Data.GetCacheStatus().IsWritable, "the waiting write found the room, nobody had to ask");
            bench.Data.Set("term", "9");
            CollectionAssert.AreEqual(new[] { "data_unwritable", "data_writable" }, bench.Bus.AlertTypes.ToArray());
            bench.Restart();
            Assert.AreEqual("9", bench.Data.Get("term"));
            Assert.IsNotNull(bench.Data.Get("later"));
        }
        finally
        {
            bench.Close();
            Run("umount", bench.Folder);
        }
    }

    /// <summary>A file system that turned itself read-only after an error, is unmounted, checked and mounted again.</summary>
    [TestMethod]
    public void Set_FileSystemTurnsReadOnly_RefusedAlertedAndRecoveredAfterTheRemount()
    {
        using var bench = new DataBench();
        Directory.CreateDirectory(bench.Folder);
        var image = bench.Folder + ".image";
        using (var file = File.Create(image))
        {
            file.SetLength(16 << 20);
        }

        Need(Run("mkfs.ext4", "-q", "-F", image) == 0 && MountImage(image, bench.Folder), "ext4 on a loop device");
        try
        {
            DataBench.Wait(bench.Data.LoadAsync(CancellationToken.None));
            bench.Data.Set("term", "7");

            // What the kernel does by itself when the disk fails under ext4 (errors=remount-ro).
            Assert.AreEqual(0, Run("mount", "-o", "remount,abort", bench.Folder));
            Assert.AreEqual(ErrorCodes.Unavailable, Refusal(() => bench.Data.Set("term", "8"))!.Code);
            bench.Time.Advance(AWhile);
            Assert.AreEqual("7", bench.Data.Get("term"));
            Assert.IsNotNull(Refusal(() => bench.Data.Set("term", "8")));
            CollectionAssert.AreEqual(new[] { "data_unwritable" }, bench.Bus.AlertTypes.ToArray());

            // The store has let go of the file, so the administrator's remedy works.
            Assert.AreEqual(0, Run("umount", bench.Folder));
            Run("fsck.ext4", "-p", image);
            Assert.IsTrue(MountImage(image, bench.Folder));
            bench.Time.Advance(AWhile);
            bench.Data.Set("term", "9");
            Assert.IsTrue(bench.Data.GetCacheStatus().IsWritable);
            CollectionAssert.AreEqual(new[] { "data_unwritable", "data_writable" }, bench.Bus.AlertTypes.ToArray());
            bench.Restart();
            Assert.AreEqual("9", bench.Data.Get("term"));
            Assert.IsNull(bench.Data.Get("data:damage"));
        }
        finally
        {
            bench.Close();
            Run("umount", bench.Folder);
        }
    }

    /// <summary>Files that may not be written any more, root or not (the immutable attribute): EPERM.</summary>
    [TestMethod]
    public void Set_PermissionLost_RefusedAlertedAndRecoveredWhenGivenBack()
    {
        using var bench = DataBench.Open();
        bench.Data.Set("term", "7");
        string[] files = [bench.Database, bench.Database + "-wal"];
        Need(Run("chattr", ["+i", .. files]) == 0, "a file system with the immutable attribute");
        try
        {
            Assert.IsNotNull(Refusal(() => bench.Data.Set("term", "8")));
            bench.Time.Advance(AWhile);
            Assert.AreEqual("7", bench.Data.Get("term"));
            CollectionAssert.AreEqual(new[] { "data_unwritable" }, bench.Bus.AlertTypes.ToArray());
        }
        finally
        {
            Run("chattr", ["-i", .. files]);
        }

        bench.Time.Advance(AWhile);
        bench.Data.Set("term", "9");
        CollectionAssert.AreEqual(new[] { "data_unwritable", "data_writable" }, bench.Bus.AlertTypes.ToArray());
        bench.Restart();
        Assert.AreEqual("9", bench.Data.Get("term"));
        Assert.IsNull(bench.Data.Get("data:damage"));
    }

    [TestMethod]
    public void Probe_NextStartWouldFail_AlertsWhileWritesStillWork()
    {
        using var bench = DataBench.Open();
        Need(Run("chattr", "+i", bench.Folder) == 0, "a file system with the immutable attribute");
        try
        {
            bench.Time.Advance(AWhile);
            bench.Data.Set("term", "7");
            StringAssert.Contains(bench.Bus.Alert("data_unwritable").Message, "cannot start again");
        }
        finally
        {
            Run("chattr", "-i", bench.Folder);
        }

        bench.Time.Advance(AWhile);
        Assert.AreEqual("data_writable", bench.Bus.AlertTypes[^1]);
    }

    /// <summary>Without this a store would go on writing into a file that nobody can find again.</summary>
    [TestMethod]
    public void Probe_DatabaseDeletedUnderIt_WrittenAnewFromMemory()
    {
        using var bench = DataBench.Open();
        bench.Data.Set("term", "7");
        bench.Data.Set("lives", "1", TimeSpan.FromHours(1));
        foreach (var file in Directory.GetFiles(bench.Folder))
        {
            File.Delete(file);
        }

        bench.Time.Advance(AWhile);
        bench.Data.Set("later", "8");
        bench.Restart();

        Assert.AreEqual(("7", "8", "1"), (bench.Data.Get("term"), bench.Data.Get("later"), bench.Data.Get("lives")));
        CollectionAssert.Contains(bench.Bus.AlertTypes.ToArray(), "data_writable");
    }

    [TestMethod]
    public void Probe_OlderDatabasePutInItsPlace_AcknowledgedValuesWin()
    {
        using var bench = DataBench.Open();
        bench.Data.Set("term", "7");
        bench.Data.Set("gone", "1");
        bench.Restart();
        File.Copy(bench.Database, bench.Database + ".backup");
        bench.Data.Set("term", "8");
        bench.Data.Delete("gone");
        File.Move(bench.Database + ".backup", bench.Database, overwrite: true);
        File.Delete(bench.Database + "-wal");

        bench.Time.Advance(AWhile);
        bench.Restart();

        Assert.AreEqual("8", bench.Data.Get("term"));
        Assert.IsNull(bench.Data.Get("gone"));
    }

    [TestMethod]
    [DataRow(-1)]
    [DataRow(1)]
    public void Clock_SetByADay_AlertsAndEndsAndLengthensNoLife(int days)
    {
        using var bench = DataBench.Open();
        bench.Time.Advance(TimeSpan.FromSeconds(10));
        bench.Data.Set("lives", "1", TimeSpan.FromMinutes(10));

        bench.Time.SetWallClockBy(TimeSpan.FromDays(days));
        bench.Time.Advance(TimeSpan.FromMinutes(5));

        Assert.AreEqual("1", bench.Data.Get("lives"));
        CollectionAssert.AreEqual(new[] { "clock_changed" }, bench.Bus.AlertTypes.ToArray());
        bench.Restart();
        Assert.AreEqual("1", bench.Data.Get("lives"), "its end was dated anew");
        bench.Time.Advance(TimeSpan.FromMinutes(6));
        Assert.IsNull(bench.Data.Get("lives"));
    }

    private static bool MountImage(string image, string folder) => Run("mount", "-o", "loop,errors=remount-ro", image, folder) == 0;

    private static HamgmException? Refusal(Action write)
    {
        try
        {
            write();
            return null;
        }
        catch (HamgmException refused)
        {
            return refused;
        }
    }

    private static void Need(bool isThere, string what)
    {
        if (!isThere)
        {
            Assert.Inconclusive($"needs {what}");
        }
    }

    private static int Run(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
            process.WaitForExit();
            return process.ExitCode;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return -1;
        }
    }
}
