namespace HAMgm.Contracts.Logging;

/// <summary>The operations of LoggerComponent in spec/1 section 2.3.1. component.logger provides it.</summary>
public interface ILoggerComponent
{
    /// <summary>A logger for one plugin; lines carry the name as field <c>source</c>.</summary>
    ILogger GetLogger(string source);

    /// <summary>Writes a line.</summary>
    void Log(LogLevel level, string message);

    /// <summary>Sets the least level that is written.</summary>
    void SetLogLevel(LogLevel level);

    /// <summary>Begins a new log file.</summary>
    void RotateLog();

    /// <summary>How the log is kept.</summary>
    LogConfig GetLogConfig();
}
