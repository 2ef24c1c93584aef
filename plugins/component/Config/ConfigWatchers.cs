using HAMgm.Contracts.Configuration;

namespace HAMgm.Component.Config;

/// <summary>Who wants to hear of changes.</summary>
internal sealed class ConfigWatchers
{
    private readonly Lock _gate = new();
    private Watcher[] _watchers = [];

    public IDisposable Add(string keyPrefix, Action<ConfigChange> callback)
    {
        ArgumentNullException.ThrowIfNull(keyPrefix);
        ArgumentNullException.ThrowIfNull(callback);
        var watcher = new Watcher(this, keyPrefix, callback);
        lock (_gate)
        {
            _watchers = [.. _watchers, watcher];
        }

        return watcher;
    }

    public void Clear()
    {
        lock (_gate)
        {
            _watchers = [];
        }
    }

    /// <summary>Calls all that match, outside every lock.</summary>
    public void Tell(ConfigChange change) => Tell(change, _watchers, 0);

    // A callback that throws is its plugin's fault and goes to the caller; the others are still called.
    private static void Tell(ConfigChange change, Watcher[] watchers, int from)
    {
        if (from == watchers.Length)
        {
            return;
        }

        try
        {
            if (change.Key.StartsWith(watchers[from].KeyPrefix, StringComparison.Ordinal))
            {
                watchers[from].Callback(change);
            }
        }
        finally
        {
            Tell(change, watchers, from + 1);
        }
    }

    private void Remove(Watcher watcher)
    {
        lock (_gate)
        {
            _watchers = [.. _watchers.Where(w => w != watcher)];
        }
    }

    private sealed class Watcher(ConfigWatchers owner, string keyPrefix, Action<ConfigChange> callback) : IDisposable
    {
        public string KeyPrefix { get; } = keyPrefix;

        public Action<ConfigChange> Callback { get; } = callback;

        public void Dispose() => owner.Remove(this);
    }
}
