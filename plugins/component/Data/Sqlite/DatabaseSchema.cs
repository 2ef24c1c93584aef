using System.Globalization;
using SQLitePCL;

namespace HAMgm.Component.Data.Sqlite;

/// <summary>
/// The tables, by version (PRAGMA user_version), and how an older file becomes a newer one. 1: keys and values. 2: a
/// checksum of each row. 3: one tree in place of table and index, and the number of the newest durable commit.
/// </summary>
internal static class DatabaseSchema
{
    public const int Version = 3;

    private const string CreateValues =
        "CREATE TABLE kv(key TEXT PRIMARY KEY NOT NULL, json TEXT NOT NULL, expires_unix_ms INTEGER, life_ms INTEGER, crc INTEGER NOT NULL) WITHOUT ROWID";

    /// <summary>Makes the tables, or brings them to this version. A file of an older version is kept as <c>hamgm.db.schema-N</c>.</summary>
    /// <exception cref="SqliteFailure">Written by a newer HAMgm, damaged, or the disk refuses; nothing has changed then.</exception>
    public static void Apply(sqlite3 database, string path)
    {
        var version = ReadVersion(database);
        switch (version)
        {
            case Version:
                return;
            case 0:
                InTransaction(database, () =>
                {
                    Run(database, CreateValues);
                    CreateHead(database);
                });
                return;
            case 1 or 2:
                KeepCopy(database, path, version);
                InTransaction(database, () =>
                {
                    Rewrite(database, hasChecksums: version == 2);
                    CreateHead(database);
                });
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

    private static void CreateHead(sqlite3 database)
    {
        Run(database, "CREATE TABLE head(id INTEGER PRIMARY KEY CHECK(id = 0), commits INTEGER NOT NULL)");
        Run(database, "INSERT INTO head(id, commits) VALUES(0, 0)");
    }

    private static void Rewrite(sqlite3 database, bool hasChecksums)
    {
        Run(database, "ALTER TABLE kv RENAME TO kv_old");
        Run(database, CreateValues);
        using (var read = new SqliteStatement(database, $"SELECT key, json, expires_unix_ms, life_ms{(hasChecksums ? ", crc" : "")} FROM kv_old ORDER BY key"))
        using (var write = new SqliteStatement(database, "INSERT INTO kv(key, json, expires_unix_ms, life_ms, crc) VALUES(?, ?, ?, ?, ?)"))
        {
            while (read.Step())
            {
                var row = read.Row();
                var checksum = RowChecksum.Compute(row);
                if (hasChecksums && read.Number(4) != checksum)
                {
                    throw SqliteDatabase.WrongChecksum(row.Key);
                }

                write.Run(row.Key, row.Json, row.ExpiresUnixMs, row.LifeMs, (long)checksum);
            }
        }

        Run(database, "DROP TABLE kv_old");
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
