using HAMgm.Component.Logger.Levels;
using HAMgm.Contracts.Logging;

namespace HAMgm.Component.Logger;

/// <summary>The logger of one source, with the fields that each of its lines bears.</summary>
internal sealed class SourceLogger(LoggerComponent owner, string source, LogField[] context) : ILogger
{
    private volatile Known? _known;

    public void Debug(string message, params ReadOnlySpan<LogField> fields) => Write(LogLevel.Debug, message, fields);

    public void Info(string message, params ReadOnlySpan<LogField> fields) => Write(LogLevel.Info, message, fields);

    public void Warn(string message, params ReadOnlySpan<LogField> fields) => Write(LogLevel.Warn, message, fields);

    public void Error(string message, params ReadOnlySpan<LogField> fields) => Write(LogLevel.Error, message, fields);

    public void Fatal(string message, params ReadOnlySpan<LogField> fields) => Write(LogLevel.Fatal, message, fields);

    public ILogger With(params ReadOnlySpan<LogField> fields) => new SourceLogger(owner, source, [.. context, .. fields]);

    public void SetLevel(LogLevel level) => owner.SetLogLevel(level);

    public void Rotate() => owner.RotateLog();

    private void Write(LogLevel level, string message, ReadOnlySpan<LogField> fields)
    {
        // Worked out once for each table: a debug line that nobody wants costs two comparisons.
        var table = owner.Levels;
        if (_known is not { } known || !ReferenceEquals(known.Table, table))
        {
            _known = known = new Known(table, table.For(source));
        }

        if (level >= known.Least)
        {
            owner.Write(level, source, message, context, fields);
        }
    }

    private sealed record Known(LevelTable Table, LogLevel Least);
}
