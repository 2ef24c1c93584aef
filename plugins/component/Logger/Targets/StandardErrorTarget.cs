using NLog;
using NLog.Targets;

namespace HAMgm.Component.Logger.Targets;

/// <summary>Lines on standard error beside the file, for whoever runs the service in the foreground or under a supervisor that keeps it. On NLog's worker.</summary>
internal sealed class StandardErrorTarget(Func<LogRecord, string> format, TextWriter standardError) : Target
{
    protected override void Write(LogEventInfo logEvent)
    {
        try
        {
            standardError.Write(format(((RecordEvent)logEvent).Record) + "\n");
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // Nobody reads it any more; the file goes on.
        }
    }
}
