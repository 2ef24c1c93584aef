using System.Text;
using SQLitePCL;

namespace HAMgm.Component.Data.Sqlite;

/// <summary>A prepared statement that is used again and again.</summary>
internal sealed class SqliteStatement : IDisposable
{
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;
    private readonly nint _handle;

    public SqliteStatement(sqlite3 database, string sql)
    {
        _database = database;
        SqliteDatabase.Check(database, raw.sqlite3_prepare_v2(database, sql, out _statement));
        _handle = _statement.DangerousGetHandle();
    }

    /// <summary>Binds and runs a statement that gives no rows.</summary>
    public void Run(params ReadOnlySpan<object?> values)
    {
        try
        {
            Bind(values);
            while (Step())
            {
            }
        }
        finally
        {
            _ = raw.sqlite3_reset(_statement);
            _ = raw.sqlite3_clear_bindings(_statement);
        }
    }

    /// <summary>Moves to the next row; false after the last one.</summary>
    public bool Step()
    {
        var result = raw.sqlite3_step(_statement);
        if (result is raw.SQLITE_ROW or raw.SQLITE_DONE)
        {
            return result == raw.SQLITE_ROW;
        }

        throw SqliteDatabase.Failure(_database, result);
    }

    public string Text(int column) => Encoding.UTF8.GetString(Bytes(column));

    /// <summary>The row of a query whose first columns are key, json, expires_unix_ms and life_ms.</summary>
    public StoredValue Row() => new(Text(0), Text(1), Number(2), Number(3));

    /// <summary>The column's bytes, UTF-8 for a text; valid until the next step.</summary>
    public ReadOnlySpan<byte> Bytes(int column) => NativeColumns.Bytes(_handle, column);

    public long? Number(int column) => NativeColumns.Number(_handle, column);

    public void Dispose() => _statement.Dispose();

    private void Bind(ReadOnlySpan<object?> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            var result = values[i] switch
            {
                null => raw.sqlite3_bind_null(_statement, i + 1),
                long number => raw.sqlite3_bind_int64(_statement, i + 1, number),
                var text => raw.sqlite3_bind_text(_statement, i + 1, (string)text),
            };
            SqliteDatabase.Check(_database, result);
        }
    }
}
