using HAMgm.Component.Data.Sqlite;
using SQLitePCL;

namespace HAMgm.Component.Data.Files;

/// <summary>
/// What can still be read from a damaged database: rows whose checksum is right, up to the first page that cannot be read,
/// from both ends. Whether a value that was read is the newest one nobody can say: those that bind this node are taken as
/// lower bounds only (docs/adr/0018).
/// </summary>
internal static class Salvage
{
    public static Dictionary<string, StoredValue> Read(string path)
    {
        var rows = new Dictionary<string, StoredValue>(StringComparer.Ordinal);
        if (!File.Exists(path) || raw.sqlite3_open_v2(path, out var database, raw.SQLITE_OPEN_READWRITE, null) != raw.SQLITE_OK)
        {
            return rows;
        }

        using (database)
        {
            // Of a damaged database the log is evidence: closing must not empty it.
            _ = raw.sqlite3_db_config(database, SqliteDatabase.NoCheckpointOnClose, 1, out _);
            foreach (var order in (ReadOnlySpan<string>)["ASC", "DESC"])
            {
                ReadInOrder(database, order, rows);
            }
        }

        return rows;
    }

    private static void ReadInOrder(sqlite3 database, string order, Dictionary<string, StoredValue> rows)
    {
        try
        {
            var version = DatabaseSchema.ReadVersion(database);
            var hasChecksums = version >= 2;
            var columns = hasChecksums ? "key, json, expires_unix_ms, life_ms, crc" : "key, json, expires_unix_ms, life_ms";
            using var query = new SqliteStatement(database, $"SELECT {columns} FROM kv {(version >= 3 ? "ORDER BY key" : "NOT INDEXED ORDER BY rowid")} {order}");
            while (query.Step())
            {
                if (!hasChecksums || RowChecksum.Compute(query.Bytes(0), query.Bytes(1), query.Number(2), query.Number(3)) == query.Number(4))
                {
                    Keep(query.Row(), rows);
                }
            }
        }
        catch (SqliteFailure)
        {
            // The damaged page: what was read before it counts, and the other end may reach the rest.
        }
    }

    private static void Keep(in StoredValue row, Dictionary<string, StoredValue> rows)
    {
        try
        {
            Limits.CheckKey(row.Key);
            Limits.CheckValue(row.Key, row.Json!);
            rows[row.Key] = row;
        }
        catch (ArgumentException)
        {
            // Without a checksum (schema 1) a value that is no value is what damage looks like.
        }
    }
}
