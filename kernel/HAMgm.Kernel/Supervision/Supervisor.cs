using System.Threading.Channels;
using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Kernel;
using HAMgm.Contracts.Logging;
using HAMgm.Kernel.Lifecycle;

namespace HAMgm.Kernel.Supervision;

/// <summary>
/// Decides what follows a plugin's fault. Not critical: it and its dependents are stopped, and it is started again after a
/// while. Critical: whoever knows how makes this node harmless, then the process is asked to end.
/// </summary>
internal sealed class Supervisor : IAsyncDisposable
{
    private readonly KernelOptions _options;
    private readonly PluginRegistry _registry;
    private readonly IHost _host;
    private readonly ILogger _log;
    private readonly Channel<Func<LifecycleEngine, Task>> _work = Channel.CreateUnbounded<Func<LifecycleEngine, Task>>(new() { SingleReader = true });
    private readonly Lock _lock = new();
    private readonly HashSet<ITimer> _timers = [];
    private Task _loop = Task.CompletedTask;
    private int _isSteppingDown;

    public Supervisor(KernelOptions options, PluginRegistry registry, IHost host, ILogger log)
    {
        _options = options;
        _registry = registry;
        _host = host;
        _log = log;
    }

    /// <summary>Begins to work; what was reported before waits.</summary>
    public void Start(LifecycleEngine engine) => _loop = Task.Run(() => LoopAsync(engine));

    /// <summary>A running plugin reported, or threw, an exception. Returns at once.</summary>
    public void Report(PluginRecord record, PluginServices services, Exception exception)
    {
        string reason = $"plugin '{record.Id}' failed: {PluginRunner.Text(exception)}";
        _log.Error("fault of a plugin", ("plugin", record.Id), ("critical", record.IsCritical), ("error", exception.ToString()));
        if (record.IsCritical)
        {
            // Not through the queue: a slow stop of some other plugin must not hold it up.
            _ = Task.Run(() => StepDownAsync(record, "critical " + reason));
            return;
        }

        _work.Writer.TryWrite(async engine =>
        {
            if (await engine.QuarantineAsync(record, services, reason).ConfigureAwait(false) is { } ranFor)
            {
                ScheduleRestart(record, ranFor);
            }
        });
    }

    /// <summary>A plugin that is not critical did not start.</summary>
    public void StartFailed(PluginRecord record, KernelException failure)
    {
        if (failure.IsPermanent)
        {
            _log.Error("plugin is left out until it is reloaded", ("plugin", record.Id), ("reason", failure.Message));
        }
        else
        {
            ScheduleRestart(record, TimeSpan.Zero);
        }
    }

    /// <summary>Steps down by whoever provides <see cref="ICriticalGuard"/>, then asks the process to end.</summary>
    public async Task StepDownAsync(PluginRecord record, string reason)
    {
        if (Interlocked.Exchange(ref _isSteppingDown, 1) != 0)
        {
            return;
        }

        // Looked up first: the faulty plugin may be the one that provides it, and it may still be able to do that.
        var guard = _registry.FindProvided(typeof(ICriticalGuard))?.Export as ICriticalGuard;
        if (record.State != ModuleState.Faulted)
        {
            _registry.Move(record, ModuleState.Faulted, reason);
        }

        if (guard is not null)
        {
            Exception? error = await FaultBarrier.RunAsync(
                token => guard.StepDownAsync(reason, token), _options.StopDeadline, _options.TimeProvider, CancellationToken.None).ConfigureAwait(false);
            if (error is not null)
            {
                _log.Error("stepping down failed; the process ends all the same", ("error", PluginRunner.Text(error)));
            }
        }

        _log.Fatal("the process ends", ("reason", reason));
        _host.RequestStop(ExitCodes.Fault, reason);
    }

    /// <summary>Forgets what is due, and finishes what is under way.</summary>
    public async ValueTask DisposeAsync()
    {
        _work.Writer.TryComplete();
        lock (_lock)
        {
            foreach (ITimer timer in _timers)
            {
                timer.Dispose();
            }

            _timers.Clear();
        }

        await _loop.ConfigureAwait(false);
    }

    private void ScheduleRestart(PluginRecord record, TimeSpan ranFor)
    {
        TimeSpan delay = record.BackOff.Next(ranFor);
        _log.Warn("plugin will be restarted", ("plugin", record.Id), ("inSeconds", delay.TotalSeconds));
        lock (_lock)
        {
            ITimer? timer = null;
            timer = _options.TimeProvider.CreateTimer(
                _ =>
                {
                    lock (_lock)
                    {
                        _timers.Remove(timer!);
                        timer!.Dispose();
                    }

                    _work.Writer.TryWrite(engine => engine.RecoverAsync(record));
                },
                null,
                delay,
                Timeout.InfiniteTimeSpan);
            _timers.Add(timer);
        }
    }

    private async Task LoopAsync(LifecycleEngine engine)
    {
        await foreach (Func<LifecycleEngine, Task> work in _work.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            if (await FaultBarrier.RunAsync(() => work(engine)).ConfigureAwait(false) is { } error)
            {
                _log.Error("the supervisor could not do its work", ("error", error.ToString()));
            }
        }
    }
}
