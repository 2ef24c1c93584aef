using System.Text.Json;
using HAMgm.Component.Data.Sqlite;
using HAMgm.Contracts.Errors;
using SQLitePCL;

namespace HAMgm.Component.Data.Tests;

/// <summary>A database that is damaged or gone is set aside, and nobody has to come for the node to start.</summary>
[TestClass]
public sealed class DamageTests
{
    [TestMethod]
    [DataRow(0, DisplayName = "header overwritten")]
    [DataRow(4096, DisplayName = "page overwritten")]
    [DataRow(40_960, DisplayName = "leaf overwritten")]
    public void Load_DamagedDatabase_SetAsideAndStartedAnew(int offset)
    {
        using var bench = Filled();
        var damaged = Overwrite(bench.Database, offset, 4096);

        bench.Restart();

        var status = bench.Data.GetCacheStatus();
        Assert.StartsWith("hamgm.db.damaged-2025", status.SetAside);
        CollectionAssert.AreEqual(damaged, File.ReadAllBytes(Path.Combine(bench.Folder, status.SetAside)));
        using var record = JsonDocument.Parse(bench.Data.Get("data:damage")!);
        Assert.AreEqual(status.SetAside, record.RootElement.GetProperty("file").GetString());
        bench.Data.Set("new", "1");
        bench.Restart();
        Assert.AreEqual("1", bench.Data.Get("new"));
        Assert.IsNotNull(bench.Data.Get("data:damage"), "the record stays until somebody who knows removes it");
    }

    [TestMethod]
    public void Load_DamagedLeaf_KeepsWhatCanBeReadAndOnlyThat()
    {
        using var bench = Filled();
        Overwrite(bench.Database, 40_960, 4096);

        bench.Restart();

        var kept = bench.Data.Keys("key-");
        Assert.IsGreaterThan(100, kept.Count);
        Assert.IsTrue(kept.All(key => bench.Data.Get(key) == Value));
    }

    [TestMethod]
    public void Load_OneBitOfAValueFlipped_IsFound()
    {
        using var bench = DataBench.Open();
        bench.Data.Set("term", """{"election_term":1234567}""");
        bench.Close();
        var bytes = File.ReadAllBytes(bench.Database);
        var at = bytes.AsSpan().IndexOf("1234567"u8);
        bytes[at] ^= 0x08;
        File.WriteAllBytes(bench.Database, bytes);

        bench.Restart();

        Assert.IsNull(bench.Data.Get("term"));
        StringAssert.Contains(bench.Data.Get("data:damage"), "checksum");
    }

