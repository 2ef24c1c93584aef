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

    /// <summary>Calls all that match, one change after the other, outside every lock.</summary>
    public void Tell(IReadOnlyList<ConfigChange> changes)
    {
        var watchers = _watchers;
        var calls = changes
            .SelectMany(_ => watchers, (change, watcher) => (Change: change, Watcher: watcher))
            .Where(call => call.Change.Key.StartsWith(call.Watcher.KeyPrefix, StringComparison.Ordinal))
            .ToArray();
        Tell(calls, 0);
    }

    // A callback that throws is its plugin's fault and goes to the caller; the others are still called.
    private static void Tell((ConfigChange Change, Watcher Watcher)[] calls, int from)
    {
        if (from == calls.Length)
        {
            return;
        }

        try
        {
            calls[from].Watcher.Callback(calls[from].Change);
        }
        finally
        {
            Tell(calls, from + 1);
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
