using HAMgm.Contracts.Data;
using HAMgm.Contracts.Errors;

namespace HAMgm.Logic.Election.Tests;

/// <summary>A real store behind a gate: a test holds a write back, or lets it fail as a full disk does. Real SQLite cannot be told to.</summary>
internal sealed class GatedStore(IDataStore inner) : IDataStore
{
    public ManualResetEventSlim Gate { get; } = new(true);

    /// <summary>Signalled when a write stands at the gate.</summary>
    public SemaphoreSlim Arrived { get; } = new(0);

    public bool Refuses { get; set; }

    public List<string> Written { get; } = [];

    public void Set(string key, string json, TimeSpan? timeToLive = null, bool durable = true)
    {
        Arrived.Release();
        Gate.Wait();
        if (Refuses)
        {
            throw new HamgmException(ErrorKind.ServiceUnavailable, ErrorCodes.Unavailable, key, "no space left on device");
        }

        Written.Add(json);
        inner.Set(key, json, timeToLive, durable);
    }

    public string? Get(string key) => inner.Get(key);

    public bool Delete(string key) => inner.Delete(key);

    public void BatchSet(IReadOnlyDictionary<string, string> items, bool durable = true) => inner.BatchSet(items, durable);

    public IReadOnlyDictionary<string, string> BatchGet(IReadOnlyCollection<string> keys) => inner.BatchGet(keys);

    public IReadOnlyList<string> Keys(string prefix) => inner.Keys(prefix);

    public IAsyncEnumerable<DataEvent> WatchAsync(string keyPrefix, CancellationToken cancellationToken) => inner.WatchAsync(keyPrefix, cancellationToken);

    public CacheStatus GetCacheStatus() => inner.GetCacheStatus();
}
