namespace HAMgm.Contracts.Logging;

/// <summary>The operations of LoggerComponent in spec/1 section 2.3.1. component.logger provides it.</summary>
public interface ILoggerComponent
{
    /// <summary>A logger for one plugin; lines carry the name as field <c>source</c>.</summary>
    ILogger GetLogger(string source);

    /// <summary>Writes a line.</summary>
    void Log(LogLevel level, string message);

    /// <summary>Sets the least level that is written, of modules without one of their own, until the next start or change of <c>log.level</c>.</summary>
    void SetLogLevel(LogLevel level);

    /// <summary>Sets the least level of one module, until the next start or change of <c>log.level</c> or <c>log.levels</c>.</summary>
    /// <param name="module">See <see cref="ModuleLogLevel.Module"/>.</param>
    /// <param name="level">The level; null takes back what was set at run time.</param>
    /// <exception cref="ArgumentException">The name is none.</exception>
    void SetLogLevel(string module, LogLevel? level);

    /// <summary>The levels in force: the default first, then modules by name.</summary>
    IReadOnlyList<ModuleLogLevel> GetLogLevels();

    /// <summary>Where lines go, and whether they arrive.</summary>
    IReadOnlyList<LogTargetStatus> GetLogTargets();

    /// <summary>Begins a new log file.</summary>
    void RotateLog();

    /// <summary>How the log is kept.</summary>
    LogConfig GetLogConfig();
}
