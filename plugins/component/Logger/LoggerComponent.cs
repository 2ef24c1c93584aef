using System.Composition;
using HAMgm.Contracts.Configuration;
using HAMgm.Contracts.Kernel;
using HAMgm.Contracts.Logging;

namespace HAMgm.Component.Logger;

/// <summary>component.logger: structured lines to a rotating file (spec/1 sections 2.3.1 and 3.2.4). Never throws, never waits for a disk.</summary>
[Export(typeof(IComponent)), Export(typeof(ILoggerComponent)), Shared]
public sealed class LoggerComponent : IComponent, ILoggerComponent, IDisposable
{
    private const string OwnSource = "component.logger";
    private const string StandardErrorOnly = "stderr";
    private static readonly TimeSpan SweepEvery = TimeSpan.FromSeconds(1);

    private readonly IConfigManager _config;
    private readonly TimeProvider _time;
    private readonly TextWriter _standardError;
    private readonly RepeatLimiter _limiter;
    private volatile LogPipeline? _pipeline;
    private volatile LogConfig _settings = new(LogLevel.Info, "", 0, 0);
    private volatile LogLevel _level = LogLevel.Info;
    private IDisposable? _watch;
    private ITimer? _sweep;

    /// <summary>Creates the component. Until <see cref="LoadAsync"/>, lines go to standard error.</summary>
    [ImportingConstructor]
    public LoggerComponent(IConfigManager config)
        : this(config, TimeProvider.System, Console.Error)
    {
    }

    /// <summary>Creates it with a clock and a standard error of the caller's.</summary>
    public LoggerComponent(IConfigManager config, TimeProvider time, TextWriter standardError)
    {
        _config = config;
        _time = time;
        _standardError = TextWriter.Synchronized(standardError);
        _limiter = new RepeatLimiter(time, (level, source, message, count) => Emit(level, source, message, [], [("suppressed", count)]));
    }

    /// <inheritdoc/>
    public bool IsReady => _pipeline is not null;

    /// <inheritdoc/>
    public Task LoadAsync(CancellationToken cancellationToken)
    {
        if (_pipeline is null)
        {
            var settings = ReadSettings();
            _settings = settings;
            _level = settings.Level;
            _pipeline = new LogPipeline(new RotatingFileTarget(settings.File, settings.MaxFileBytes, settings.MaxFiles, _time, _standardError));
            _watch = _config.WatchConfig("log.", Apply);
            _sweep = _time.CreateTimer(_ => Sweep(), null, SweepEvery, SweepEvery);
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task UnloadAsync(CancellationToken cancellationToken)
    {
        _watch?.Dispose();
        _sweep?.Dispose();
        _limiter.Sweep(all: true);
        ReportDropped();
        Interlocked.Exchange(ref _pipeline, null)?.Dispose();
        return Task.CompletedTask;
    }

    /// <summary>Closes the file if <see cref="UnloadAsync"/> has not; the composition host calls it.</summary>
    public void Dispose() => _ = UnloadAsync(CancellationToken.None);

    /// <inheritdoc/>
    public ILogger GetLogger(string source) => new SourceLogger(this, source, []);

    /// <inheritdoc/>
    public void Log(LogLevel level, string message) => Write(level, OwnSource, message, [], []);

    /// <inheritdoc/>
    public void SetLogLevel(LogLevel level) => _level = level;

    /// <inheritdoc/>
    public void RotateLog()
    {
        // What was logged before belongs to the old file, so it is written first.
        _pipeline?.Flush();
        _pipeline?.RequestRotation();
        Emit(LogLevel.Info, OwnSource, "a new log file was asked for", [], []);
        _pipeline?.Flush();
    }

    /// <inheritdoc/>
    public LogConfig GetLogConfig() => _settings with { Level = _level };

    internal void Write(LogLevel level, string source, string message, ReadOnlySpan<LogField> context, ReadOnlySpan<LogField> fields)
    {
        message ??= "";
        if (level < _level || !_limiter.Allow(level, source, message))
        {
            return;
        }

        Emit(level, source, message, context, fields);
        if (level == LogLevel.Fatal)
        {
            // The process is about to end: what led to it must be in the file.
            _pipeline?.Flush();
        }
    }

    private void Emit(LogLevel level, string source, string message, ReadOnlySpan<LogField> context, ReadOnlySpan<LogField> fields)
    {
        var line = LineFormat.Format(_time.GetUtcNow(), level, source, message, context, fields);
        if (_pipeline is { } pipeline)
        {
            pipeline.Write(line);
            return;
        }

        try
        {
            _standardError.WriteLine(line);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // Standard error is closed: there is nowhere left to say it.
        }
    }

    private void Sweep()
    {
        _limiter.Sweep();
        ReportDropped();
    }

    private void ReportDropped()
    {
        if (_pipeline?.TakeDropped() is > 0 and var dropped)
        {
            Emit(LogLevel.Warn, OwnSource, "lines came faster than they could be written and were dropped", [], [("dropped", dropped)]);
        }
    }

    private LogConfig ReadSettings()
    {
        var file = _config.GetString("log.file") switch
        {
            "" => Path.Combine(_config.GetPath("data_dir"), "logs", "hamgm.log"),
            StandardErrorOnly => "",
            _ => _config.GetPath("log.file"),
        };
        _ = Enum.TryParse<LogLevel>(_config.GetString("log.level"), ignoreCase: true, out var level);
        return new LogConfig(level, file, ByteSize.Parse(_config.GetString("log.max_file_size")), _config.GetInt("log.max_files"));
    }

    // log.file applies at the next start; the rest at once.
    private void Apply(ConfigChange change)
    {
        var settings = ReadSettings() with { File = _settings.File };
        if (change.Key == "log.level")
        {
            _level = settings.Level;
        }

        _settings = settings;
        _pipeline?.SetBounds(settings.MaxFileBytes, settings.MaxFiles);
    }
}
