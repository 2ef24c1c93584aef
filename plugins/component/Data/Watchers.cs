using System.Runtime.CompilerServices;
using System.Threading.Channels;
using HAMgm.Contracts.Data;

namespace HAMgm.Component.Data;

/// <summary>Who watches which keys. A watcher that does not keep up is told to read anew; it never holds up a write.</summary>
internal sealed class Watchers
{
    /// <summary>How far a watcher may be behind (IDataStore.WatchAsync).</summary>
    public const int MaxBehind = 4096;

    private readonly Lock _gate = new();
    private Watcher[] _watchers = [];

    /// <summary>Watches from this call on, not from the first event that is asked for.</summary>
    public IAsyncEnumerable<DataEvent> Watch(string keyPrefix, CancellationToken cancellationToken)
    {
        var watcher = new Watcher(keyPrefix);
        lock (_gate)
        {
            _watchers = [.. _watchers, watcher];
        }

        return Enumerate(watcher, cancellationToken);
    }

    /// <summary>Called in the order of the changes, after they can be read; never blocks.</summary>
    public void Tell(DataEvent change)
    {
        foreach (var watcher in _watchers)
        {
            if (change.Key.StartsWith(watcher.KeyPrefix, StringComparison.Ordinal))
            {
                watcher.Add(change);
            }
        }
    }

    /// <summary>Ends every watch.</summary>
    public void Complete()
    {
        Watcher[] all;
        lock (_gate)
        {
            (all, _watchers) = (_watchers, []);
        }

        foreach (var watcher in all)
        {
            watcher.Events.Writer.TryComplete();
        }
    }

    private async IAsyncEnumerable<DataEvent> Enumerate(Watcher watcher, CancellationToken watching, [EnumeratorCancellation] CancellationToken enumerating = default)
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(watching, enumerating);
        try
        {
            do
            {
                while (watcher.Events.Reader.TryRead(out var change))
                {
                    yield return change;
                }

                // What came before the gap has been told; what comes after it is queued from here on.
                if (watcher.EndGap())
                {
                    yield return new DataEvent(watcher.KeyPrefix, null, Expired: false, Resync: true);
                }
            }
            while (await watcher.Events.Reader.WaitToReadAsync(both.Token).ConfigureAwait(false));
        }
        finally
        {
            Remove(watcher);
        }
    }

    private void Remove(Watcher watcher)
    {
        lock (_gate)
        {
            _watchers = [.. _watchers.Where(w => w != watcher)];
        }
    }

    private sealed class Watcher(string keyPrefix)
    {
        private bool _hasGap;

        public string KeyPrefix { get; } = keyPrefix;

        public Channel<DataEvent> Events { get; } =
            Channel.CreateBounded<DataEvent>(new BoundedChannelOptions(MaxBehind) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

        public void Add(DataEvent change)
        {
            lock (Events)
            {
                // Once there is a gap nothing more is queued until the watcher has caught up: one resync stands for all of it.
                _hasGap = _hasGap || !Events.Writer.TryWrite(change);
            }
        }

        public bool EndGap()
        {
            lock (Events)
            {
                var had = _hasGap;
                _hasGap = false;
                return had;
            }
        }
    }
}
