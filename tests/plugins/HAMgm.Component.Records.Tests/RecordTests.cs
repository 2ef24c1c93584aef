using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Management;
using HAMgm.Contracts.Sync;
using HAMgm.TestSupport;

namespace HAMgm.Component.Records.Tests;

/// <summary>The same tests for both databases.</summary>
[TestClass]
public sealed class RecordTests
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static PostgresServer? _postgres;

    [ClassInitialize]
    public static void StartServer(TestContext context) => _postgres = PostgresServer.Start();

    [ClassCleanup]
    public static void StopServer() => _postgres?.Dispose();

    [TestMethod]
    [DataRow("sqlite")]
    [DataRow("postgres")]
    public async Task Run_WrittenTwice_IsThereOnceWithItsFiles(string engine)
    {
        await using var node = await OpenAsync(engine);
        var run = Run("app", 1_700_000_000_123) with
        {
            Files = [new SyncedFile("/etc/app/ä.conf", "updated", 12, ""), new SyncedFile("/etc/app/b", "failed", 0, "no such user")],
            ErrorMessage = "1 file(s) failed",
            UpgradeId = Guid.NewGuid(),
        };

        await node.Records.AddRunAsync(run, None);
        await node.Records.AddRunAsync(run, None);

        var read = (await node.Records.GetRunsAsync(10, None)).Single();
        CollectionAssert.AreEqual(run.Files.ToArray(), read.Files.ToArray());
        Assert.AreEqual(run with { Files = [] }, read with { Files = [] });
    }

    [TestMethod]
    [DataRow("sqlite")]
    [DataRow("postgres")]
    public async Task Runs_AreTheNewestFirst_AndTheLastSuccessIsFound(string engine)
    {
        await using var node = await OpenAsync(engine);
        await node.Records.AddRunAsync(Run("app", 1000), None);
        await node.Records.AddRunAsync(Run("app", 3000) with { State = SyncRunState.Timeout }, None);
        await node.Records.AddRunAsync(Run("other", 2000), None);

        Assert.AreEqual("3000 2000", string.Join(' ', (await node.Records.GetRunsAsync(2, None)).Select(run => run.StartUnixMs)));
        Assert.AreEqual(1000, (await node.Records.GetLastSuccessAsync("app", None))!.StartUnixMs);
        Assert.IsNull(await node.Records.GetLastSuccessAsync("none", None));
    }

    [TestMethod]
    [DataRow("sqlite")]
    [DataRow("postgres")]
    public async Task Status_TheLastOfANode_IsReadBack(string engine)
    {
        await using var node = await OpenAsync(engine);
        var status = new SyncServiceStatus(
            "node-a", "10.0.0.1", true, RsyncServiceState.Stopped, SyncPauseReason.Upgrade, 500, TimeSpan.FromMinutes(5), 600, 0, 700, [], "");
        await node.Records.AddStatusAsync(Guid.NewGuid(), status with { CheckedAtUnixMs = 650, State = RsyncServiceState.Running }, None);
        await node.Records.AddStatusAsync(Guid.NewGuid(), status, None);

        var read = await node.Records.GetLastStatusAsync("10.0.0.1", None);

        Assert.AreEqual(status with { Sets = read!.Sets }, read);
        Assert.IsNull(await node.Records.GetLastStatusAsync("10.0.0.2", None));
    }

    [TestMethod]
    [DataRow("sqlite")]
    [DataRow("postgres")]
    public async Task Constraints_OfTheSpecification_AreTheDatabases(string engine)
    {
        await using var node = await OpenAsync(engine);
        string[] refused =
        [
            "INSERT INTO rsync_status_record(record_uuid, node_type, node_ip, service_status) VALUES($1, 'LEADER', '10.0.0.1', 'RUNNING')",
            "INSERT INTO rsync_status_record(record_uuid, node_type, node_ip, service_status) VALUES($1, 'MASTER', NULL, 'RUNNING')",
            "INSERT INTO rsync_status_record(record_uuid, node_type, node_ip, service_status) VALUES($1, 'MASTER', '10.0.0.1', 'ASLEEP')",
            "INSERT INTO rsync_status_record(record_uuid, node_type, node_ip, service_status, paused_reason) VALUES($1, 'MASTER', '10.0.0.1', 'STOPPED', 'WHIM')",
            "UPDATE config_sync_record SET sync_status = 'MAYBE' WHERE record_uuid <> $1",
            "UPDATE config_sync_record SET checksum_before = NULL WHERE record_uuid <> $1",
            "UPDATE config_sync_record SET upgrade_id = 4711 WHERE record_uuid <> $1",
            "INSERT INTO upgrade_progress(record_uuid, upgrade_id, node_ip, step_name, step_status) VALUES($1, 4711, '10.0.0.1', 'pause', 'SUCCESS')",
        ];
        await node.Records.AddRunAsync(Run("app", 1000), None);

        foreach (var statement in refused)
        {
            var error = await Assert.ThrowsExactlyAsync<HamgmException>(
                () => node.Records.RunAsync(session => session.ExecuteAsync(statement, Guid.NewGuid()), None), statement);
            Assert.AreEqual(ErrorKind.ServiceUnavailable, error.Kind);
        }

        await node.Records.RunAsync(
            session => session.ExecuteAsync("INSERT INTO rsync_status_record(record_uuid, node_type, node_ip, service_status) VALUES($1, 'BACKUP', '10.0.0.9', 'UNKNOWN')", Guid.NewGuid()), None);
        var byDefault = await node.Records.GetLastStatusAsync("10.0.0.9", None);
        Assert.IsTrue(byDefault is { Paused: SyncPauseReason.None, CheckedAtUnixMs: > 1_600_000_000_000 }, "the defaults are the specification's");
    }

    [TestMethod]
    [DataRow("sqlite")]
    [DataRow("postgres")]
    public async Task Retention_OldRecordsGoWithTheirFiles_ButTheLastTenStay(string engine)
    {
        await using var node = await OpenAsync(engine, "records: { retention: 1h }");
        for (var i = 1; i <= 14; i++)
        {
            await node.Records.AddRunAsync(Run("app", i * 1000) with { Files = [new SyncedFile("/f", "updated", 1, "")] }, None);
        }

        var gone = await node.Records.RunAsync(session => SyncTables.PruneAsync(session, DateTimeOffset.UtcNow), None);
        var files = await node.Records.RunAsync(session => session.QueryAsync("SELECT COUNT(*) FROM config_sync_file"), None);

        Assert.AreEqual(10, (await node.Records.GetRunsAsync(100, None)).Count);
        Assert.AreEqual(10, files[0].Number(0));
        Assert.IsGreaterThan(0, gone);
    }

    [TestMethod]
    [DataRow("sqlite")]
    [DataRow("postgres")]
    public async Task Transaction_ThatFails_LeavesNothing(string engine)
    {
        await using var node = await OpenAsync(engine);

        await Assert.ThrowsExactlyAsync<HamgmException>(() => node.Records.AddRunAsync(
            Run("app", 1000) with { Files = [new SyncedFile("/f", "updated", 1, ""), new SyncedFile("/g", "no such action", 1, "")] }, None));

        Assert.IsEmpty(await node.Records.GetRunsAsync(10, None));
    }

    [TestMethod]
    public async Task Sqlite_Damaged_IsSetAsideAndANewOneBegun()
    {
        using var pair = new SyncPair();
        var data = Path.Combine(pair.Folder, "a", "data");
        Directory.CreateDirectory(data);
        File.WriteAllText(Path.Combine(data, "records.db"), new string('x', 10_000));
        await using var node = new SyncNodeHost(pair.ConfigFile("a"));

        await node.Records.AddRunAsync(Run("app", 1000), None);

        Assert.HasCount(1, Directory.GetFiles(data, "records.db.damaged-*"));
        Assert.HasCount(1, await node.Records.GetRunsAsync(10, None));
        Assert.HasCount(1, node.Bus.Published);
    }

    [TestMethod]
    public async Task Postgres_NotThere_IsOneErrorThatNamesTheSetting()
    {
        using var pair = new SyncPair();
        await using var node = Open(pair, $"records: {{ database: 'Host=127.0.0.1;Port={SyncPair.FreePort()};Username=x;Timeout=2' }}");

        var error = await Assert.ThrowsExactlyAsync<HamgmException>(() => node.Records.GetRunsAsync(10, None));

        Assert.AreEqual((ErrorKind.ServiceUnavailable, "records.database"), (error.Kind, error.Subject));
    }

    private static async Task<Opened> OpenAsync(string engine, string more = "records: {}")
    {
        var pair = new SyncPair();
        if (engine == "sqlite")
        {
            return new Opened(pair, Open(pair, more));
        }

        if (_postgres is null)
        {
            Assert.Inconclusive("PostgreSQL is not installed (scripts/test installs it)");
        }

        var node = Open(pair, more == "records: {}"
            ? $"records: {{ database: '{_postgres.ConnectionString}' }}"
            : more.Replace("records: {", $"records: {{ database: '{_postgres.ConnectionString}',", StringComparison.Ordinal));
        await node.Records.RunAsync(
            async session =>
            {
                foreach (var table in new[] { "config_sync_file", "config_sync_record", "rsync_status_record" })
                {
                    await session.ExecuteAsync($"DELETE FROM {table}");
                }

                return true;
            }, None);
        return new Opened(pair, node);
    }

    private static SyncNodeHost Open(SyncPair pair, string more)
    {
        if (more != "records: {}")
        {
            File.AppendAllText(pair.ConfigFile("a"), more + "\n");
        }

        return new SyncNodeHost(pair.ConfigFile("a"));
    }

    private static SyncRun Run(string set, long startUnixMs) => new()
    {
        Id = Guid.NewGuid(),
        Set = set,
        Kind = SyncKind.Config,
        Trigger = "schedule",
        FromNodeIp = "10.0.0.1",
        ToNodeIp = "10.0.0.2",
        StartUnixMs = startUnixMs,
        Duration = TimeSpan.FromMilliseconds(1234),
        RsyncDuration = TimeSpan.FromMilliseconds(1000),
        State = SyncRunState.Success,
        FilesSynced = 2,
        FilesFailed = 0,
        ChecksumBefore = new string('a', 64),
        ChecksumAfter = new string('a', 64),
    };

    private sealed class Opened(SyncPair pair, SyncNodeHost node) : IAsyncDisposable
    {
        public RecordsComponent Records => node.Records;

        public async ValueTask DisposeAsync()
        {
            await node.DisposeAsync();
            pair.Dispose();
        }
    }
}
