using System.Collections.Concurrent;
using HAMgm.Component.Data.Files;
using HAMgm.Component.Data.Sqlite;
using HAMgm.Contracts.Data;
using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Logging;

namespace HAMgm.Component.Data;

/// <summary>
/// The values: read from memory, kept in the database. Two locks, always in this order: <c>_disk</c>, held while SQLite
/// writes (as long as the disk takes), and <c>_memory</c>, held for a few instructions, so that neither a read nor a
/// write that need not be durable ever waits for the disk.
/// </summary>
internal sealed class DataStore : IDisposable
{
    private readonly DataDirectory _directory;
    private readonly SqliteDatabase _database;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Lock _disk = new();
    private readonly Lock _memory = new();
    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private readonly HashSet<string> _mortal = new(StringComparer.Ordinal);
    private readonly Watchers _watchers = new();
    private readonly ITimer _timer;
    private Dictionary<string, StoredValue> _pending = new(StringComparer.Ordinal);
    private volatile string _lastError = "";
    private volatile bool _closed;

    /// <exception cref="HamgmException">The directory or the database cannot be used; the message says why and what to do.</exception>
    public DataStore(string dataDirectory, TimeProvider time, ILogger log)
    {
        _time = time;
        _log = log;
        SqliteLibrary.EnsureReady();
        _directory = DataDirectory.Take(dataDirectory);
        var complete = false;
        try
        {
            _database = new SqliteDatabase(_directory.DatabasePath);
            foreach (var row in _database.ReadAll())
            {
                Restore(row);
            }

            complete = true;
        }
        catch (SqliteFailure e)
        {
            throw CannotOpen(e);
        }
        finally
        {
            if (!complete)
            {
                _database?.Dispose();
                _directory.Dispose();
            }
        }

        // Half a second, so that a write without durability is on the disk within the second that is promised.
        _timer = time.CreateTimer(_ => Tick(), null, TimeSpan.FromMilliseconds(500), TimeSpan.FromMilliseconds(500));
    }

    public void Set(IReadOnlyCollection<KeyValuePair<string, string>> items, TimeSpan? timeToLive, bool durable)
    {
        Limits.CheckLife(timeToLive);
        var writes = new List<(StoredValue Row, Entry Entry)>(items.Count);
        foreach (var (key, json) in items)
        {
            Limits.CheckKey(key);
            var bytes = Limits.CheckValue(key, json) + key.Length;
            var lifeMs = timeToLive is { } life ? (long)Math.Ceiling(life.TotalMilliseconds) : (long?)null;
            var expires = lifeMs is { } ms ? _time.GetUtcNow().ToUnixTimeMilliseconds() + ms : (long?)null;
            writes.Add((new StoredValue(key, json, expires, lifeMs), new Entry(json, _time.GetTimestamp(), timeToLive, bytes)));
        }

        if (durable)
        {
            lock (_disk)
            {
                WriteNow([.. writes.Select(w => w.Row)]);
                Apply(writes, isPending: false);
            }
        }
        else
        {
            ThrowIfClosed();
            Apply(writes, isPending: true);
        }
    }

    public string? Get(string key) => _entries.TryGetValue(key, out var entry) && !entry.IsOver(_time) ? entry.Json : null;

    public bool Delete(string key)
    {
        Limits.CheckKey(key);
        lock (_disk)
        {
            if (Get(key) is null)
            {
                return false;
            }

            WriteNow([new StoredValue(key, null, null, null)]);
            lock (_memory)
            {
                _pending.Remove(key);
                _mortal.Remove(key);
                if (_entries.TryRemove(key, out _))
                {
                    _watchers.Tell(new DataEvent(key, null, Expired: false));
                }
            }

            return true;
        }
    }

    public IReadOnlyList<string> Keys(string prefix) =>
        [.. _entries.Where(e => e.Key.StartsWith(prefix, StringComparison.Ordinal) && !e.Value.IsOver(_time)).Select(e => e.Key).Order(StringComparer.Ordinal)];

    public IAsyncEnumerable<DataEvent> Watch(string keyPrefix, CancellationToken cancellationToken) => _watchers.Watch(keyPrefix, cancellationToken);

    public CacheStatus GetStatus()
    {
        var (keys, bytes) = (0, 0L);
        foreach (var (_, entry) in _entries)
        {
            keys++;
            bytes += entry.Bytes;
        }

        return new CacheStatus(keys, bytes, _directory.DatabasePath, _lastError.Length == 0, _lastError);
    }

    /// <summary>Writes what waits, ends the watches, closes the file, gives the directory free.</summary>
    public void Dispose()
    {
        if (_closed)
        {
            return;
        }

        _timer.Dispose();
        lock (_disk)
        {
            Flush();
            _closed = true;
            _database.Dispose();
            _directory.Dispose();
        }

        _watchers.Complete();
    }

