using System.Globalization;
using System.Text;
using HAMgm.Contracts.Logging;

namespace HAMgm.Kernel.Logging;

/// <summary>
/// Where all log lines of the process go: kept (bounded) until a plugin that provides <see cref="ILoggerComponent"/> runs,
/// then to it, and to standard error when none runs or it has stopped.
/// </summary>
internal sealed class LogHub(TimeProvider timeProvider, TextWriter standardError)
{
    private const int MaxBufferedLines = 2000;

    private readonly Lock _lock = new();
    private readonly Queue<BufferedLine> _buffer = [];
    private volatile LogSink? _sink;
    private LogLevel _minimum = LogLevel.Info;
    private long _discarded;
    private bool _isBuffering = true;

    public ILogger GetLogger(string source) => new PluginLogger(this, source, []);

    public void Write(PluginLogger logger, LogLevel level, string message, ReadOnlySpan<LogField> fields)
    {
        if (_sink is { } running)
        {
            running.Write(logger, level, message, fields);
            return;
        }

        lock (_lock)
        {
            if (_sink is null)
            {
                Keep(new BufferedLine(timeProvider.GetUtcNow(), logger.Source, level, message, Plain([.. logger.BoundFields, .. fields])));
                return;
            }
        }

        _sink?.Write(logger, level, message, fields);
    }

    /// <summary>A log runs: what was kept goes to it first.</summary>
    public void Attach(ILoggerComponent component)
    {
        lock (_lock)
        {
            var sink = new LogSink(component);
            while (_buffer.TryDequeue(out BufferedLine line))
            {
                sink.Write(line);
            }

            if (_discarded > 0)
            {
                component.GetLogger("kernel").Warn("log lines were discarded before the log ran", ("lines", _discarded));
                _discarded = 0;
            }

            _sink = sink;
        }
    }

    /// <summary>The log is about to stop: from now on to standard error.</summary>
    public void Detach(ILoggerComponent component)
    {
        lock (_lock)
        {
            if (ReferenceEquals(_sink?.Component, component))
            {
                _sink = null;
                _isBuffering = false;
            }
        }
    }

    /// <summary>No log will run: what was kept, from this level on, goes to standard error, and so does all that follows.</summary>
    public void StopBuffering(LogLevel minimum)
    {
        lock (_lock)
        {
            if (_sink is not null || !_isBuffering)
            {
                return;
            }

            _isBuffering = false;
            while (_buffer.TryDequeue(out BufferedLine line))
            {
                if (line.Level >= minimum)
                {
                    Keep(line);
                }
            }
        }
    }

    public void SetLevel(LogLevel level)
    {
        _minimum = level;
        _sink?.Component.SetLogLevel(level);
    }

    public void Rotate() => _sink?.Component.RotateLog();

    private void Keep(BufferedLine line)
    {
        if (line.Level < _minimum)
        {
            return;
        }

        if (!_isBuffering)
        {
            standardError.WriteLine(Format(line));
        }
        else if (_buffer.Count < MaxBufferedLines)
        {
            _buffer.Enqueue(line);
        }
        else
        {
            _discarded++;
        }
    }

    // A value of a plugin's own type would pin its context for as long as the line is kept.
    private static LogField[] Plain(LogField[] fields) =>
        Array.ConvertAll(fields, field => field.Value is null or string or bool or long or int or double or TimeSpan
            ? field
            : field with { Value = Convert.ToString(field.Value, CultureInfo.InvariantCulture) });

    private static string Format(BufferedLine line)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{line.At:yyyy-MM-ddTHH:mm:ss.fffZ} {line.Level.ToString().ToUpperInvariant(),-5} {line.Source}: {line.Message}");
        foreach (LogField field in line.Fields)
        {
            text.Append(CultureInfo.InvariantCulture, $" {field.Name}={field.Value}");
        }

        return text.ToString();
    }
}
