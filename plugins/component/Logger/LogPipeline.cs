using HAMgm.Component.Logger.Targets;
using HAMgm.Contracts.Logging;
using NLog;
using NLog.Config;
using NLog.Targets;
using NLog.Targets.Wrappers;

namespace HAMgm.Component.Logger;

/// <summary>
/// NLog in a factory of its own, without global state: a bounded queue and a worker between the callers and the file (and
/// standard error), so that nobody who logs waits for a disk. A full queue drops lines and says how many. What leaves the host
/// (journald, syslog) has queues and threads of its own.
/// </summary>
internal sealed class LogPipeline : IDisposable
{
    private const int QueueLength = 4096;
    private static readonly TimeSpan FlushTimeout = TimeSpan.FromSeconds(2);

    private readonly LogFactory _factory;
    private readonly NLog.Logger _logger;
    private readonly RotatingFileTarget _file;
    private readonly AsyncTargetWrapper _fileQueue;
    private volatile SinkWorker[] _sinks = [];
    private long _dropped;
    private long _droppedInAll;

    /// <param name="file">The log file; owned.</param>
    /// <param name="console">Standard error beside it; null for none.</param>
    public LogPipeline(RotatingFileTarget file, StandardErrorTarget? console)
    {
        _file = file;
        _factory = new LogFactory { ThrowExceptions = false, ThrowConfigExceptions = false, AutoShutdown = false };
        var configuration = new LoggingConfiguration(_factory);
        file.Name = "file";
        _fileQueue = Queue(file, "queue");
        _fileQueue.LogEventDropped += (_, _) => Interlocked.Increment(ref _dropped);
        configuration.AddRule(NLog.LogLevel.Trace, NLog.LogLevel.Fatal, _fileQueue);
        if (console is not null)
        {
            console.Name = "console";
            configuration.AddRule(NLog.LogLevel.Trace, NLog.LogLevel.Fatal, Queue(console, "consoleQueue"));
        }

        _factory.Configuration = configuration;
        _logger = _factory.GetLogger("hamgm");
    }

    /// <summary>Queues a line for every target.</summary>
    public void Write(LogRecord record)
    {
        _logger.Log(new RecordEvent(record));
        foreach (var sink in _sinks)
        {
            sink.Add(record);
        }
    }

    /// <summary>Exchanges the sinks; those before send what waits, for a moment.</summary>
    public void SetSinks(SinkWorker[] sinks)
    {
        var before = _sinks;
        _sinks = sinks;
        foreach (var sink in before)
        {
            sink.Dispose();
        }
    }

    /// <summary>How the file and the sinks do.</summary>
    public IReadOnlyList<LogTargetStatus> Status(string path) =>
    [
        path.Length > 0
            ? new LogTargetStatus("file", path, _file.LastError.Length == 0, Interlocked.Read(ref _droppedInAll) + Interlocked.Read(ref _dropped), _file.LastError)
            : new LogTargetStatus("console", "standard error", true, Interlocked.Read(ref _droppedInAll) + Interlocked.Read(ref _dropped), ""),
        .. _sinks.Select(sink => sink.Status),
    ];

    /// <summary>How many lines the full queue of the file has dropped since the last call.</summary>
    public long TakeDropped()
    {
        var dropped = Interlocked.Exchange(ref _dropped, 0);
        Interlocked.Add(ref _droppedInAll, dropped);
        return dropped;
    }

    /// <summary>Waits until the file has what was queued, two seconds at most; never for a sink.</summary>
    public void Flush()
    {
        using var done = new ManualResetEventSlim();
        _fileQueue.Flush(_ => Set(done));
        done.Wait(FlushTimeout);
    }

    public void SetBounds(FileBounds bounds) => _file.Bounds = bounds;

    public void RequestRotation() => _file.RequestRotation();

    public void Dispose()
    {
        SetSinks([]);
        Flush();
        _factory.Shutdown();
        _factory.Dispose();
        NLogHooks.Remove();
    }

    private static AsyncTargetWrapper Queue(Target target, string name) => new(target, QueueLength, AsyncTargetWrapperOverflowAction.Discard)
    {
        Name = name,
        // 1 and below: whoever queues into an empty queue starts the worker. Above, the queue is looked at so often, lines or none.
        TimeToSleepBetweenBatches = 1,
    };

    // The flush may end after the wait for it has.
    private static void Set(ManualResetEventSlim done)
    {
        try
        {
            done.Set();
        }
        catch (ObjectDisposedException)
        {
        }
    }
}
