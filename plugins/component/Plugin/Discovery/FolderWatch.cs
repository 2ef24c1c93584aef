using HAMgm.Contracts.Logging;

namespace HAMgm.Component.Plugin.Discovery;

/// <summary>Notices files that come, change and go, by inotify: nothing wakes while nothing changes.</summary>
internal sealed class FolderWatch(Action changed, ILogger log) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, FileSystemWatcher> _watchers = new(StringComparer.Ordinal);
    private bool _isDisposed;

    /// <summary>Watches these folders, and no others any more. Of one that does not exist yet the nearest folder above it is watched.</summary>
    public void Set(IEnumerable<string> folders)
    {
        HashSet<string> wanted = [.. folders.Select(Existing).OfType<string>()];
        lock (_lock)
        {
            if (_isDisposed)
            {
                return;
            }

            foreach (string gone in _watchers.Keys.Where(folder => !wanted.Contains(folder)).ToArray())
            {
                _watchers.Remove(gone, out FileSystemWatcher? watcher);
                watcher!.Dispose();
            }

            foreach (string folder in wanted.Where(folder => !_watchers.ContainsKey(folder)))
            {
                if (Watch(folder) is { } watcher)
                {
                    _watchers[folder] = watcher;
                }
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            _isDisposed = true;
            foreach (FileSystemWatcher watcher in _watchers.Values)
            {
                watcher.Dispose();
            }

            _watchers.Clear();
        }
    }

    private static string? Existing(string folder)
    {
        string? existing = folder;
        while (existing is not null && !Directory.Exists(existing))
        {
            existing = Path.GetDirectoryName(existing);
        }

        return existing;
    }

    private FileSystemWatcher? Watch(string folder)
    {
        try
        {
            var watcher = new FileSystemWatcher(folder)
            {
                NotifyFilter = NotifyFilters.FileName | NotifyFilters.DirectoryName | NotifyFilters.LastWrite | NotifyFilters.Size | NotifyFilters.Attributes | NotifyFilters.Security,
            };
            watcher.Changed += (_, _) => changed();
            watcher.Created += (_, _) => changed();
            watcher.Deleted += (_, _) => changed();
            watcher.Renamed += (_, _) => changed();
            watcher.Error += (_, _) => changed();
            watcher.EnableRaisingEvents = true;
            return watcher;
        }
        catch (Exception e) when (e is IOException or ArgumentException or UnauthorizedAccessException)
        {
            log.Warn("a folder cannot be watched for changes of scripts; reload component.plugin after a change", ("folder", folder), ("reason", e.Message));
            return null;
        }
    }
}
