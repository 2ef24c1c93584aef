using HAMgm.Contracts.Logging;

namespace HAMgm.Component.Logger;

/// <summary>The logger of one source, with the fields that each of its lines bears.</summary>
internal sealed class SourceLogger(LoggerComponent owner, string source, LogField[] context) : ILogger
{
    public void Debug(string message, params ReadOnlySpan<LogField> fields) => owner.Write(LogLevel.Debug, source, message, context, fields);

    public void Info(string message, params ReadOnlySpan<LogField> fields) => owner.Write(LogLevel.Info, source, message, context, fields);

    public void Warn(string message, params ReadOnlySpan<LogField> fields) => owner.Write(LogLevel.Warn, source, message, context, fields);

    public void Error(string message, params ReadOnlySpan<LogField> fields) => owner.Write(LogLevel.Error, source, message, context, fields);

    public void Fatal(string message, params ReadOnlySpan<LogField> fields) => owner.Write(LogLevel.Fatal, source, message, context, fields);

    public ILogger With(params ReadOnlySpan<LogField> fields) => new SourceLogger(owner, source, [.. context, .. fields]);

    public void SetLevel(LogLevel level) => owner.SetLogLevel(level);

    public void Rotate() => owner.RotateLog();
}
