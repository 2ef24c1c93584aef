using NLog;
using NLog.Config;
using NLog.Targets.Wrappers;

namespace HAMgm.Component.Logger;

/// <summary>
/// NLog in a factory of its own, without global state: a bounded queue and a worker between the callers and the file,
/// so that nobody who logs waits for a disk. A full queue drops lines and says how many.
/// </summary>
internal sealed class LogPipeline : IDisposable
{
    private const int QueueLength = 4096;
    private static readonly TimeSpan FlushTimeout = TimeSpan.FromSeconds(2);

    private readonly LogFactory _factory;
    private readonly NLog.Logger _logger;
    private readonly RotatingFileTarget _file;
    private long _dropped;

    public LogPipeline(RotatingFileTarget file)
    {
        _file = file;
        _factory = new LogFactory { ThrowExceptions = false, ThrowConfigExceptions = false, AutoShutdown = false };
        var queue = new AsyncTargetWrapper(file, QueueLength, AsyncTargetWrapperOverflowAction.Discard)
        {
            Name = "queue",
            // 1 and below: whoever queues into an empty queue starts the worker. Above, the queue is looked at so often, lines or none.
            TimeToSleepBetweenBatches = 1,
        };
        file.Name = "file";
        queue.LogEventDropped += (_, _) => Interlocked.Increment(ref _dropped);
        var configuration = new LoggingConfiguration(_factory);
        configuration.AddRule(LogLevel.Trace, LogLevel.Fatal, queue);
        _factory.Configuration = configuration;
        _logger = _factory.GetLogger("hamgm");
    }

    /// <summary>Queues a finished line.</summary>
    public void Write(string line) => _logger.Log(new LogEventInfo(LogLevel.Info, _logger.Name, line));

    /// <summary>How many lines a full queue has dropped since the last call.</summary>
    public long TakeDropped() => Interlocked.Exchange(ref _dropped, 0);

    /// <summary>Waits until the queue is written, two seconds at most.</summary>
    public void Flush() => _factory.Flush(_ => { }, FlushTimeout);

    public void SetBounds(long maxBytes, int maxFiles) => _file.SetBounds(maxBytes, maxFiles);

    public void RequestRotation() => _file.RequestRotation();

    public void Dispose()
    {
        Flush();
        _factory.Shutdown();
        _factory.Dispose();
        NLogHooks.Remove();
    }
}
