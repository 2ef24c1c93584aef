using HAMgm.Contracts.Logging;
using HAMgm.Kernel.Logging;

namespace HAMgm.Kernel.Tests.Logging;

[TestClass]
public sealed class LogHubTests
{
    [TestMethod]
    public void Write_BeforeDuringAndAfterTheLogRuns_ReachesIt()
    {
        using var standardError = new StringWriter();
        var hub = new LogHub(TimeProvider.System, standardError);
        ILogger logger = hub.GetLogger("acme").With(("node", "a"));
        logger.Info("before", ("n", 1));
        var log = new ListLog();
        hub.Attach(log);
        logger.Warn("during", ("n", 2));
        hub.Detach(log);
        logger.Error("after", ("n", 3));
        Assert.AreEqual(2, log.Lines.Count);
        StringAssert.StartsWith(log.Lines[0], "Info acme before node=a n=1 loggedAt=");
        Assert.AreEqual("Warn acme during node=a n=2", log.Lines[1]);
        StringAssert.Contains(standardError.ToString(), "ERROR acme: after node=a n=3");
    }

    [TestMethod]
    public void StopBuffering_NoLog_WritesFromTheLevelOnToStandardError()
    {
        using var standardError = new StringWriter();
        var hub = new LogHub(TimeProvider.System, standardError);
        ILogger logger = hub.GetLogger("acme");
        logger.Info("quiet");
        logger.Warn("loud");
        Assert.AreEqual("", standardError.ToString());
        hub.StopBuffering(LogLevel.Warn);
        StringAssert.Contains(standardError.ToString(), "loud");
        Assert.IsFalse(standardError.ToString().Contains("quiet", StringComparison.Ordinal));
    }

    [TestMethod]
    public void Write_MoreThanTheBufferHolds_SaysHowManyAreGone()
    {
        var hub = new LogHub(TimeProvider.System, TextWriter.Null);
        ILogger logger = hub.GetLogger("acme");
        for (int i = 0; i < 2005; i++)
        {
            logger.Info("line");
        }

        var log = new ListLog();
        hub.Attach(log);
        Assert.AreEqual(2001, log.Lines.Count);
        StringAssert.EndsWith(log.Lines[2000], "lines=5");
    }

    private sealed class ListLog : ILoggerComponent
    {
        public List<string> Lines { get; } = [];

        public ILogger GetLogger(string source) => new ListLogger(this, source);

        public void Log(LogLevel level, string message) => Lines.Add($"{level} {message}");

        public void SetLogLevel(LogLevel level)
        {
        }

        public void SetLogLevel(string module, LogLevel? level)
        {
        }

        public IReadOnlyList<ModuleLogLevel> GetLogLevels() => [];

        public IReadOnlyList<LogTargetStatus> GetLogTargets() => [];

        public void RotateLog()
        {
        }

        public LogConfig GetLogConfig() => new(LogLevel.Debug, "", 0, 0);
    }

    private sealed class ListLogger(ListLog log, string prefix, string fields = "") : ILogger
    {
        public void Debug(string message, params ReadOnlySpan<LogField> fields) => Add(LogLevel.Debug, message, fields);

        public void Info(string message, params ReadOnlySpan<LogField> fields) => Add(LogLevel.Info, message, fields);

        public void Warn(string message, params ReadOnlySpan<LogField> fields) => Add(LogLevel.Warn, message, fields);

        public void Error(string message, params ReadOnlySpan<LogField> fields) => Add(LogLevel.Error, message, fields);

        public void Fatal(string message, params ReadOnlySpan<LogField> fields) => Add(LogLevel.Fatal, message, fields);

        public ILogger With(params ReadOnlySpan<LogField> more) => new ListLogger(log, prefix, fields + Text(more));

        public void SetLevel(LogLevel level)
        {
        }

        public void Rotate()
        {
        }

        private static string Text(ReadOnlySpan<LogField> fields) => string.Concat(fields.ToArray().Select(field => $" {field.Name}={field.Value}"));

        private void Add(LogLevel level, string message, ReadOnlySpan<LogField> more) => log.Log(level, $"{prefix} {message}{fields}{Text(more)}");
    }
}
