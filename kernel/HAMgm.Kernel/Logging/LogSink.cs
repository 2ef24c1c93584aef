using System.Runtime.CompilerServices;
using HAMgm.Contracts.Logging;

namespace HAMgm.Kernel.Logging;

/// <summary>A running log, with the loggers that it made. Dropped as a whole when the log stops, so that nothing pins its context.</summary>
internal sealed class LogSink(ILoggerComponent component)
{
    private readonly ConditionalWeakTable<PluginLogger, ILogger> _loggers = [];

    public ILoggerComponent Component { get; } = component;

    public void Write(PluginLogger proxy, LogLevel level, string message, ReadOnlySpan<LogField> fields) =>
        Write(LoggerFor(proxy), level, message, fields);

    public void Write(BufferedLine line) =>
        Write(Component.GetLogger(line.Source), line.Level, line.Message, [.. line.Fields, ("loggedAt", line.At.ToString("O"))]);

    private static void Write(ILogger logger, LogLevel level, string message, ReadOnlySpan<LogField> fields)
    {
        switch (level)
        {
            case LogLevel.Debug:
                logger.Debug(message, fields);
                break;
            case LogLevel.Info:
                logger.Info(message, fields);
                break;
            case LogLevel.Warn:
                logger.Warn(message, fields);
                break;
            case LogLevel.Error:
                logger.Error(message, fields);
                break;
            default:
                logger.Fatal(message, fields);
                break;
        }
    }

    private ILogger LoggerFor(PluginLogger proxy)
    {
        if (_loggers.TryGetValue(proxy, out ILogger? logger))
        {
            return logger;
        }

        logger = Component.GetLogger(proxy.Source);
        if (proxy.BoundFields.Length > 0)
        {
            logger = logger.With(proxy.BoundFields);
        }

        return _loggers.GetValue(proxy, _ => logger);
    }
}
