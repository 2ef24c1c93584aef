using HAMgm.Contracts.Logging;

namespace HAMgm.Component.Logger.Formats;

/// <summary>The levels as syslog and journald have them (RFC 5424 section 6.2.1).</summary>
internal static class Severity
{
    public static int Of(LogLevel level) => level switch
    {
        LogLevel.Debug => 7,
        LogLevel.Info => 6,
        LogLevel.Warn => 4,
        LogLevel.Error => 3,
        _ => 2,
    };
}
