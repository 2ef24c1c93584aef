using System.Composition;
using HAMgm.Component.Logger.Formats;
using HAMgm.Component.Logger.Levels;
using HAMgm.Component.Logger.Targets;
using HAMgm.Contracts.Configuration;
using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Kernel;
using HAMgm.Contracts.Logging;

namespace HAMgm.Component.Logger;

/// <summary>
/// component.logger: structured lines to a rotating file, standard error, journald and syslog (spec/1 sections 2.3.1 and 3.2.4).
/// Never throws, never waits for a disk or a receiver.
/// </summary>
[Export(typeof(IComponent)), Export(typeof(ILoggerComponent)), Shared]
public sealed class LoggerComponent : IComponent, ILoggerComponent, IMessageReceiver, IDisposable
{
    private const string OwnSource = "component.logger";
    internal static readonly TimeSpan SweepEvery = TimeSpan.FromSeconds(5);

    private readonly IConfigManager _config;
    private readonly TimeProvider _time;
    private readonly TextWriter _standardError;
    private readonly RepeatLimiter _limiter;
    private readonly Lock _gate = new();
    private volatile LogPipeline? _pipeline;
    private volatile LoggerSettings? _settings;
    private volatile LevelTable _levels = LevelTable.Of(LogLevel.Info, []);
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

    internal LevelTable Levels => _levels;

    /// <inheritdoc/>
    public Task LoadAsync(CancellationToken cancellationToken)
    {
        if (_pipeline is null)
        {
            var settings = LoggerSettings.Read(_config);
            _settings = settings;
            _levels = LevelTable.Of(settings.Level, settings.Levels);
            var pipeline = new LogPipeline(
                new RotatingFileTarget(settings.File, settings.Bounds, Formatter(settings.Format), _time, _standardError),
                settings.Console != "off" && settings.File.Length > 0 ? new StandardErrorTarget(Formatter(settings.Console), _standardError) : null);
            pipeline.SetSinks(MakeSinks(settings));
            _pipeline = pipeline;
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
    public void Log(LogLevel level, string message)
    {
        if (level >= _levels.For(OwnSource))
        {
            Write(level, OwnSource, message, [], []);
        }
    }

    /// <inheritdoc/>
    public void SetLogLevel(LogLevel level) => SetLogLevel(ModuleLogLevel.Default, level);

    /// <inheritdoc/>
    public void SetLogLevel(string module, LogLevel? level)
    {
        ArgumentNullException.ThrowIfNull(module);
        lock (_gate)
        {
            _levels = _levels.With(module, level);
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<ModuleLogLevel> GetLogLevels() => _levels.List();

    /// <inheritdoc/>
    public IReadOnlyList<LogTargetStatus> GetLogTargets() => _pipeline?.Status(_settings?.File ?? "") ?? [];

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
    public LogConfig GetLogConfig() => (_settings?.ToConfig() ?? new LogConfig(LogLevel.Info, "", 0, 0)) with { Level = _levels.Default };

    /// <inheritdoc/>
    public Task ReceiveMessageAsync(string from, object message, CancellationToken cancellationToken)
    {
        if (message is not LogControl control)
        {
            throw new HamgmException(ErrorKind.Configuration, ErrorCodes.BadRequest, OwnSource, $"{OwnSource} takes {nameof(LogControl)} only");
        }

        if (control.Module is { } module)
        {
            try
            {
                SetLogLevel(module, control.Level);
            }
            catch (ArgumentException refused)
            {
                throw new HamgmException(ErrorKind.Configuration, ErrorCodes.BadRequest, module, refused.Message, refused);
            }

            Emit(LogLevel.Info, OwnSource, "a log level was set", [], [("module", module), ("level", control.Level is { } level ? LogRecord.Name(level) : "configured")]);
        }

        if (control.Rotate)
        {
            RotateLog();
        }

        control.Levels = GetLogLevels();
        control.Targets = GetLogTargets();
        return Task.CompletedTask;
    }

    /// <summary>Writes a line whose level has been looked at.</summary>
    internal void Write(LogLevel level, string source, string message, ReadOnlySpan<LogField> context, ReadOnlySpan<LogField> fields)
    {
        message ??= "";
        if (!_limiter.Allow(level, source, message))
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
        var record = LogRecord.Of(_time.GetUtcNow(), level, source, message, Correlation.Current, context, fields);
        if (_pipeline is { } pipeline)
        {
            pipeline.Write(record);
            return;
        }

        try
        {
            _standardError.WriteLine(TextFormat.Format(record));
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

    private SinkWorker[] MakeSinks(LoggerSettings settings)
    {
        ISink?[] sinks =
        [
            SinkFactory.Journal(settings.Journald, settings.NodeId),
            SinkFactory.Syslog(settings.Syslog, settings.Facility, settings.NodeId),
        ];
        return [.. sinks.OfType<ISink>().Select(sink => new SinkWorker(sink, (level, message, fields) => Write(level, OwnSource, message, [], fields)))];
    }

    // log.file, log.format and log.console apply at the next start; the rest at once.
    private void Apply(ConfigChange change)
    {
        lock (_gate)
        {
            if (_settings is not { } before || _pipeline is not { } pipeline)
            {
                return;
            }

            var settings = LoggerSettings.Read(_config) with { File = before.File, Format = before.Format, Console = before.Console };
            if (change.Key is "log.level" or "log.levels")
            {
                _levels = LevelTable.Of(settings.Level, settings.Levels);
            }

            _settings = settings;
            pipeline.SetBounds(settings.Bounds);
            if (!settings.HasSameSinks(before))
            {
                pipeline.SetSinks(MakeSinks(settings));
            }
        }
    }

    private static Func<LogRecord, string> Formatter(string name) => name == "json" ? JsonFormat.Format : TextFormat.Format;
}
