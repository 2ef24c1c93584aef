using NLog;

namespace HAMgm.Component.Logger.Targets;

/// <summary>A record on its way through NLog's queue.</summary>
internal sealed class RecordEvent(LogRecord record) : LogEventInfo(LogLevel.Info, "hamgm", "")
{
    public LogRecord Record { get; } = record;
}
