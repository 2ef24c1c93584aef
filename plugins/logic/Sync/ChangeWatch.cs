using HAMgm.Contracts.Logging;
using HAMgm.Logic.Sync.Settings;

namespace HAMgm.Logic.Sync;

/// <summary>
/// Watches the sets' files on the PRIMARY with inotify, and says once things are quiet, or have not been for a while, which set changed.
/// </summary>
internal sealed class ChangeWatch : IDisposable
{
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    private readonly Action<SyncSet> _onChange;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly List<FileSystemWatcher> _watchers = [];
    private readonly Lock _lock = new();
    private readonly Dictionary<SyncSet, DateTimeOffset> _since = [];
    private readonly ITimer _timer;
    private bool _isDisposed;

    public ChangeWatch(IEnumerable<SyncSet> sets, Action<SyncSet> onChange, ILogger log, TimeProvider time)
    {
        _onChange = onChange;
        _time = time;
        _log = log;
        _timer = time.CreateTimer(_ => Tell(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        foreach (var set in sets.Where(set => set.OnChange))
        {
            foreach (var path in set.Paths)
            {
                Watch(set, set.PlaceOf(path));
            }
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _isDisposed = true;
        }

        _watchers.ForEach(watcher => watcher.Dispose());
        _timer.Dispose();
    }

    private void Watch(SyncSet set, string path)
    {
        var isFolder = Directory.Exists(path);
        var folder = isFolder ? path : Path.GetDirectoryName(path)!;
        if (!Directory.Exists(folder))
        {
            return;
        }

        try
        {
            var watcher = new FileSystemWatcher(folder)
            {
                IncludeSubdirectories = isFolder,
                NotifyFilter = NotifyFilters.FileName | NotifyFilters.DirectoryName | NotifyFilters.LastWrite | NotifyFilters.Size | NotifyFilters.Attributes,
            };
            _watchers.Add(watcher);
            if (!isFolder)
            {
                watcher.Filters.Add(Path.GetFileName(path));
            }

            var filter = new PathFilter(set.Exclude);
            void Note(string changed)
            {
                if (!isFolder || !filter.IsExcluded(Path.GetRelativePath(folder, changed)))
                {
                    Delay(set);
                }
            }

            watcher.Changed += (_, change) => Note(change.FullPath);
            watcher.Created += (_, change) => Note(change.FullPath);
            watcher.Deleted += (_, change) => Note(change.FullPath);
            watcher.Renamed += (_, change) => Note(change.FullPath);

            // Too many at once: something has changed, whatever it was.
            watcher.Error += (_, _) => Delay(set);
            watcher.EnableRaisingEvents = true;
        }
        catch (IOException refused)
        {
            _log.Warn("changes cannot be watched; the schedule brings them", ("path", path), ("error", refused.Message));
        }
    }

    private void Delay(SyncSet set)
    {
        lock (_lock)
        {
            if (_isDisposed)
            {
                return;
            }

            var now = _time.GetUtcNow();
            var oldest = _since.Count == 0 ? now : _since.Values.Min();
            _since.TryAdd(set, now);
            var left = oldest + Longest - now;
            _timer.Change(left < Quiet ? (left > TimeSpan.Zero ? left : TimeSpan.Zero) : Quiet, Timeout.InfiniteTimeSpan);
        }
    }

    private void Tell()
    {
        SyncSet[] changed;
        lock (_lock)
        {
            changed = _isDisposed ? [] : [.. _since.Keys];
            _since.Clear();
        }

        foreach (var set in changed)
        {
            _onChange(set);
        }
    }
}
