using System.Collections.Concurrent;
using HAMgm.Contracts.Logging;

namespace HAMgm.Logic.Heartbeat.Tests.Fakes;

internal sealed class FakeLog : ILogger
{
    public ConcurrentQueue<string> Lines { get; } = new();

    public void Debug(string message, params ReadOnlySpan<LogField> fields) => Add(message, fields);

    public void Info(string message, params ReadOnlySpan<LogField> fields) => Add(message, fields);

    public void Warn(string message, params ReadOnlySpan<LogField> fields) => Add(message, fields);

    public void Error(string message, params ReadOnlySpan<LogField> fields) => Add(message, fields);

    public void Fatal(string message, params ReadOnlySpan<LogField> fields) => Add(message, fields);

    public ILogger With(params ReadOnlySpan<LogField> fields) => this;

    public void SetLevel(LogLevel level)
    {
    }

    public void Rotate()
    {
    }

    private void Add(string message, ReadOnlySpan<LogField> fields) => Lines.Enqueue($"{message} {string.Join(' ', fields.ToArray())}");
}