    private void Tick()
    {
        // A slow disk may outlast the period; the tick that is at it does the work of the next.
        if (!_disk.TryEnter())
        {
            return;
        }

        try
        {
            if (!_closed)
            {
                ExpireDue();
                Flush();
            }
        }
        finally
        {
            _disk.Exit();
        }
    }

    private void ExpireDue()
    {
        lock (_memory)
        {
            foreach (var key in _mortal.Where(k => _entries[k].IsOver(_time)).ToArray())
            {
                _mortal.Remove(key);
                _entries.TryRemove(key, out _);
                _pending[key] = new StoredValue(key, null, null, null);
                _watchers.Tell(new DataEvent(key, null, Expired: true));
            }
        }
    }

    /// <summary>Writes what waits; what cannot be written waits on. Under <c>_disk</c>.</summary>
    private void Flush()
    {
        Dictionary<string, StoredValue> batch;
        lock (_memory)
        {
            if (_pending.Count == 0)
            {
                return;
            }

            (batch, _pending) = (_pending, new Dictionary<string, StoredValue>(StringComparer.Ordinal));
        }

        try
        {
            _database.Write(batch.Values);
            NoteSuccess();
        }
        catch (SqliteFailure e)
        {
            NoteFailure(e);
            lock (_memory)
            {
                foreach (var (key, row) in batch)
                {
                    _pending.TryAdd(key, row);
                }
            }
        }
    }

    private void WriteNow(IReadOnlyCollection<StoredValue> rows)
    {
        ThrowIfClosed();
        try
        {
            _database.Write(rows);
            NoteSuccess();
        }
        catch (SqliteFailure e)
        {
            NoteFailure(e);
            throw new HamgmException(ErrorKind.ServiceUnavailable, ErrorCodes.Unavailable, _directory.DatabasePath, _lastError, e);
        }
    }

    private void ThrowIfClosed()
    {
        if (_closed)
        {
            throw new HamgmException(ErrorKind.ServiceUnavailable, ErrorCodes.Unavailable, _directory.DatabasePath, "the data store is closed");
        }
    }

    private void Apply(List<(StoredValue Row, Entry Entry)> writes, bool isPending)
    {
        lock (_memory)
        {
            foreach (var (row, entry) in writes)
            {
                _entries[row.Key] = entry;
                _ = entry.Life is null ? _mortal.Remove(row.Key) : _mortal.Add(row.Key);
                if (isPending)
                {
                    _pending[row.Key] = row;
                }
                else
                {
                    // What waited is older than what has just been written.
                    _pending.Remove(row.Key);
                }

                _watchers.Tell(new DataEvent(row.Key, entry.Json, Expired: false));
            }
        }
    }

    private void Restore(StoredValue row)
    {
        TimeSpan? life = null;
        if (row is { ExpiresUnixMs: { } expires, LifeMs: { } given })
        {
            // The wall clock tells how long we were away; set back, it must not lengthen a life beyond what was given.
            var left = Math.Clamp(expires - _time.GetUtcNow().ToUnixTimeMilliseconds(), 0, given);
            life = TimeSpan.FromMilliseconds(left);
            _mortal.Add(row.Key);
        }

        _entries[row.Key] = new Entry(row.Json!, _time.GetTimestamp(), life, System.Text.Encoding.UTF8.GetByteCount(row.Json!) + row.Key.Length);
    }

    private void NoteSuccess()
    {
        if (_lastError.Length > 0)
        {
            _log.Info("the database can be written again", ("path", _directory.DatabasePath));
            _lastError = "";
        }
    }

    private void NoteFailure(SqliteFailure e)
    {
        var path = _directory.DatabasePath;
        var error = e.PrimaryCode switch
        {
            SQLitePCL.raw.SQLITE_FULL => $"{path} cannot be written, the disk is full: make room on it",
            SQLitePCL.raw.SQLITE_READONLY or SQLitePCL.raw.SQLITE_CANTOPEN or SQLitePCL.raw.SQLITE_PERM =>
                $"{path} cannot be written ({e.Message}): mount the disk writable and give the service access",
            _ => $"{path} cannot be written ({e.Message}, code {e.ResultCode}): check the disk",
        };

        // Once when it begins; the flush tries twice a second and would fill the log.
        if (_lastError.Length == 0)
        {
            _log.Error(error);
        }

        _lastError = error;
    }

    private HamgmException CannotOpen(SqliteFailure e)
    {
        var path = _directory.DatabasePath;
        var message = e.IsCorruption
            ? $"{path} is damaged ({e.Message}). It holds the term and the vote of this node, so it is not replaced unasked: restore it from a backup, or start without it as component.data's README says"
            : $"{path} cannot be opened ({e.Message}, code {e.ResultCode}): check the disk and the access rights of data_dir";
        return new HamgmException(ErrorKind.ServiceUnavailable, ErrorCodes.Unavailable, path, message, e);
    }
}
