using System.Collections.Concurrent;
using HAMgm.Component.Data.Files;
using HAMgm.Component.Data.Sqlite;
using HAMgm.Contracts.Data;
using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Kernel;
using HAMgm.Contracts.Logging;

namespace HAMgm.Component.Data;

/// <summary>
/// The values: read from memory, kept in the database. Two locks, always in this order: <c>_disk</c>, held while SQLite
/// writes (as long as the disk takes), and <c>_memory</c>, held for a few instructions, so that neither a read nor a
/// write that need not be durable ever waits for the disk.
/// </summary>
internal sealed class DataStore : IDisposable
{
    // Half a second, so that a write without durability is in the file within the second that is promised.
    private static readonly TimeSpan SoonPeriod = TimeSpan.FromMilliseconds(500);

    // While there is nothing to write and nothing ends: to look after the file, and after the clock.
    private static readonly TimeSpan ProbePeriod = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ReopenPeriod = TimeSpan.FromSeconds(2);

    private readonly Disk _file;
    private readonly TimeProvider _time;
    private readonly Troubles _troubles;
    private readonly ClockWatch _clock;
    private readonly Lock _disk = new();
    private readonly Lock _memory = new();
    // Replaced by the constructor only.
    private ConcurrentDictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private readonly HashSet<string> _mortal = new(StringComparer.Ordinal);
    private readonly Watchers _watchers = new();
    private readonly ITimer _timer;
    private List<Change> _waiting = [];
    private bool _hasLeader;
    private Dictionary<string, StoredValue> _pending = new(StringComparer.Ordinal);
    private volatile string _lastError = "";
    private bool _needsReopening;
    private long _probedAt;
    private long _reopenedAt;
    private bool _isDueSoon = true;
    private volatile bool _closed;

    /// <exception cref="HamgmException">The directory or the database cannot be used; the message says why and what to do.</exception>
    public DataStore(string dataDirectory, TimeProvider time, ILogger log, IEventBus? events)
    {
        _time = time;
        _troubles = new Troubles(log, events, time);
        _clock = new ClockWatch(time);
        _file = new Disk(dataDirectory, time);
        if (_file.Open(BeginRestore) is { } damage)
        {
            _troubles.Damaged(_file.Path, damage.Reason, damage.File, damage.Kept, nothingLost: false);
        }

        if (_file.MarkWasUnreadable)
        {
            _troubles.MarkUnreadable(_file.Path);
        }

        (_probedAt, _reopenedAt) = (time.GetTimestamp(), time.GetTimestamp());
        _timer = time.CreateTimer(_ => Tick(), null, SoonPeriod, Timeout.InfiniteTimeSpan);
    }

    public void Set(IReadOnlyCollection<KeyValuePair<string, string>> items, TimeSpan? timeToLive, bool durable)
    {
        Limits.CheckLife(timeToLive);
        var rows = new List<StoredValue>(items.Count);
        var entries = new List<Entry?>(items.Count);
        foreach (var (key, json) in items)
        {
            Limits.CheckKey(key);
            var entry = new Entry(json, _time.GetTimestamp(), timeToLive, Limits.CheckValue(key, json) + key.Length);
            rows.Add(ToRow(key, entry));
            entries.Add(entry);
        }

        var change = new Change(rows, entries);
        if (durable)
        {
            Commit(change);
        }
        else
        {
            ThrowIfClosed();
            Apply(change, isPending: true);
        }
    }

    public string? Get(string key) => _entries.TryGetValue(key, out var entry) && !entry.IsOver(_time) ? entry.Json : null;

    public bool Delete(string key)
    {
        Limits.CheckKey(key);
        if (Get(key) is null)
        {
            return false;
        }

        var change = new Change([new StoredValue(key, null, null, null)], [null]);
        Commit(change);
        return change.HasRemoved;
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

        int pending;
        lock (_memory)
        {
            pending = _pending.Count;
        }

        return new CacheStatus(
            keys, bytes, _file.Path, _lastError.Length == 0, _lastError, pending, DatabaseSchema.Version, Damage.FileIn(Get(Damage.Key)));
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
            _file.Dispose();
        }

