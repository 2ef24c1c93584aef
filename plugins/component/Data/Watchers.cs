using System.Runtime.CompilerServices;
using System.Threading.Channels;
using HAMgm.Contracts.Data;
using HAMgm.Contracts.Errors;

namespace HAMgm.Component.Data;

/// <summary>Who watches which keys. A watcher that does not keep up is cut off and told; it never holds up a write.</summary>
internal sealed class Watchers
{
    /// <summary>How far a watcher may be behind (IDataStore.WatchAsync).</summary>
    private const int MaxBehind = 4096;

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

    /// <summary>Called in the order of the changes; never blocks.</summary>
    public void Tell(DataEvent change)
    {
        foreach (var watcher in _watchers)
        {
            if (change.Key.StartsWith(watcher.KeyPrefix, StringComparison.Ordinal) && !watcher.Events.Writer.TryWrite(change))
            {
                Remove(watcher);
                watcher.Events.Writer.TryComplete(new HamgmException(
                    ErrorKind.ServiceUnavailable,
                    ErrorCodes.Unavailable,
                    watcher.KeyPrefix,
                    $"the watcher of '{watcher.KeyPrefix}' was more than {MaxBehind} events behind and was cut off: read the values anew and watch again"));
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
            await foreach (var change in watcher.Events.Reader.ReadAllAsync(both.Token).ConfigureAwait(false))
            {
                yield return change;
            }
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
        public string KeyPrefix { get; } = keyPrefix;

        public Channel<DataEvent> Events { get; } =
            Channel.CreateBounded<DataEvent>(new BoundedChannelOptions(MaxBehind) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });
    }
}
