using System.Threading.Channels;
using HAMgm.Contracts.Kernel;
using HAMgm.Contracts.Logging;

namespace HAMgm.Logic.StateMachine;

/// <summary>Says what has happened: logs, events, history. On a task of its own, so that the loop never waits for a disk.</summary>
internal sealed class Reporter(ILogger log, IFaultReporter faults, Action<Report> handle)
{
    private readonly Channel<Report> _queue = Channel.CreateBounded<Report>(
        new BoundedChannelOptions(4096) { SingleReader = true, FullMode = BoundedChannelFullMode.DropWrite });

    private Task? _running;

    public void Start() => _running ??= Task.Run(RunAsync);

    public void Post(in Report report)
    {
        if (!_queue.Writer.TryWrite(report))
        {
            // Only when thousands wait, which a healthy pair never has; the loop goes on regardless.
            Interlocked.Increment(ref _dropped);
        }
    }

    public async Task StopAsync()
    {
        _queue.Writer.TryComplete();
        if (_running is { } running)
        {
            await running.ConfigureAwait(false);
        }
    }

    private long _dropped;

    private async Task RunAsync()
    {
        try
        {
            await foreach (var report in _queue.Reader.ReadAllAsync().ConfigureAwait(false))
            {
                handle(report);
                var dropped = Interlocked.Exchange(ref _dropped, 0);
                if (dropped > 0)
                {
                    log.Warn("reports were dropped", ("count", dropped));
                }
            }
        }
        catch (InvalidOperationException error)
        {
            faults.Report(error);
        }
    }
}
