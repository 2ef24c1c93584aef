using HAMgm.Contracts.Logging;

namespace HAMgm.Kernel.Logging;

/// <summary>The logger that a plugin gets: a proxy, since the log is itself a plugin that comes and goes.</summary>
internal sealed class PluginLogger(LogHub hub, string source, LogField[] boundFields) : ILogger
{
    public string Source { get; } = source;

    public LogField[] BoundFields { get; } = boundFields;

    public void Debug(string message, params ReadOnlySpan<LogField> fields) => hub.Write(this, LogLevel.Debug, message, fields);

    public void Info(string message, params ReadOnlySpan<LogField> fields) => hub.Write(this, LogLevel.Info, message, fields);

    public void Warn(string message, params ReadOnlySpan<LogField> fields) => hub.Write(this, LogLevel.Warn, message, fields);

    public void Error(string message, params ReadOnlySpan<LogField> fields) => hub.Write(this, LogLevel.Error, message, fields);

    public void Fatal(string message, params ReadOnlySpan<LogField> fields) => hub.Write(this, LogLevel.Fatal, message, fields);

    public ILogger With(params ReadOnlySpan<LogField> fields) => new PluginLogger(hub, Source, [.. BoundFields, .. fields]);

    public void SetLevel(LogLevel level) => hub.SetLevel(level);

    public void Rotate() => hub.Rotate();
}