    [TestMethod]
    public void Load_Damaged_AlertsOnceSomebodyCanListen()
    {
        using var bench = Filled();
        Overwrite(bench.Database, 0, 4096);
        bench.Restart();
        Assert.IsEmpty(bench.Bus.AlertTypes);

        bench.Time.Advance(TimeSpan.FromSeconds(30));

        StringAssert.Contains(bench.Bus.Alert("data_damaged").Message, "hamgm.db.damaged-");
        Assert.IsTrue(bench.Log.Lines.Any(line => line.StartsWith("error", StringComparison.Ordinal) && line.Contains("damaged", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void Load_DatabaseGoneFromAUsedDirectory_IsALossAndSaysSo()
    {
        using var bench = Filled();
        File.Delete(bench.Database);

        bench.Restart();

        Assert.IsNull(bench.Data.Get("key-1"));
        StringAssert.Contains(bench.Data.Get("data:damage"), "missing");
    }

    [TestMethod]
    public void Load_DatabaseEmpty_IsALossAndSaysSo()
    {
        using var bench = Filled();
        File.WriteAllText(bench.Database, "");

        bench.Restart();

        StringAssert.Contains(bench.Data.Get("data:damage"), "empty");
    }

    [TestMethod]
    public void Load_LogWithoutDatabase_IsSetAside()
    {
        using var bench = new DataBench();
        Directory.CreateDirectory(bench.Folder);
        File.WriteAllText(bench.Database + "-wal", "frames");

        DataBench.Wait(bench.Data.LoadAsync(CancellationToken.None));

        StringAssert.Contains(bench.Data.Get("data:damage"), "missing");
        Assert.AreEqual("frames", File.ReadAllText(Directory.GetFiles(bench.Folder, "hamgm.db.damaged-*-wal").Single()));
    }

    [TestMethod]
    public void Load_NewDirectory_IsNoLoss()
    {
        using var bench = DataBench.Open();

        Assert.IsNull(bench.Data.Get("data:damage"));
        Assert.AreEqual("", bench.Data.GetCacheStatus().SetAside);
    }

    [TestMethod]
    public void Load_ReplacementCutOffByACrash_IsALossAgain()
    {
        using var bench = Filled();
        File.Move(bench.Database, bench.Database + ".damaged-x");
        File.WriteAllText(bench.Database + ".new", "half a database");

        bench.Restart();

        StringAssert.Contains(bench.Data.Get("data:damage"), "missing");
    }

    [TestMethod]
    public void Counters_AfterDamage_GoOnBeyondWhateverWasHandedOut()
    {
        using var bench = Filled();
        var before = bench.Data.Next("operation_id");
        bench.Close();
        Overwrite(bench.Database, 0, 4096);
        bench.Restart();
        Assert.IsGreaterThan(before + 1_000_000, bench.Data.Next("operation_id"), "the value itself was lost");

        bench.Close();
        using (var database = new SqliteDatabase(bench.Database))
        {
            database.Write([new StoredValue("autoincr:operation_id:value", "500", null, null)]);
            database.Trust();
        }

        var bytes = File.ReadAllBytes(bench.Database);
        bytes.AsSpan(bytes.AsSpan().IndexOf("\"at_unix_ms\":"u8), 5).Fill((byte)'?');
        File.WriteAllBytes(bench.Database, bytes);
        bench.Restart();
        Assert.AreEqual(500UL + (1 << 20) + 1, bench.Data.Next("operation_id"), "the value could be read, and may be old");
    }

    [TestMethod]
    public void Load_SchemaOne_IsMigratedWithAllValuesAndACopyIsKept()
    {
        using var bench = new DataBench();
        Directory.CreateDirectory(bench.Folder);
        File.Copy(Path.Combine(AppContext.BaseDirectory, "Golden", "schema-1.db"), bench.Database);

        DataBench.Wait(bench.Data.LoadAsync(CancellationToken.None));

        Assert.AreEqual(3, bench.Data.GetCacheStatus().SchemaVersion);
        StringAssert.Contains(bench.Data.Get("statemachine:node-001:election_state"), "\"election_term\":12");
        Assert.AreEqual("""[{"note":"名字"}]""", bench.Data.Get("config:history:2"));
        Assert.AreEqual("1", bench.Data.Get("with:ttl"));
        Assert.AreEqual(42UL, bench.Data.Next("operation_id"), "the counters go on");
        Assert.IsNull(bench.Data.Get("data:damage"));
        Assert.AreEqual(1L, SchemaOf(bench.Database + ".schema-1"));
        Assert.AreEqual(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(bench.Database + ".schema-1"));
        bench.Restart();
        Assert.AreEqual("3", bench.Data.Get("autoincr:config_change:value"));
    }

    [TestMethod]
    public void Load_SchemaTwo_IsMigratedWithAllValuesAndACopyIsKept()
    {
        using var bench = DataBench.Open();
        bench.Data.Set("term:current", "{\"term\":7}");
        bench.Data.Set("with:ttl", "1", TimeSpan.FromHours(1));
        bench.Data.Next("operation_id");
        bench.Close();
        TurnIntoSchemaTwo(bench);

        bench.Restart();

        Assert.AreEqual(3, bench.Data.GetCacheStatus().SchemaVersion);
        Assert.AreEqual("{\"term\":7}", bench.Data.Get("term:current"));
        Assert.AreEqual("1", bench.Data.Get("with:ttl"));
        Assert.IsNull(bench.Data.Get("data:damage"));
        Assert.AreEqual(2L, SchemaOf(bench.Database + ".schema-2"));
        Assert.IsGreaterThan(1UL, bench.Data.Next("operation_id"));
        bench.Time.Advance(TimeSpan.FromHours(2));
        Assert.IsNull(bench.Data.Get("with:ttl"), "its life goes on from where it was");
    }

    [TestMethod]
    public void Load_SchemaTwoWithAValueChanged_IsADamage()
    {
        using var bench = DataBench.Open();
        bench.Data.Set("term:current", "{\"term\":7}");
        bench.Data.Set("other", "1");
        bench.Close();
        TurnIntoSchemaTwo(bench);
        Execute(bench.Database, "UPDATE kv SET json = '{\"term\":8}' WHERE key = 'term:current'");

        bench.Restart();

        Assert.IsNotNull(bench.Data.Get("data:damage"));
        Assert.IsNull(bench.Data.Get("term:current"), "what its checksum does not vouch for is not believed");
        Assert.AreEqual("1", bench.Data.Get("other"));
    }

    [TestMethod]
    public void Load_NewerSchema_IsRefusedAndUntouched()
    {
        using var bench = DataBench.Open();
        bench.Close();
        Execute(bench.Database, "PRAGMA user_version=4");
        var bytes = File.ReadAllBytes(bench.Database);

        var thrown = Assert.ThrowsExactly<HamgmException>(() => DataBench.Wait(bench.New().LoadAsync(CancellationToken.None)));

        StringAssert.Contains(thrown.Message, "newer HAMgm");
        CollectionAssert.AreEqual(bytes, File.ReadAllBytes(bench.Database));
        Execute(bench.Database, "PRAGMA user_version=3");
        bench.Restart();
    }

    private const string Value = "\"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\"";

    private static DataBench Filled()
    {
        var bench = DataBench.Open();
        for (var i = 0; i < 1000; i++)
        {
            bench.Data.Set($"key-{i}", Value, durable: i == 999);
        }

        bench.Close();
        bench.Restart();
        return bench;
    }

    private static byte[] Overwrite(string file, int offset, int count)
    {
        // The store is open: what counts is what the next start finds. Its log is empty after the orderly restart.
        var bytes = File.ReadAllBytes(file);
        bytes.AsSpan(offset, count).Fill(0xA5);
        File.WriteAllBytes(file, bytes);
        return bytes;
    }

    private static void Execute(string path, string sql)
    {
        Assert.AreEqual(raw.SQLITE_OK, raw.sqlite3_open(path, out var database));
        using (database)
        {
            Assert.AreEqual(raw.SQLITE_OK, raw.sqlite3_exec(database, sql));
        }
    }

    // As that version laid it out: with row numbers, the same checksums, and no record of the newest commit.
    private static void TurnIntoSchemaTwo(DataBench bench)
    {
        Execute(bench.Database, """
            CREATE TABLE kv2(key TEXT PRIMARY KEY NOT NULL, json TEXT NOT NULL, expires_unix_ms INTEGER, life_ms INTEGER, crc INTEGER NOT NULL);
            INSERT INTO kv2 SELECT key, json, expires_unix_ms, life_ms, crc FROM kv;
            DROP TABLE kv;
            DROP TABLE head;
            ALTER TABLE kv2 RENAME TO kv;
            PRAGMA user_version=2;
            """);
        File.Delete(bench.Database + "-mark");
    }

    private static long SchemaOf(string path)
    {
        Assert.AreEqual(raw.SQLITE_OK, raw.sqlite3_open(path, out var database));
        using (database)
        {
            return DatabaseSchema.ReadVersion(database);
        }
    }
}