        _watchers.Complete();
    }

    private void Tick()
    {
        lock (_memory)
        {
            _isDueSoon = false;
        }

        try
        {
            // A write that waits for a slow disk has it: the next round is soon enough.
            if (_disk.TryEnter())
            {
                try
                {
                    if (!_closed)
                    {
                        Maintain();
                    }
                }
                finally
                {
                    _disk.Exit();
                }

                // Outside the lock: a write that somebody waits for does not wait for this, too.
                _file.SyncMark();
                _troubles.Publish();
            }
        }
        finally
        {
            SetTimer();
        }
    }

    /// <summary>The next round: soon while something waits for it, otherwise when the first life ends or the file is to be looked after.</summary>
    private void SetTimer()
    {
        var hasTroubles = _needsReopening || _lastError.Length > 0 || _troubles.AreWaiting;
        lock (_memory)
        {
            if (_closed || _isDueSoon)
            {
                return;
            }

            var wait = hasTroubles || _pending.Count > 0 ? SoonPeriod : ProbePeriod - _time.GetElapsedTime(_probedAt);
            foreach (var key in _mortal)
            {
                wait = _entries[key].Left(_time) is var left && left < wait ? left : wait;
            }

            _isDueSoon = wait <= SoonPeriod;
            _timer.Change(_isDueSoon ? SoonPeriod : wait, Timeout.InfiniteTimeSpan);
        }
    }

    // Something is to be written, or to end. Under _memory.
    private void Hasten()
    {
        if (!_isDueSoon && !_closed)
        {
            _isDueSoon = true;
            _timer.Change(SoonPeriod, Timeout.InfiniteTimeSpan);
        }
    }

    private bool IsDue(ref long lastAt, TimeSpan period)
    {
        if (_time.GetElapsedTime(lastAt) < period)
        {
            return false;
        }

        lastAt = _time.GetTimestamp();
        return true;
    }

    private void Maintain()
    {
        if (_clock.Look() is { } by)
        {
            _troubles.ClockSet(by);
            DateAnew();
        }

        ExpireDue();
        if (IsDue(ref _probedAt, ProbePeriod))
        {
            Probe();
        }

        if (_needsReopening && IsDue(ref _reopenedAt, ReopenPeriod))
        {
            Reopen();
        }

        Flush();
    }

    private void ExpireDue()
    {
        lock (_memory)
        {
            if (_mortal.Count == 0)
            {
                return;
            }

            foreach (var key in _mortal.Where(k => _entries[k].IsOver(_time)).ToArray())
            {
                _mortal.Remove(key);
                _entries.TryRemove(key, out _);
                _pending[key] = new StoredValue(key, null, null, null);
                _watchers.Tell(new DataEvent(key, null, Expired: true));
            }
        }
    }

    // The file has ends of lives in wall-clock time; after the clock was set they are wrong by as much.
    private void DateAnew()
    {
        lock (_memory)
        {
            foreach (var key in _mortal)
            {
                _pending[key] = ToRow(key, _entries[key]);
            }
        }
    }

    // What a write would meet, before one has to be refused: the database deleted or another disk over it, no permission.
    private void Probe()
    {
        if (_file.WasReplaced())
        {
            NoteFailure($"{_file.Path} is not the file that is open any more: it was deleted or replaced");
            _needsReopening = true;
        }
        else if (_file.IsOpen && _lastError.Length == 0)
        {
            if (_file.WhyNotWritable() is { } why)
            {
                _troubles.DiskRefuses(_file.Path, $"{why}: give the service write access to data_dir, or it cannot start again");
            }
            else
            {
                _troubles.DiskWorks(_file.Path);
            }
        }
    }

    /// <summary>
    /// Opens the database anew, after the disk under it went away and perhaps came back. Memory has every value that was ever
    /// acknowledged, so whatever the file lacks or has otherwise is written. Closed until then: an administrator can unmount.
    /// </summary>
    private void Reopen()
    {
        _file.Dispose();
        var found = new Dictionary<string, StoredValue>(StringComparer.Ordinal);
        try
        {
            if (_file.Open(BeginComparison) is { } damage)
            {
                _troubles.Damaged(_file.Path, damage.Reason, damage.File, damage.Kept, nothingLost: true);
            }

            lock (_memory)
            {
                foreach (var (key, entry) in _entries)
                {
                    if (!found.Remove(key, out var row) || row.Json != entry.Json || entry.Life is not null)
                    {
                        _pending[key] = ToRow(key, entry);
                    }
                }

                foreach (var key in found.Keys)
                {
                    _pending[key] = new StoredValue(key, null, null, null);
                }
            }

            Flush(durable: true);
            _needsReopening = _lastError.Length > 0;
        }
        catch (HamgmException e)
        {
            NoteFailure(e.Message);
        }

        Action<StoredValue> BeginComparison(int count)
        {
            found.Clear();
            found.EnsureCapacity(count);
            return row => found[row.Key] = row;
        }
    }

    /// <summary>Writes what waits; what cannot be written waits on. Under <c>_disk</c>.</summary>
    private void Flush(bool durable = false)
    {
        Dictionary<string, StoredValue> batch;
        lock (_memory)
        {
            if (_pending.Count == 0 && !durable)
            {
                return;
            }

            (batch, _pending) = (_pending, new Dictionary<string, StoredValue>(StringComparer.Ordinal));
        }

        try
        {
            _file.Write(batch.Values, durable);
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

    /// <summary>
    /// One of those that wait leads: it writes for all, then hands the lead to one that came meanwhile. So a caller waits for
    /// two syncs at most, however many there are.
    /// </summary>
    private void Commit(Change change)
    {
        bool leads;
        lock (_memory)
        {
            _waiting.Add(change);
            leads = !_hasLeader;
            _hasLeader = true;
        }

        if (leads || change.WaitForTurn())
        {
            try
            {
                lock (_disk)
                {
                    CommitWaiting();
                }
            }
            finally
            {
                HandLeadOn();
            }
        }

        if (change.Error is { } error)
        {
            throw new HamgmException(ErrorKind.ServiceUnavailable, ErrorCodes.Unavailable, _file.Path, _closed ? "the data store is closed" : Describe(error), error);
        }
    }

    private void HandLeadOn()
    {
        Change? next;
        lock (_memory)
        {
            next = _waiting.Count > 0 ? _waiting[0] : null;
            _hasLeader = next is not null;
        }

        next?.Lead();
    }

    private void CommitWaiting()
    {
        List<Change> batch;
        lock (_memory)
        {
            (batch, _waiting) = (_waiting, []);
        }

        // What stands unless it is overwritten: an unforeseen fault must not leave the others waiting.
        SqliteFailure? error = new(SQLitePCL.raw.SQLITE_INTERNAL, "the write was broken off");
        try
        {
            _file.Write(batch.Count == 1 ? batch[0].Rows : [.. batch.SelectMany(change => change.Rows)], durable: true);
            NoteSuccess();
            foreach (var change in batch)
            {
                Apply(change, isPending: false);
            }

            error = null;
        }
        catch (SqliteFailure e)
        {
            error = e;
            if (!_closed)
            {
                NoteFailure(e);
            }
        }
        finally
        {
            foreach (var change in batch)
            {
                change.End(error);
            }
        }
    }

    private void ThrowIfClosed()
    {
        if (_closed)
        {
            throw new HamgmException(ErrorKind.ServiceUnavailable, ErrorCodes.Unavailable, _file.Path, "the data store is closed");
        }
    }

    private void Apply(Change change, bool isPending)
    {
        lock (_memory)
        {
            for (var i = 0; i < change.Rows.Count; i++)
            {
                var row = change.Rows[i];
                if (isPending)
                {
                    _pending[row.Key] = row;
                }
                else
                {
                    // What waited is older than what has just been written.
                    _pending.Remove(row.Key);
                }

                if (change.Entries[i] is { } entry)
                {
                    _entries[row.Key] = entry;
                    _ = entry.Life is null ? _mortal.Remove(row.Key) : _mortal.Add(row.Key);
                    _watchers.Tell(new DataEvent(row.Key, entry.Json, Expired: false));
                }
                else
                {
                    _mortal.Remove(row.Key);
                    change.HasRemoved = _entries.TryRemove(row.Key, out _);
                    if (change.HasRemoved)
                    {
                        _watchers.Tell(new DataEvent(row.Key, null, Expired: false));
                    }
                }
            }

            // Also after a durable write: the mark of the newest commit is brought to the disk by the next round.
            Hasten();
        }
    }

    private StoredValue ToRow(string key, Entry entry)
    {
        if (entry.Life is not { } life)
        {
            return new StoredValue(key, entry.Json, null, null);
        }

        var left = (long)Math.Ceiling(Math.Max(0, (life - _time.GetElapsedTime(entry.SetAt)).TotalMilliseconds));
        return new StoredValue(key, entry.Json, _time.GetUtcNow().ToUnixTimeMilliseconds() + left, (long)Math.Ceiling(life.TotalMilliseconds));
    }

    // Made in its final size: growing to 100,000 keys by doubling costs more than reading them.
    private Action<StoredValue> BeginRestore(int count)
    {
        var (wall, monotonic) = (_time.GetUtcNow().ToUnixTimeMilliseconds(), _time.GetTimestamp());
        _entries = new(Environment.ProcessorCount, Math.Max(count + (count / 8), 31), StringComparer.Ordinal);
        _mortal.Clear();
        return row => Restore(row, wall, monotonic);
    }

    private void Restore(in StoredValue row, long wallUnixMs, long monotonic)
    {
        TimeSpan? life = null;
        if (row is { ExpiresUnixMs: { } expires, LifeMs: { } given })
        {
            // The wall clock tells how long we were away; set back, it must not lengthen a life beyond what was given.
            var left = Math.Clamp(expires - wallUnixMs, 0, given);
            life = TimeSpan.FromMilliseconds(left);
            _mortal.Add(row.Key);
        }

        _entries[row.Key] = new Entry(row.Json!, monotonic, life, System.Text.Encoding.UTF8.GetByteCount(row.Json!) + row.Key.Length);
    }

    private void NoteSuccess()
    {
        if (_lastError.Length > 0)
        {
            _lastError = "";
            _troubles.DiskWorks(_file.Path);
        }
    }

    private void NoteFailure(SqliteFailure e)
    {
        // A full disk is the one trouble in which the open file stays good.
        _needsReopening |= e.PrimaryCode is not (SQLitePCL.raw.SQLITE_FULL or SQLitePCL.raw.SQLITE_BUSY or SQLitePCL.raw.SQLITE_LOCKED);
        if (_file.IsOpen || _lastError.Length == 0)
        {
            NoteFailure(Describe(e));
        }
    }

    private void NoteFailure(string error)
    {
        _lastError = error;
        _troubles.DiskRefuses(_file.Path, error);
        lock (_memory)
        {
            Hasten();
        }
    }

    private string Describe(SqliteFailure e)
    {
        if (!_file.IsOpen && _lastError.Length > 0)
        {
            return _lastError;
        }

        var path = _file.Path;
        return e.PrimaryCode switch
        {
            SQLitePCL.raw.SQLITE_FULL => $"{path} cannot be written, the disk is full: make room on it",
            SQLitePCL.raw.SQLITE_READONLY or SQLitePCL.raw.SQLITE_CANTOPEN or SQLitePCL.raw.SQLITE_PERM =>
                $"{path} cannot be written ({e.Message}): mount the disk writable and give the service access",
            _ => $"{path} cannot be written ({e.Message}, code {e.ResultCode}): check the disk",
        };
    }
}
