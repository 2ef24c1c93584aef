using HAMgm.Thrift;
using Microsoft.Extensions.Logging;
using ILogger = HAMgm.Contracts.Logging.ILogger;

namespace HAMgm.Service.Thrift.Calls;

/// <summary>Takes what the generated processor reports: a handler that failed with something else than an exception of the IDL.</summary>
internal sealed class ProcessorLog(ILogger log) : ILogger<HamgmService.AsyncProcessor>
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
        {
            log.Error("a Thrift call failed inside", ("message", formatter(state, exception)), ("exception", exception?.ToString() ?? ""));
        }
    }
}
