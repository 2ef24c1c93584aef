using System.Composition;
using HAMgm.Contracts.Configuration;
using HAMgm.Contracts.Data;
using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Kernel;
using HAMgm.Contracts.Logging;

namespace HAMgm.Component.Data;

/// <summary>component.data: keyed values in SQLite under data_dir (spec/1 sections 3.2.2 and 5, design.md section 3).</summary>
[Export(typeof(IComponent)), Export(typeof(IDataStore)), Export(typeof(ICounters)), Shared]
public sealed class DataComponent : IComponent, IDataStore, ICounters
{
    private readonly IConfigManager _config;
    private readonly ILogger _log;
    private readonly TimeProvider _time;
    private volatile DataStore? _store;
    private volatile CounterBook? _counters;

    /// <summary>Creates the component; nothing is opened before <see cref="LoadAsync"/>.</summary>
    [ImportingConstructor]
    public DataComponent(IConfigManager config, ILogger log)
        : this(config, log, TimeProvider.System)
    {
    }

    /// <summary>Creates it with a clock, which decides when a time to live is over.</summary>
    public DataComponent(IConfigManager config, ILogger log, TimeProvider time)
    {
        _config = config;
        _log = log;
        _time = time;
    }

    /// <summary>Where alerts go; null in a tool that has no bus.</summary>
    [Import(AllowDefault = true)]
    public IEventBus? Events { get; set; }

    /// <inheritdoc/>
    public bool IsReady => _store is not null;

    private DataStore Store => _store ?? throw NotOpen();

    private CounterBook Counters => _counters ?? throw NotOpen();

    /// <inheritdoc/>
    public Task LoadAsync(CancellationToken cancellationToken)
    {
        if (_store is null)
        {
            var store = new DataStore(_config.GetPath("data_dir"), _time, _log, Events);
            _counters = new CounterBook(store, _time, () => _config.GetString("node.id"));
            _store = store;
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task UnloadAsync(CancellationToken cancellationToken)
    {
        var store = Interlocked.Exchange(ref _store, null);
        Interlocked.Exchange(ref _counters, null)?.Close();
        store?.Dispose();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public void Set(string key, string json, TimeSpan? timeToLive = null, bool durable = true) =>
        Store.Set([new(key, json)], timeToLive, durable);

    /// <inheritdoc/>
    public string? Get(string key) => Store.Get(key);

    /// <inheritdoc/>
    public bool Delete(string key) => Store.Delete(key);

    /// <inheritdoc/>
    public void BatchSet(IReadOnlyDictionary<string, string> items, bool durable = true) => Store.Set(items, null, durable);

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> BatchGet(IReadOnlyCollection<string> keys)
    {
        ArgumentNullException.ThrowIfNull(keys);
        var store = Store;
        return keys.Distinct(StringComparer.Ordinal)
            .Select(k => (Key: k, Json: store.Get(k)))
            .Where(p => p.Json is not null)
            .ToDictionary(p => p.Key, p => p.Json!, StringComparer.Ordinal);
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Keys(string prefix) => Store.Keys(prefix);

    /// <inheritdoc/>
    public IAsyncEnumerable<DataEvent> WatchAsync(string keyPrefix, CancellationToken cancellationToken) => Store.Watch(keyPrefix, cancellationToken);

    /// <inheritdoc/>
    public CacheStatus GetCacheStatus() => Store.GetStatus();

    /// <inheritdoc/>
    public ulong Next(string name) => Counters.Next(name);

    /// <inheritdoc/>
    public void Note(string name, ulong value) => Counters.Note(name, value);

    /// <inheritdoc/>
    public CounterState? Read(string name) => Counters.Read(name);

    private static HamgmException NotOpen() =>
        new(ErrorKind.ServiceUnavailable, ErrorCodes.Unavailable, "component.data", "the data store is not open");
}
