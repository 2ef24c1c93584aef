using HAMgm.Contracts.Logging;

namespace HAMgm.Management.Cluster.Tests;

/// <summary>Knows a log file and nothing else.</summary>
internal sealed class FakeLogFile : ILoggerComponent
{
    public string Path { get; set; } = "";

    public ILogger GetLogger(string source) => throw new NotSupportedException();

    public void Log(LogLevel level, string message) => throw new NotSupportedException();

    public void SetLogLevel(LogLevel level) => throw new NotSupportedException();

    public void SetLogLevel(string module, LogLevel? level) => throw new NotSupportedException();

    public IReadOnlyList<ModuleLogLevel> GetLogLevels() => throw new NotSupportedException();

    public IReadOnlyList<LogTargetStatus> GetLogTargets() => throw new NotSupportedException();

    public void RotateLog() => throw new NotSupportedException();

    public LogConfig GetLogConfig() => new(LogLevel.Info, Path, 0, 0);
}
