using System.Text.Json;
using HAMgm.Contracts.Logging;

namespace HAMgm.Component.Logger.Tests;

/// <summary>The file by age and as JSON, standard error beside it, and the number of the call in each line.</summary>
[TestClass]
public sealed class FileTests
{
    [TestMethod]
    public void Write_FileOlderThanItsBound_BeginsANewOneAlsoAfterARestart()
    {
        using var bench = LogBench.Open(("log.max_file_age", "24"));
        bench.Logger.Log(LogLevel.Info, "monday");
        bench.Time.Advance(TimeSpan.FromHours(23));
        bench.Logger.Log(LogLevel.Info, "still monday");
        bench.Close();
        bench.Load();
        bench.Time.Advance(TimeSpan.FromHours(1));
        bench.Logger.Log(LogLevel.Info, "tuesday");
        bench.Time.Advance(TimeSpan.FromHours(23));
        bench.Logger.Log(LogLevel.Info, "still tuesday");
        bench.Close();

        Assert.HasCount(2, bench.Lines(bench.File + ".1"));
        Assert.HasCount(2, bench.Lines());
        StringAssert.Contains(bench.Lines()[0], "\"tuesday\"");
    }

    [TestMethod]
    public void Write_Json_IsOneObjectALineAndRotatesByAge()
    {
        using var bench = LogBench.Open(("log.format", "json"), ("log.max_file_age", "24"));
        bench.Logger.GetLogger("logic.election").With(("term", 7)).Info("bound", ("vip", "10.0.0.100"));
        bench.Close();
        bench.Load();
        bench.Time.Advance(TimeSpan.FromHours(24));
        bench.Logger.Log(LogLevel.Info, "next");
        bench.Close();

        using var line = JsonDocument.Parse(bench.Lines(bench.File + ".1").Single());
        Assert.AreEqual((7, "10.0.0.100"), (line.RootElement.GetProperty("term").GetInt32(), line.RootElement.GetProperty("vip").GetString()));
        StringAssert.Contains(bench.Lines().Single(), "\"msg\":\"next\"");
    }

    [TestMethod]
    public void Write_ConsoleOn_LinesAreInBoth()
    {
        using var bench = LogBench.Open(("log.console", "json"));
        bench.Logger.Log(LogLevel.Info, "here and there");
        bench.Logger.Log(LogLevel.Fatal, "the end");
        bench.Close();

        Assert.HasCount(2, bench.Lines());
        StringAssert.Contains(bench.StandardError.ToString(), "\"msg\":\"here and there\"");
    }

    [TestMethod]
    public async Task Write_WithinACall_BearsItsNumberAlsoAfterAnAwait()
    {
        using var bench = LogBench.Open();
        var log = bench.Logger.GetLogger("x");
        ulong id;
        using (Correlation.Begin())
        {
            id = Correlation.Current;
            using (Correlation.Begin())
            {
                Assert.AreEqual(id, Correlation.Current, "a call within a call is the same call");
            }

            await Task.Yield();
            log.Info("within");
        }

        log.Info("after");
        bench.Close();

        Assert.AreNotEqual(0UL, id);
        Assert.AreEqual(id, Correlation.Parse(Correlation.Text(id)));
        StringAssert.EndsWith(bench.Lines()[0], $"msg=\"within\" correlation={Correlation.Text(id)}");
        StringAssert.EndsWith(bench.Lines()[1], "msg=\"after\"");
        Assert.AreEqual(0UL, Correlation.Parse("no number"));
    }
}
