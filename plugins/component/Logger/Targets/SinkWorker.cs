using System.Net.Sockets;
using HAMgm.Contracts.Logging;

namespace HAMgm.Component.Logger.Targets;

/// <summary>
/// A bounded queue and a thread between the callers and a sink: whoever logs never waits for a receiver, however slow or dead. Lines
/// wait here while it is away; beyond the bound the newest are dropped and counted. The thread sleeps while there is nothing to do.
/// </summary>
internal sealed class SinkWorker : IDisposable
{
    /// <summary>How many lines wait.</summary>
    public const int QueueLength = 4096;

    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LastRetry = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LastWords = TimeSpan.FromMilliseconds(500);

    private readonly ISink _sink;
    private readonly Action<LogLevel, string, LogField[]> _report;
    private readonly Queue<LogRecord> _queue = new();
    private readonly object _gate = new();
    private readonly Thread _thread;
    private bool _isStopping;
    private long _stopBy;
    private long _dropped;
    private long _droppedTold;
    private string _error = "";

    /// <param name="sink">Owned from now on.</param>
    /// <param name="report">Takes what the log says of the sink itself.</param>
    public SinkWorker(ISink sink, Action<LogLevel, string, LogField[]> report)
    {
        _sink = sink;
        _report = report;
        _thread = new Thread(Run, maxStackSize: 256 * 1024) { Name = $"hamgm-log-{sink.Name}", IsBackground = true };
        _thread.Start();
    }

    /// <summary>How it goes.</summary>
    public LogTargetStatus Status
    {
        get
        {
            lock (_gate)
            {
                return new LogTargetStatus(_sink.Name, _sink.Destination, _error.Length == 0, _dropped, _error);
            }
        }
    }

    /// <summary>Queues a line; never waits.</summary>
    public void Add(LogRecord record)
    {
        lock (_gate)
        {
            if (_isStopping || _queue.Count >= QueueLength)
            {
                _dropped++;
                return;
            }

            _queue.Enqueue(record);
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>Sends what waits for half a second at most, then ends.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (!_isStopping)
            {
                _isStopping = true;
                _stopBy = Environment.TickCount64 + (long)LastWords.TotalMilliseconds;
                Monitor.Pulse(_gate);
            }
        }

        if (Thread.CurrentThread != _thread)
        {
            _thread.Join(LastWords + TimeSpan.FromSeconds(3));
        }
    }

    private void Run()
    {
        var retry = FirstRetry;
        while (TakeNext() is { } record)
        {
            try
            {
                _sink.Send(record);
                retry = FirstRetry;
                NoteSuccess();
            }
            catch (Exception e) when (e is SocketException or IOException or InvalidOperationException)
            {
                NoteFailure(e.Message);
                if (!WaitToRetry(retry))
                {
                    break;
                }

                retry = retry * 2 < LastRetry ? retry * 2 : LastRetry;
            }
        }

        _sink.Dispose();
    }

    // Stays in the queue until it has been sent, so that nothing is lost over a restart of the receiver.
    private LogRecord? TakeNext()
    {
        lock (_gate)
        {
            while (_queue.Count == 0 && !_isStopping)
            {
                Monitor.Wait(_gate);
            }

            return _queue.TryPeek(out var record) && !(_isStopping && Environment.TickCount64 >= _stopBy) ? record : null;
        }
    }

    private bool WaitToRetry(TimeSpan delay)
    {
        var until = Environment.TickCount64 + (long)delay.TotalMilliseconds;
        lock (_gate)
        {
            for (var left = delay; !_isStopping && left > TimeSpan.Zero; left = TimeSpan.FromMilliseconds(until - Environment.TickCount64))
            {
                Monitor.Wait(_gate, left);
            }

            return !_isStopping;
        }
    }

    private void NoteSuccess()
    {
        bool wasAway;
        long lost;
        lock (_gate)
        {
            _queue.Dequeue();
            wasAway = _error.Length > 0;
            _error = "";
            lost = _dropped - _droppedTold;
            if (_queue.Count == 0 || wasAway)
            {
                _droppedTold = _dropped;
            }
            else
            {
                lost = 0;
            }
        }

        if (wasAway)
        {
            _report(LogLevel.Info, $"{_sink.Name} takes lines again", [("destination", _sink.Destination), ("dropped", lost)]);
        }
        else if (lost > 0)
        {
            _report(LogLevel.Warn, $"{_sink.Name} is too slow: lines were dropped", [("destination", _sink.Destination), ("dropped", lost)]);
        }
    }

    private void NoteFailure(string error)
    {
        bool isNew;
        lock (_gate)
        {
            isNew = _error.Length == 0;
            _error = error;
        }

        if (isNew)
        {
            _report(
                LogLevel.Warn, $"{_sink.Name} takes no lines; {QueueLength} wait, further ones are dropped, and it is tried again",
                [("destination", _sink.Destination), ("error", error)]);
        }
    }
}
