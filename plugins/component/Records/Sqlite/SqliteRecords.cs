using System.Globalization;
using SQLitePCL;

namespace HAMgm.Component.Records.Sqlite;

/// <summary>The records in a SQLite file of their own. One transaction at a time.</summary>
internal sealed class SqliteRecords : IRecordDatabase, IRecordSession
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly sqlite3 _database;

    /// <summary>Opens or creates the file.</summary>
    /// <exception cref="RecordFailure">It cannot be opened, or is damaged.</exception>
    public SqliteRecords(string path)
    {
        SqliteLibrary.EnsureReady();
        Description = $"SQLite {path}";
        var opened = raw.sqlite3_open_v2(path, out _database, raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE | raw.SQLITE_OPEN_FULLMUTEX, null);
        var complete = false;
        try
        {
            Check(opened);
            Check(raw.sqlite3_busy_timeout(_database, 2000));

            // Only FULL survives power loss in WAL mode.
            foreach (var pragma in (string[])["cache_size=-256", "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "journal_size_limit=1048576"])
            {
                Query($"PRAGMA {pragma}", []);
            }

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

    public string Description { get; }

    public RecordDialect Dialect => RecordDialect.Sqlite;

    public async Task<T> RunAsync<T>(Func<IRecordSession, Task<T>> work, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            Query("BEGIN IMMEDIATE", []);
            var committed = false;
            try
            {
                var result = await work(this);
                Query("COMMIT", []);
                committed = true;
                return result;
            }
            finally
            {
                if (!committed && raw.sqlite3_get_autocommit(_database) == 0)
                {
                    _ = raw.sqlite3_exec(_database, "ROLLBACK");
                }
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    public Task<int> ExecuteAsync(string sql, params object?[] values)
    {
        Query(sql, values);
        return Task.FromResult(raw.sqlite3_changes(_database));
    }

    public Task<IReadOnlyList<RecordRow>> QueryAsync(string sql, params object?[] values) =>
        Task.FromResult<IReadOnlyList<RecordRow>>(Query(sql, values));

    public void Dispose()
    {
        _database.Dispose();
        _turn.Dispose();
    }

    private List<RecordRow> Query(string sql, object?[] values)
    {
        Check(raw.sqlite3_prepare_v2(_database, sql, out var statement));
        using (statement)
        {
            for (var i = 0; i < values.Length; i++)
            {
                Check(Bind(statement, i + 1, values[i]));
            }

            var rows = new List<RecordRow>();
            int step;
            while ((step = raw.sqlite3_step(statement)) == raw.SQLITE_ROW)
            {
                rows.Add(Read(statement));
            }

            Check(step == raw.SQLITE_DONE ? raw.SQLITE_OK : step);
            return rows;
        }
    }

    private static int Bind(sqlite3_stmt statement, int index, object? value) => value switch
    {
        null => raw.sqlite3_bind_null(statement, index),
        long number => raw.sqlite3_bind_int64(statement, index, number),
        bool flag => raw.sqlite3_bind_int64(statement, index, flag ? 1 : 0),
        Guid uuid => raw.sqlite3_bind_text(statement, index, uuid.ToString()),
        DateTimeOffset time => raw.sqlite3_bind_text(
            statement, index, time.UtcDateTime.ToString(RecordRow.TimeFormat, CultureInfo.InvariantCulture)),
        _ => raw.sqlite3_bind_text(statement, index, (string)value),
    };

    private static RecordRow Read(sqlite3_stmt statement)
    {
        var values = new object?[raw.sqlite3_column_count(statement)];
        for (var column = 0; column < values.Length; column++)
        {
            values[column] = raw.sqlite3_column_type(statement, column) switch
            {
                raw.SQLITE_NULL => null,
                raw.SQLITE_INTEGER => raw.sqlite3_column_int64(statement, column),
                _ => raw.sqlite3_column_text(statement, column).utf8_to_string(),
            };
        }

        return new RecordRow(values);
    }

    private void Check(int result)
    {
        if (result != raw.SQLITE_OK)
        {
            throw new RecordFailure(
                raw.sqlite3_errmsg(_database).utf8_to_string(),
                isDamaged: (result & 0xFF) is raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB,
                isTransient: (result & 0xFF) is raw.SQLITE_BUSY or raw.SQLITE_FULL or raw.SQLITE_IOERR);
        }
    }
}
