using HAMgm.Contracts.Data;
using HAMgm.Contracts.Errors;

namespace HAMgm.TestSupport;

/// <summary>IDataStore in memory, with a disk that can be full.</summary>
internal sealed class FakeDataStore : IDataStore
{
    private readonly SortedDictionary<string, string> _values = new(StringComparer.Ordinal);

    public bool IsFull { get; set; }

    public void Set(string key, string json, TimeSpan? timeToLive = null, bool durable = true)
    {
        if (IsFull)
        {
            throw new HamgmException(ErrorKind.ServiceUnavailable, ErrorCodes.Internal, key, "no space left on device.");
        }

        _values[key] = json;
    }

    public string? Get(string key) => _values.GetValueOrDefault(key);

    public bool Delete(string key) => _values.Remove(key);

    public void BatchSet(IReadOnlyDictionary<string, string> items, bool durable = true)
    {
        foreach (var (key, json) in items)
        {
            Set(key, json);
        }
    }

    public IReadOnlyDictionary<string, string> BatchGet(IReadOnlyCollection<string> keys) =>
        keys.Where(_values.ContainsKey).ToDictionary(key => key, key => _values[key]);

    public IReadOnlyList<string> Keys(string prefix) => [.. _values.Keys.Where(key => key.StartsWith(prefix, StringComparison.Ordinal))];

    public IAsyncEnumerable<DataEvent> WatchAsync(string keyPrefix, CancellationToken cancellationToken) => throw new NotSupportedException();

    public CacheStatus GetCacheStatus() => new(_values.Count, 0, "", !IsFull, "");
}
