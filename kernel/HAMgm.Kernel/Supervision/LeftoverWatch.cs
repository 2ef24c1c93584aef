using HAMgm.Contracts.Logging;
using HAMgm.Kernel.Lifecycle;

namespace HAMgm.Kernel.Supervision;

/// <summary>
/// Looks, some time after a plugin was unloaded, whether its context is gone. One that stays is a leak that nobody else would
/// show: a thread or a timer of its own, a handler on a static event, something handed to another plugin.
/// </summary>
internal sealed class LeftoverWatch : IDisposable
{
    // A collection reclaims the context only after its finalizers have run, which takes a second one; a third for certainty.
    private const int Collections = 3;

    private readonly KernelOptions _options;
    private readonly ILogger _log;
    private readonly Lock _lock = new();
    private readonly List<(PluginRecord Record, WeakReference Trace, long Since)> _expected = [];
    private readonly ITimer _timer;
    private bool _isArmed;
    private bool _isDisposed;

    /// <summary>Creates it; it does nothing until something is unloaded.</summary>
    public LeftoverWatch(KernelOptions options, ILogger log)
    {
        _options = options;
        _log = log;
        _timer = options.TimeProvider.CreateTimer(_ => Look(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>A context has been let go of.</summary>
    public void Expect(PluginRecord record, WeakReference trace)
    {
        lock (_lock)
        {
            if (!_isDisposed)
            {
                _expected.Add((record, trace, _options.TimeProvider.GetTimestamp()));

                // Not put off by what follows: a plugin that is exchanged every second would never be looked at, and nothing collected.
                Arm();
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            _isDisposed = true;
            _timer.Dispose();
        }
    }

    private void Arm()
    {
        if (!_isArmed && !_isDisposed && _expected.Count > 0)
        {
            _isArmed = true;
            _timer.Change(_options.LeftoverTime, Timeout.InfiniteTimeSpan);
        }
    }

    private void Look()
    {
        (PluginRecord Record, WeakReference Trace, long Since)[] expected;
        lock (_lock)
        {
            // Those that went just now have their time before them, and are looked at with the next ones.
            _isArmed = false;
            expected = [.. _expected.Where(one => _options.TimeProvider.GetElapsedTime(one.Since) >= _options.LeftoverTime)];
            _expected.RemoveAll(expected.Contains);
            Arm();
        }

        for (int i = 0; i < Collections && expected.Any(static one => one.Trace.IsAlive); i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        foreach ((PluginRecord record, _, _) in expected.Where(static one => one.Trace.IsAlive))
        {
            record.NotUnloaded++;
            _log.Warn(
                "plugin was stopped, but its old context cannot be unloaded: it still has a thread or a timer, or somebody holds an object of it",
                ("plugin", record.Id),
                ("notUnloaded", record.NotUnloaded));
        }
    }
}
