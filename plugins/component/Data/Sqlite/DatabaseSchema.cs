using System.Globalization;
using SQLitePCL;

namespace HAMgm.Component.Data.Sqlite;

/// <summary>
/// The tables, by version (PRAGMA user_version), and how an older file becomes a newer one. 1: keys and values. 2: a
/// checksum of each row.
/// </summary>
internal static class DatabaseSchema
{
    public const int Version = 2;

    /// <summary>Makes the tables, or brings them to this version. A file of an older version is kept as <c>hamgm.db.schema-N</c>.</summary>
    /// <exception cref="SqliteFailure">Written by a newer HAMgm, or the disk refuses; nothing has changed then.</exception>
    public static void Apply(sqlite3 database, string path)
    {
        var version = ReadVersion(database);
        switch (version)
        {
            case Version:
                return;
            case 0:
                InTransaction(database, () => Run(
                    database,
                    "CREATE TABLE IF NOT EXISTS kv(key TEXT PRIMARY KEY NOT NULL, json TEXT NOT NULL, expires_unix_ms INTEGER, life_ms INTEGER, crc INTEGER NOT NULL)"));
                return;
            case 1:
                KeepCopy(database, path, version);
                InTransaction(database, () => AddChecksums(database));
                return;
            default:
                throw new SqliteFailure(raw.SQLITE_MISMATCH, $"it was written by a newer HAMgm (schema {version}, this one knows {Version})");
        }
    }

    /// <summary>The version of the file; 0 for an empty one.</summary>
    public static long ReadVersion(sqlite3 database)
    {
        using var query = new SqliteStatement(database, "PRAGMA user_version");
        return query.Step() ? query.Number(0) ?? 0 : 0;
    }

    // SQLite cannot add a NOT NULL column without a default: the table is written anew.
    private static void AddChecksums(sqlite3 database)
    {
        Run(database, "ALTER TABLE kv RENAME TO kv_schema_1");
        Run(database, "CREATE TABLE kv(key TEXT PRIMARY KEY NOT NULL, json TEXT NOT NULL, expires_unix_ms INTEGER, life_ms INTEGER, crc INTEGER NOT NULL)");
        using (var read = new SqliteStatement(database, "SELECT key, json, expires_unix_ms, life_ms FROM kv_schema_1"))
        using (var write = new SqliteStatement(database, "INSERT INTO kv(key, json, expires_unix_ms, life_ms, crc) VALUES(?, ?, ?, ?, ?)"))
        {
            while (read.Step())
            {
                var row = new StoredValue(read.Text(0), read.Text(1), read.Number(2), read.Number(3));
                write.Run(row.Key, row.Json, row.ExpiresUnixMs, row.LifeMs, (long)RowChecksum.Compute(row));
            }
        }

        Run(database, "DROP TABLE kv_schema_1");
    }

    private static void InTransaction(sqlite3 database, Action change)
    {
        Run(database, "BEGIN IMMEDIATE");
        var complete = false;
        try
        {
            change();
            Run(database, string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version={Version}"));
            Run(database, "COMMIT");
            complete = true;
        }
        finally
        {
            if (!complete)
            {
                _ = raw.sqlite3_exec(database, "ROLLBACK");
            }
        }
    }

    // The way back to the older version, which refuses a newer file.
    private static void KeepCopy(sqlite3 database, string path, long version)
    {
        var copy = string.Create(CultureInfo.InvariantCulture, $"{path}.schema-{version}");
        File.Delete(copy);
        using (var vacuum = new SqliteStatement(database, "VACUUM INTO ?"))
        {
            vacuum.Run(copy);
        }

        File.SetUnixFileMode(copy, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    private static void Run(sqlite3 database, string sql)
    {
        using var statement = new SqliteStatement(database, sql);
        statement.Run();
    }
}
