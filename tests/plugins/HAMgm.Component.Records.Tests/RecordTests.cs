using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Management;
using HAMgm.Contracts.Sync;
using HAMgm.Contracts.Upgrades;
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
    [DataRow("sqlite")]
    [DataRow("postgres")]
    public async Task Upgrade_WrittenAgain_IsBroughtUpToDateButNeverBack(string engine)
    {
        await using var node = await OpenAsync(engine);
        var first = Upgrade(1000);
        var second = first with
        {
            Revision = 2,
            Phase = UpgradePhase.Halted,
            Problem = "the hook ended with code 1",
            Steps = [first.Steps[0] with { Status = UpgradeStepStatus.Success, EndUnixMs = 2000, Detail = "stopped" }, new UpgradeStep(Guid.NewGuid(), 2, "install", "b", UpgradeStepStatus.Failed, 2000, 3000, "code 1")],
        };

        await node.Records.SaveUpgradeAsync(first, Ips, None);
        await node.Records.SaveUpgradeAsync(second, Ips, None);
        await node.Records.SaveUpgradeAsync(first, Ips, None);
        await node.Records.SaveUpgradeAsync(second, Ips, None);

        var read = (await node.Records.GetUpgradesAsync(10, None)).Single();
        CollectionAssert.AreEqual(second.Steps.ToArray(), read.Steps.ToArray());
        Assert.AreEqual(second with { Steps = [] }, read with { Steps = [] });
        var rows = await node.Records.RunAsync(session => session.QueryAsync("SELECT upgrade_status, node_ip FROM upgrade_history JOIN upgrade_progress USING (upgrade_id) WHERE step_number = 2"), None);
        Assert.AreEqual("FAILED 10.0.0.2", $"{rows[0].Text(0)} {rows[0].Text(1)}");

        var taken = second with { Generation = 2, Revision = 1, OwnerNodeId = "b", Phase = UpgradePhase.RolledBack, EndUnixMs = 9000, Problem = "" };
        await node.Records.SaveUpgradeAsync(taken, Ips, None);
        await node.Records.SaveUpgradeAsync(second with { Revision = 99 }, Ips, None);
        Assert.AreEqual(taken with { Steps = [] }, (await node.Records.GetUpgradesAsync(10, None)).Single() with { Steps = [] }, "the generation counts first");
    }

    [TestMethod]
    [DataRow("sqlite")]
    [DataRow("postgres")]
    public async Task Upgrade_RunsThatBelongToIt_AreJoinedWhicheverComesFirst(string engine)
    {
        await using var node = await OpenAsync(engine);
        var upgrade = Upgrade(1000);
        await node.Records.AddRunAsync(Run("early", 500) with { UpgradeId = upgrade.Id }, None);
        await node.Records.SaveUpgradeAsync(upgrade, Ips, None);
        await node.Records.AddRunAsync(Run("late", 1500) with { UpgradeId = upgrade.Id }, None);

        var joined = await node.Records.RunAsync(
            session => session.QueryAsync("SELECT set_name FROM config_sync_record JOIN upgrade_history ON config_sync_record.upgrade_id = upgrade_history.upgrade_id ORDER BY set_name"), None);

        Assert.AreEqual("early late", string.Join(' ', joined.Select(row => row.Text(0))));
    }

    [TestMethod]
    [DataRow("sqlite")]
    [DataRow("postgres")]
    public async Task Upgrade_Retention_KeepsTheLastTenAndWhatIsNotOver(string engine)
    {
        await using var node = await OpenAsync(engine);
        await node.Records.SaveUpgradeAsync(Upgrade(1), Ips, None);
        for (var i = 2; i <= 14; i++)
        {
            await node.Records.SaveUpgradeAsync(Upgrade(i * 1000) with { Phase = UpgradePhase.Succeeded, EndUnixMs = (i * 1000) + 1 }, Ips, None);
        }

        await node.Records.RunAsync(session => UpgradeTables.PruneAsync(session, DateTimeOffset.UtcNow), None);

        var left = await node.Records.GetUpgradesAsync(100, None);
        Assert.AreEqual(11, left.Count);
        Assert.AreEqual(1, left[^1].StartUnixMs, "one that is not over stays");
        Assert.AreEqual(11, (await node.Records.RunAsync(session => session.QueryAsync("SELECT COUNT(*) FROM upgrade_progress"), None))[0].Number(0), "steps go with their upgrade");
    }

    [TestMethod]
    [DataRow("sqlite")]
    [DataRow("postgres")]
    public async Task Schema_OfTheVersionBefore_IsBroughtUpToDateWithItsRecords(string engine)
    {
        await using var node = await OpenAsync(engine);
        await node.Records.RunAsync(
            async session =>
            {
                // As version 1 left it: without what version 2 added.
                await session.ExecuteAsync("DROP INDEX upgrade_history_time");
                await session.ExecuteAsync("DROP INDEX upgrade_progress_upgrade");
                foreach (var column in new[] { "generation", "revision", "owner_node_id", "upgrade_mode", "upgrade_phase", "first_node_id", "second_node_id" })
                {
                    await session.ExecuteAsync($"ALTER TABLE upgrade_history DROP COLUMN {column}");
                }

                foreach (var column in new[] { "step_number", "node_id" })
                {
                    await session.ExecuteAsync($"ALTER TABLE upgrade_progress DROP COLUMN {column}");
                }

                await session.ExecuteAsync("DELETE FROM record_schema WHERE version > 1");
                await session.ExecuteAsync("INSERT INTO upgrade_history(record_uuid, from_version, to_version, upgrade_status, start_time) VALUES($1, '1', '2', 'SUCCESS', $2)", Guid.NewGuid(), DateTimeOffset.UnixEpoch);
                await RecordSchema.ApplyAsync(session, engine == "sqlite" ? RecordDialect.Sqlite : RecordDialect.Postgres);
                return true;
            }, None);

        await node.Records.SaveUpgradeAsync(Upgrade(1000), Ips, None);
        Assert.AreEqual("2 2.0", string.Join(' ', (await node.Records.GetUpgradesAsync(10, None)).Select(upgrade => upgrade.ToVersion).Order()));
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
        await using var node = Open(pair, $"records: {{ database: 'Host=127.0.0.1;Port={PortBlock.Next()};Username=x;Timeout=2' }}");

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
                foreach (var table in new[] { "config_sync_file", "config_sync_record", "rsync_status_record", "upgrade_progress", "upgrade_history" })
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

    private static readonly Dictionary<string, string> Ips = new() { ["a"] = "10.0.0.1", ["b"] = "10.0.0.2" };

    private static UpgradeRecord Upgrade(long startUnixMs) => new()
    {
        Id = Guid.NewGuid(),
        OwnerNodeId = "a",
        Mode = UpgradeMode.Rolling,
        FromVersion = "1.0",
        ToVersion = "2.0",
        PackagePath = "/tmp/hamgm.deb",
        StartedBy = "root@local",
        StartUnixMs = startUnixMs,
        Phase = UpgradePhase.Pausing,
        FirstNodeId = "b",
        SecondNodeId = "a",
        Steps = [new UpgradeStep(Guid.NewGuid(), 1, "pause-rsync", "", UpgradeStepStatus.Running, startUnixMs, 0, "")],
    };

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
