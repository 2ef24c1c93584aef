namespace HAMgm.Contracts.Logging;

/// <summary>The logger of spec/1 section 3.2.4. Never throws and never blocks on a full disk.</summary>
public interface ILogger
{
    /// <summary>Writes at <see cref="LogLevel.Debug"/>.</summary>
    void Debug(string message, params ReadOnlySpan<LogField> fields);

    /// <summary>Writes at <see cref="LogLevel.Info"/>.</summary>
    void Info(string message, params ReadOnlySpan<LogField> fields);

    /// <summary>Writes at <see cref="LogLevel.Warn"/>.</summary>
    void Warn(string message, params ReadOnlySpan<LogField> fields);

    /// <summary>Writes at <see cref="LogLevel.Error"/>.</summary>
    void Error(string message, params ReadOnlySpan<LogField> fields);

    /// <summary>Writes at <see cref="LogLevel.Fatal"/> and flushes.</summary>
    void Fatal(string message, params ReadOnlySpan<LogField> fields);

    /// <summary>A logger that adds these fields to each line.</summary>
    ILogger With(params ReadOnlySpan<LogField> fields);

    /// <summary>Sets the least level that is written, for the whole process.</summary>
    void SetLevel(LogLevel level);

    /// <summary>Begins a new log file.</summary>
    void Rotate();
}
