namespace HAMgm.Contracts.Data;

/// <summary>
/// Keyed values, kept in SQLite under data_dir (spec/1 section 3.2.2). component.data provides it. Values are JSON text.
/// A call that returns has reached the disk (synchronous=FULL) when <c>durable</c> was true.
/// </summary>
public interface IDataStore
{
    /// <summary>Stores a value.</summary>
    /// <param name="key">1 … 512 characters.</param>
    /// <param name="json">At most 1 MiB.</param>
    /// <param name="timeToLive">After this it is gone; null for ever.</param>
    /// <param name="durable">
    /// True: survives power loss once this returns. False: visible at once, in the file within a second, not synced: it
    /// survives the end of this process once written, and power loss once the next durable write or checkpoint is done.
    /// </param>
    /// <exception cref="Errors.HamgmException">The disk refuses it; the old value stands.</exception>
    void Set(string key, string json, TimeSpan? timeToLive = null, bool durable = true);

    /// <summary>The value, or null when there is none or its time is over. Reads from memory.</summary>
    string? Get(string key);

    /// <summary>Removes a value; false when there was none.</summary>
    bool Delete(string key);

    /// <summary>Stores several values: all or none.</summary>
    void BatchSet(IReadOnlyDictionary<string, string> items, bool durable = true);

    /// <summary>The values of those keys that exist.</summary>
    IReadOnlyDictionary<string, string> BatchGet(IReadOnlyCollection<string> keys);

    /// <summary>Keys that begin with the prefix, in order.</summary>
    IReadOnlyList<string> Keys(string prefix);

    /// <summary>
    /// Changes to keys that begin with the prefix, from this call on, in order, none left out. Bounded: a watcher that is 4096
    /// events behind gets those, then one event with <see cref="DataEvent.Resync"/> in place of what came since, then what follows.
    /// </summary>
    IAsyncEnumerable<DataEvent> WatchAsync(string keyPrefix, CancellationToken cancellationToken);

    /// <summary>How full and how busy it is (spec/1 section 2.3.1, GetCacheStatus).</summary>
    CacheStatus GetCacheStatus();
}
