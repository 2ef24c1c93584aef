using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Logging;

namespace HAMgm.Component.Logger.Tests;

/// <summary>Levels of single modules, from the configuration and at run time.</summary>
[TestClass]
public sealed class LevelTests
{
    [TestMethod]
    public void Levels_Configured_CountForTheModuleAndWhatLiesBelow()
    {
        using var bench = LogBench.Open(("log.levels", "logic=warn,logic.election=debug"));

        Say(bench, "logic.election", "logic.heartbeat", "logical", "service.thrift");

        CollectionAssert.AreEqual(
            new[] { "debug logic.election", "info logic.election", "warn logic.election", "warn logic.heartbeat", "info logical", "warn logical", "info service.thrift", "warn service.thrift" },
            Written(bench));
    }

    [TestMethod]
    public void SetLogLevel_AtRunTime_CountsAtOnceForLoggersThatExistAndIsTakenBack()
    {
        using var bench = LogBench.Open(("log.levels", "logic=warn"));
        var log = bench.Logger.GetLogger("logic.election");
        log.Info("one");
        bench.Logger.SetLogLevel("logic.election", LogLevel.Debug);
        log.Debug("two");
        bench.Logger.SetLogLevel("logic.election", null);
        log.Info("three");
        bench.Logger.SetLogLevel("logic", LogLevel.Info);
        log.Info("four");
        bench.Config.SetString("log.levels", "logic=error");
        log.Warn("five");
        bench.Close();

        CollectionAssert.AreEqual(new[] { "msg=\"two\"", "msg=\"four\"" }, bench.Lines().Select(line => line[line.IndexOf("msg=", StringComparison.Ordinal)..]).ToArray());
    }

    [TestMethod]
    public async Task Message_ToTheLogger_SetsAndShowsLevelsAndTargets()
    {
        using var bench = LogBench.Open(("log.levels", "logic=warn"));
        var control = new LogControl { Module = "logic.election", Level = LogLevel.Debug };

        await bench.Logger.ReceiveMessageAsync("management.cluster", control, CancellationToken.None);

        CollectionAssert.AreEqual(
            new ModuleLogLevel[] { new("default", LogLevel.Info, false), new("logic", LogLevel.Warn, false), new("logic.election", LogLevel.Debug, true) },
            control.Levels.ToArray());
        CollectionAssert.AreEqual(new LogTargetStatus[] { new("file", bench.File, true, 0, "") }, control.Targets.ToArray());
        var refused = await Assert.ThrowsExactlyAsync<HamgmException>(
            () => bench.Logger.ReceiveMessageAsync("x", new LogControl { Module = "no name", Level = LogLevel.Debug }, CancellationToken.None));
        Assert.AreEqual((ErrorKind.Configuration, ErrorCodes.BadRequest), (refused.Kind, refused.Code));
    }

    [TestMethod]
    public void SetLogLevel_TooManyModules_IsRefused()
    {
        using var bench = LogBench.Open();
        for (var i = 0; i < 64; i++)
        {
            bench.Logger.SetLogLevel($"m{i}", LogLevel.Debug);
        }

        Assert.ThrowsExactly<ArgumentException>(() => bench.Logger.SetLogLevel("m64", LogLevel.Debug));
    }

    private static void Say(LogBench bench, params string[] sources)
    {
        foreach (var log in sources.Select(bench.Logger.GetLogger))
        {
            log.Debug("x");
            log.Info("x");
            log.Warn("x");
        }

        bench.Close();
    }

    private static string[] Written(LogBench bench) =>
        [.. bench.Lines().Select(line => line.Split(' ')).Select(words => $"{words[1]["level=".Length..]} {words[2]["source=".Length..]}")];
}
