using HAMgm.Contracts.Logging;

namespace HAMgm.Component.Logger.Tests;

[TestClass]
public sealed class LoggerTests
{
    [TestMethod]
    public void Info_WithFields_WritesOneStructuredLine()
    {
        using var bench = LogBench.Open();
        bench.Logger.GetLogger("logic.vipcontrol").With(("term", 7)).Info(
            "address bound", ("vip", "10.0.0.100"), ("after", TimeSpan.FromMilliseconds(1.5)), ("ok", true), ("why", "a \"b\"\nc"), ("none", null), ("bad name", 1.5));
        bench.Close();

        CollectionAssert.AreEqual(
            new[] { """ts=2025-01-01T00:00:00.000Z level=info source=logic.vipcontrol msg="address bound" term=7 vip=10.0.0.100 after=1.5ms ok=true why="a \"b\"\nc" none=null bad_name=1.5""" },
            bench.Lines());
    }

    [TestMethod]
    public void Write_HostileText_StaysOneBoundedLine()
    {
        using var bench = LogBench.Open();
        bench.Logger.GetLogger("x\nlevel=fatal").Warn("a\r\nts=2025 level=fatal\u2028\u0000", ("big", new string('x', 100_000)));
        bench.Close();

        var line = bench.Lines().Single();
        Assert.IsLessThan(9000, line.Length);
        StringAssert.Contains(line, "a\\r\\nts=2025 level=fatal\\u2028\\u0000");
    }

    [TestMethod]
    public void Level_Changed_AppliesAtOnce()
    {
        using var bench = LogBench.Open(("log.level", "warn"));
        var log = bench.Logger.GetLogger("x");
        log.Info("one");
        bench.Config.SetString("log.level", "debug");
        log.Debug("two");
        log.SetLevel(LogLevel.Error);
        log.Warn("three");
        bench.Close();

        StringAssert.Contains(bench.Lines().Single(), "level=debug source=x msg=\"two\"");
        Assert.AreEqual(LogLevel.Error, bench.Logger.GetLogConfig().Level);
    }

    [TestMethod]
    public void Write_OverSize_RotatesAndKeepsTheNewest()
    {
        using var bench = LogBench.Open(("log.max_file_size", "4KiB"), ("log.max_files", "3"));
        for (var i = 0; i < 200; i++)
        {
            bench.Logger.Log(LogLevel.Info, $"line {i} {new string('x', 200)}");
        }

        bench.Close();

        var files = Directory.GetFiles(Path.GetDirectoryName(bench.File)!).Order(StringComparer.Ordinal).Select(Path.GetFileName).ToArray();
        CollectionAssert.AreEqual(new[] { "hamgm.log", "hamgm.log.1", "hamgm.log.2", "hamgm.log.3" }, files);
        foreach (var file in files)
        {
            Assert.IsLessThanOrEqualTo(4096L, new FileInfo(Path.Combine(Path.GetDirectoryName(bench.File)!, file!)).Length);
        }

        StringAssert.Contains(bench.Lines()[^1], "line 199 ");
    }

    [TestMethod]
    public void RotateLog_Asked_BeginsANewFile()
    {
        using var bench = LogBench.Open();
        bench.Logger.Log(LogLevel.Info, "before");
        bench.Logger.RotateLog();
        bench.Logger.GetLogger("x").Rotate();
        bench.Logger.Log(LogLevel.Info, "after");
        bench.Close();

        StringAssert.Contains(bench.Lines(bench.File + ".2")[0], "before");
        StringAssert.Contains(bench.Lines()[^1], "after");
    }

    [TestMethod]
    public void Bounds_Changed_ApplyAtOnce()
    {
        using var bench = LogBench.Open();
        bench.Config.SetString("log.max_files", "2");
        bench.Config.SetString("log.max_file_size", "1GiB");

        Assert.AreEqual(new LogConfig(LogLevel.Info, bench.File, 1L << 30, 2), bench.Logger.GetLogConfig());
    }

    [TestMethod]
    public void Write_Flood_IsCutAndCounted()
    {
        using var bench = LogBench.Open();
        var log = bench.Logger.GetLogger("x");
        for (var i = 0; i < 1000; i++)
        {
            log.Error("the disk is on fire", ("attempt", i));
        }

        log.Error("something else");
        bench.Time.Advance(RepeatLimiter.Window + LoggerComponent.SweepEvery);
        log.Error("the disk is on fire", ("attempt", 1000));
        bench.Close();

        var lines = bench.Lines();
        Assert.HasCount(RepeatLimiter.Burst + 3, lines);
        StringAssert.EndsWith(lines[RepeatLimiter.Burst + 1], $"msg=\"the disk is on fire\" suppressed={1000 - RepeatLimiter.Burst}");
        StringAssert.EndsWith(lines[^1], "attempt=1000");
    }

