using HAMgm.Contracts.Logging;

namespace HAMgm.Kernel.Logging;

/// <summary>A log line that waits for the log to exist.</summary>
internal readonly record struct BufferedLine(DateTimeOffset At, string Source, LogLevel Level, string Message, LogField[] Fields);
