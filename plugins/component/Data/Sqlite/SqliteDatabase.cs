using System.Text;
using SQLitePCL;

namespace HAMgm.Component.Data.Sqlite;

/// <summary>The file <c>hamgm.db</c>. Not thread-safe: the store writes to it one batch at a time.</summary>
internal sealed class SqliteDatabase : IDisposable
{
    /// <summary>SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE.</summary>
    internal const int NoCheckpointOnClose = 1006;

    private readonly sqlite3 _database;
    private readonly SqliteStatement _begin;
    private readonly SqliteStatement _commit;
    private readonly SqliteStatement _put;
    private readonly SqliteStatement _remove;
    private readonly SqliteStatement _number;
    private bool _isFull = true;

    /// <summary>Opens or creates the file and checks it.</summary>
    /// <exception cref="SqliteFailure">It cannot be opened, or is damaged.</exception>
    public SqliteDatabase(string path)
    {
        // Without SQLite's own mutex: the store uses it from one thread at a time, and each column that is read would lock it.
        var opened = raw.sqlite3_open_v2(path, out _database, raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE | raw.SQLITE_OPEN_NOMUTEX, null);
        var complete = false;
        try
        {
            Check(_database, opened);
            Configure(NoCheckpointOnClose, true);

            // Only a backup tool or a person with sqlite3 can hold the file besides us.
            Check(_database, raw.sqlite3_busy_timeout(_database, 1000));

            // All values are in our own memory already: SQLite needs no cache of its own (2 MB by default).
            Execute("PRAGMA cache_size=-256");

            // In WAL mode only FULL makes a commit survive power loss; NORMAL does not sync it (dependencies.md).
            Execute("PRAGMA journal_mode=WAL");
            Execute("PRAGMA synchronous=FULL");
            Execute("PRAGMA journal_size_limit=1048576");
            CheckIntegrity();
            DatabaseSchema.Apply(_database, path);
            _begin = new SqliteStatement(_database, "BEGIN IMMEDIATE");
            _commit = new SqliteStatement(_database, "COMMIT");
            _put = new SqliteStatement(_database, "INSERT OR REPLACE INTO kv(key, json, expires_unix_ms, life_ms, crc) VALUES(?, ?, ?, ?, ?)");
            _remove = new SqliteStatement(_database, "DELETE FROM kv WHERE key = ?");
            _number = new SqliteStatement(_database, "UPDATE head SET commits = ?");
            Commits = ReadCommits();
            complete = true;
        }
        finally
        {
            if (!complete)
            {
                _database.Dispose();
            }
        }
    }

    /// <summary>The number of the newest durable commit. They count from 1, without a gap, from the first database of a directory on.</summary>
    public long Commits { get; private set; }

    /// <summary>
    /// From now on closing empties the log into the database. Not before the database is known to be whole: of one that is
    /// damaged the log is evidence, and may hold what SQLite does not see.
    /// </summary>
    public void Trust() => Configure(NoCheckpointOnClose, false);

    /// <summary>How many rows there are.</summary>
    public int Count()
    {
        using var query = new SqliteStatement(_database, "SELECT count(*) FROM kv");
        return query.Step() ? (int)(query.Number(0) ?? 0) : 0;
    }

    /// <summary>Hands out every row.</summary>
    /// <exception cref="SqliteFailure">A row is damaged; those before it have been handed out.</exception>
    public void ReadAll(Action<StoredValue> take)
    {
        using var query = new SqliteStatement(_database, "SELECT key, json, expires_unix_ms, life_ms, crc FROM kv");
        while (query.Step())
        {
            var key = query.Bytes(0);
            var json = query.Bytes(1);
            var expires = query.Number(2);
            var life = query.Number(3);
            if (RowChecksum.Compute(key, json, expires, life) != query.Number(4))
            {
                throw WrongChecksum(query.Text(0));
            }

            take(new StoredValue(Encoding.UTF8.GetString(key), Encoding.UTF8.GetString(json), expires, life));
        }
    }

    /// <summary>Writes all of them or none; on the disk when this returns.</summary>
    /// <param name="values">The rows.</param>
    /// <param name="durable">True: survives power loss. False: survives the end of this process; the kernel writes it out in its own time.</param>
    /// <param name="atLeast">A durable commit gets a number beyond this one, too.</param>
    /// <exception cref="SqliteFailure">The disk refuses it; nothing has changed.</exception>
    public void Write(IReadOnlyCollection<StoredValue> values, bool durable = true, long atLeast = 0)
    {
        Sync(durable);
        _begin.Run();
        var committed = false;
        var number = durable ? Math.Max(Commits, atLeast) + 1 : Commits;
        try
        {
            foreach (var value in values)
            {
                if (value.Json is null)
                {
                    _remove.Run(value.Key);
                }
                else
                {
                    _put.Run(value.Key, value.Json, value.ExpiresUnixMs, value.LifeMs, (long)RowChecksum.Compute(value));
                }
            }

            if (durable)
            {
                _number.Run(number);
            }

            _commit.Run();
            committed = true;
            Commits = number;
        }
        finally
        {
            // SQLite has rolled back already after some errors; then autocommit is on again.
            if (!committed && raw.sqlite3_get_autocommit(_database) == 0)
            {
                _ = raw.sqlite3_exec(_database, "ROLLBACK");
            }
        }
    }

    public void Dispose()
    {
        _begin.Dispose();
        _commit.Dispose();
        _put.Dispose();
        _remove.Dispose();
        _number.Dispose();
        _database.Dispose();
    }

    /// <summary>Throws unless the result is SQLITE_OK.</summary>
    internal static void Check(sqlite3 database, int result)
    {
        if (result != raw.SQLITE_OK)
        {
            throw Failure(database, result);
        }
    }

    internal static SqliteFailure WrongChecksum(string key) => new(raw.SQLITE_CORRUPT, $"the checksum of the value of '{key}' is wrong");

    internal static SqliteFailure Failure(sqlite3 database, int result)
    {
        var extended = raw.sqlite3_extended_errcode(database);
        return new SqliteFailure(extended != 0 ? extended : result, raw.sqlite3_errmsg(database).utf8_to_string());
    }

    // A durable commit syncs the log as a whole, and with it what was written before it without.
    private void Sync(bool full)
    {
        if (full != _isFull)
        {
            Execute(full ? "PRAGMA synchronous=FULL" : "PRAGMA synchronous=NORMAL");
            _isFull = full;
        }
    }

    private long ReadCommits()
    {
        using var query = new SqliteStatement(_database, "SELECT commits FROM head");
        return query.Step() && query.Number(0) is >= 0 and { } commits ? commits : throw new SqliteFailure(raw.SQLITE_CORRUPT, "the number of commits is missing");
    }

    private void Configure(int option, bool on) => Check(_database, raw.sqlite3_db_config(_database, option, on ? 1 : 0, out _));

    private void Execute(string sql)
    {
        using var statement = new SqliteStatement(_database, sql);
        statement.Run();
    }

    private void CheckIntegrity()
    {
        using var check = new SqliteStatement(_database, "PRAGMA quick_check(1)");
        var verdict = check.Step() ? check.Text(0) : "no answer";
        if (verdict != "ok")
        {
            throw new SqliteFailure(raw.SQLITE_CORRUPT, verdict);
        }
    }
}
