using HAMgm.Contracts.Logging;
using HAMgm.Kernel.Lifecycle;
using HAMgm.Kernel.Loading;
using HAMgm.Kernel.Supervision;

namespace HAMgm.Kernel.Watching;

/// <summary>
/// Watches plugins.json and the plugins' folders, and has them looked at once they have settled: whoever copies a folder file by
/// file is not met half-way.
/// </summary>
internal sealed class PluginsWatch(KernelOptions options, Reconciler reconciler, ILogger log) : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly List<FileSystemWatcher> _watchers = [];
    private readonly HashSet<string> _outside = new(StringComparer.Ordinal);
    private ITimer? _timer;
    private long _seen;
    private bool _isDisposed;
    private Task _working = Task.CompletedTask;

    /// <summary>Begins to watch.</summary>
    public void Start(string pluginsJson)
    {
        _timer = options.TimeProvider.CreateTimer(_ => Look(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Watch(options.PluginsFolder, "*", isDeep: true);
        Watch(Path.GetDirectoryName(pluginsJson)!, Path.GetFileName(pluginsJson), isDeep: false);
        WatchOutside();
    }

    /// <summary>Ends; returns when no look is under way.</summary>
    public async ValueTask DisposeAsync()
    {
        Task working;
        lock (_lock)
        {
            if (_isDisposed)
            {
                return;
            }

            _isDisposed = true;
            _watchers.ForEach(static watcher => watcher.Dispose());
            _watchers.Clear();
            _timer?.Dispose();
            _timer = null;
            working = _working;
        }

        await _stop.CancelAsync().ConfigureAwait(false);
        await working.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private void Watch(string folder, string pattern, bool isDeep)
    {
        try
        {
            var watcher = new FileSystemWatcher(folder, pattern)
            {
                IncludeSubdirectories = isDeep,
                NotifyFilter = NotifyFilters.FileName | NotifyFilters.DirectoryName | NotifyFilters.LastWrite | NotifyFilters.Size,
            };
            watcher.Changed += (_, _) => Touch();
            watcher.Created += (_, _) => Touch();
            watcher.Deleted += (_, _) => Touch();
            watcher.Renamed += (_, _) => Touch();
            watcher.Error += (_, _) => Touch();
            watcher.EnableRaisingEvents = true;
            lock (_lock)
            {
                if (!_isDisposed)
                {
                    _watchers.Add(watcher);
                    return;
                }
            }

            watcher.Dispose();
        }
        catch (Exception e) when (e is IOException or ArgumentException)
        {
            // Out of inotify watches, as a rule. Reloading by command works all the same.
            log.Warn("a folder cannot be watched for changes of plugins", ("folder", folder), ("reason", e.Message));
        }
    }

    // Plugins whose folder plugins.json names lie anywhere.
    private void WatchOutside()
    {
        string beside = Path.GetFullPath(options.PluginsFolder).TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar;
        foreach (string folder in reconciler.Folders().Where(folder => !folder.StartsWith(beside, StringComparison.Ordinal)))
        {
            if (Directory.Exists(folder) && _outside.Add(folder))
            {
                Watch(folder, "*", isDeep: true);
            }
        }
    }

    /// <summary>Something may have changed: it is looked once it has settled.</summary>
    public void Touch() => Arm(options.SettleTime);

    private void Arm(TimeSpan wait)
    {
        lock (_lock)
        {
            _ = _timer?.Change(wait, Timeout.InfiniteTimeSpan);
        }
    }

    // On the timer's thread: only looks and hands over.
    private void Look()
    {
        long now = Stamp();
        if (now != _seen)
        {
            _seen = now;
            Arm(options.SettleTime);
            return;
        }

        lock (_lock)
        {
            if (_timer is not null && _working.IsCompleted)
            {
                _working = WorkAsync();
                return;
            }
        }

        Arm(options.SettleTime);
    }

    private async Task WorkAsync()
    {
        if (await FaultBarrier.RunAsync(() => reconciler.RunAsync(_stop.Token)).ConfigureAwait(false) is { } error && !_stop.IsCancellationRequested)
        {
            log.Error("the plugins could not be looked through", ("error", error.ToString()));
        }

        WatchOutside();
        if (reconciler.HasPostponed)
        {
            Arm(options.RetryTime);
        }
    }

    private long Stamp()
    {
        HashCode all = default;
        foreach (string folder in reconciler.Folders().Order(StringComparer.Ordinal))
        {
            all.Add(folder, StringComparer.Ordinal);
            all.Add(FolderStamp.Of(folder));
        }

        all.Add(File.GetLastWriteTimeUtc(reconciler.PluginsJson).Ticks);
        return all.ToHashCode();
    }
}
