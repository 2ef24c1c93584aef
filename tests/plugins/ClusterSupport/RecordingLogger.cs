using HAMgm.Contracts.Logging;

namespace HAMgm.TestSupport;

/// <summary>Keeps what was logged, one text a line.</summary>
internal sealed class RecordingLogger : ILogger
{
    public List<string> Lines { get; } = [];

    public void Debug(string message, params ReadOnlySpan<LogField> fields) => Add("debug", message, fields);

    public void Info(string message, params ReadOnlySpan<LogField> fields) => Add("info", message, fields);

    public void Warn(string message, params ReadOnlySpan<LogField> fields) => Add("warn", message, fields);

    public void Error(string message, params ReadOnlySpan<LogField> fields) => Add("error", message, fields);

    public void Fatal(string message, params ReadOnlySpan<LogField> fields) => Add("fatal", message, fields);

    public ILogger With(params ReadOnlySpan<LogField> fields) => this;

    public void SetLevel(LogLevel level)
    {
    }

    public void Rotate()
    {
    }

    private void Add(string level, string message, ReadOnlySpan<LogField> fields)
    {
        var line = $"{level} {message}";
        foreach (var field in fields)
        {
            line += $" {field.Name}={field.Value}";
        }

        lock (Lines)
        {
            Lines.Add(line);
        }
    }
}
