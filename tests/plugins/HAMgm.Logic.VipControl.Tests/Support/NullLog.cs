using HAMgm.Contracts.Logging;

namespace HAMgm.Logic.VipControl.Tests.Support;

/// <summary>Writes nothing.</summary>
internal sealed class NullLog : ILogger
{
    public void Debug(string message, params ReadOnlySpan<LogField> fields)
    {
    }

    public void Info(string message, params ReadOnlySpan<LogField> fields)
    {
    }

    public void Warn(string message, params ReadOnlySpan<LogField> fields)
    {
    }

    public void Error(string message, params ReadOnlySpan<LogField> fields)
    {
    }

    public void Fatal(string message, params ReadOnlySpan<LogField> fields)
    {
    }

    public ILogger With(params ReadOnlySpan<LogField> fields) => this;

    public void SetLevel(LogLevel level)
    {
    }

    public void Rotate()
    {
    }
}