    [TestMethod]
    public void Write_FloodUntilTheEnd_IsCountedByUnload()
    {
        using var bench = LogBench.Open();
        for (var i = 0; i < 50; i++)
        {
            bench.Logger.Log(LogLevel.Warn, "again");
        }

        bench.Close();

        StringAssert.EndsWith(bench.Lines()[^1], "suppressed=30");
    }

    [TestMethod]
    public void Write_EndlessKindsOfMessages_AreBounded()
    {
        using var bench = LogBench.Open();
        for (var i = 0; i < 3000; i++)
        {
            bench.Logger.Log(LogLevel.Warn, $"number {i}");
        }

        bench.Close();

        Assert.IsLessThan(1024 + RepeatLimiter.Burst + 3, bench.Lines().Length);
    }

    [TestMethod]
    public void Write_DiskFull_GoesToStandardErrorAndSaysSoOnce()
    {
        using var bench = LogBench.Open(("log.file", "/dev/full"));
        bench.Logger.Log(LogLevel.Info, "one");
        bench.Logger.Log(LogLevel.Info, "two");
        bench.Close();

        var lines = bench.StandardError.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.HasCount(3, lines);
        StringAssert.Contains(lines[0], "the log file /dev/full cannot be written");
        StringAssert.Contains(lines[1], "msg=\"one\"");
        StringAssert.Contains(lines[2], "msg=\"two\"");
    }

    [TestMethod]
    public void Write_PlaceComesBack_IsUsedAgain()
    {
        using var bench = new LogBench();
        System.IO.File.WriteAllText(Path.GetDirectoryName(bench.File)!, "a file where the folder should be");
        bench.Load();
        bench.Logger.Log(LogLevel.Info, "one");
        bench.Logger.GetLogger("x").Fatal("written when this returns");
        System.IO.File.Delete(Path.GetDirectoryName(bench.File)!);
        bench.Time.Advance(TimeSpan.FromSeconds(6));
        bench.Logger.Log(LogLevel.Info, "two");
        bench.Close();

        StringAssert.Contains(bench.StandardError.ToString(), "msg=\"one\"");
        StringAssert.Contains(bench.Lines()[0], "msg=\"two\"");
        StringAssert.Contains(bench.Lines()[1], "can be written again");
    }

    [TestMethod]
    public void Write_FileTakenAway_IsMadeAnew()
    {
        using var bench = LogBench.Open();
        bench.Logger.GetLogger("x").Fatal("one");
        System.IO.File.Delete(bench.File);
        bench.Time.Advance(TimeSpan.FromSeconds(2));
        bench.Logger.Log(LogLevel.Info, "two");
        bench.Close();

        StringAssert.Contains(bench.Lines().Single(), "two");
    }

    [TestMethod]
    public void Write_TornLastLine_IsEnded()
    {
        using var bench = new LogBench();
        Directory.CreateDirectory(Path.GetDirectoryName(bench.File)!);
        System.IO.File.WriteAllText(bench.File, "ts=2024 level=info half a li");
        bench.Load();
        bench.Logger.Log(LogLevel.Info, "whole");
        bench.Close();

        Assert.HasCount(2, bench.Lines());
    }

    [TestMethod]
    public void Write_StandardErrorOnly_MakesNoFile()
    {
        using var bench = LogBench.Open(("log.file", "stderr"));
        bench.Logger.Log(LogLevel.Info, "one");
        bench.Close();

        StringAssert.Contains(bench.StandardError.ToString(), "one");
        Assert.AreEqual("", bench.Logger.GetLogConfig().File);
        Assert.IsEmpty(Directory.GetFileSystemEntries(bench.Folder));
    }

    [TestMethod]
    public void Write_BeforeLoadAndAfterUnload_GoesToStandardError()
    {
        using var bench = new LogBench();
        bench.Logger.Log(LogLevel.Info, "early");
        bench.Load();
        bench.Close();
        bench.Close();
        bench.Logger.Log(LogLevel.Info, "late");

        StringAssert.Contains(bench.StandardError.ToString(), "early");
        StringAssert.Contains(bench.StandardError.ToString(), "late");
    }

    [TestMethod]
    public void Write_StandardErrorClosed_ThrowsNothing()
    {
        using var bench = new LogBench();
        var closed = new StreamWriter(Stream.Null) { AutoFlush = true };
        closed.Dispose();
        using var logger = new LoggerComponent(bench.Config, bench.Time, closed);

        logger.Log(LogLevel.Error, "nobody hears this");
    }

    [TestMethod]
    public void Load_NewFile_IsNotForEverybody()
    {
        using var bench = LogBench.Open();
        bench.Logger.GetLogger("x").Fatal("one");

        Assert.AreEqual(UnixFileMode.None, System.IO.File.GetUnixFileMode(bench.File) & (UnixFileMode.OtherRead | UnixFileMode.OtherWrite));
    }
}
