namespace HAMgm.Component.Records;

/// <summary>
/// The tables of spec/3 with their columns and constraints. Beside them stand: a UUID in each, by which a record is the same on both
/// nodes (the counted keys differ); what the specification's columns have no room for; the files of a synchronisation, in a table of
/// their own. Versions are only ever added to: what a node has is brought up to date when it is opened.
/// </summary>
internal static class RecordSchema
{
    /// <summary>Brings the tables up to date.</summary>
    public static async Task ApplyAsync(IRecordSession session, RecordDialect dialect)
    {
        await session.ExecuteAsync("CREATE TABLE IF NOT EXISTS record_schema (version BIGINT NOT NULL)");
        var rows = await session.QueryAsync("SELECT MAX(version) FROM record_schema");
        var version = rows.Count == 0 || rows[0].IsNull(0) ? 0 : rows[0].Number(0);
        if (version > Versions.Length)
        {
            throw new RecordFailure($"its tables have version {version}, and this HAMgm knows {Versions.Length}: it was written by a newer one. Update HAMgm, or name another database in records.database");
        }

        for (var next = version; next < Versions.Length; next++)
        {
            foreach (var statement in Versions[next])
            {
                await session.ExecuteAsync(statement
                    .Replace("{identity}", dialect.Identity, StringComparison.Ordinal)
                    .Replace("{time}", dialect.Time, StringComparison.Ordinal)
                    .Replace("{now}", dialect.Now, StringComparison.Ordinal)
                    .Replace("{uuid}", dialect.Uuid, StringComparison.Ordinal));
            }

            await session.ExecuteAsync("INSERT INTO record_schema(version) VALUES($1)", next + 1);
        }
    }

    private static readonly string[][] Versions =
    [
        [
            """
            CREATE TABLE rsync_status_record (
              status_id {identity},
              record_uuid {uuid} NOT NULL UNIQUE,
              node_type VARCHAR(10) NOT NULL CHECK (node_type IN ('MASTER', 'BACKUP')),
              node_ip VARCHAR(50) NOT NULL,
              service_status VARCHAR(20) NOT NULL CHECK (service_status IN ('RUNNING', 'STOPPED', 'UNKNOWN')),
              is_paused BOOLEAN NOT NULL DEFAULT FALSE,
              pause_time {time} NULL,
              resume_time {time} NULL,
              paused_reason VARCHAR(200) NULL CHECK (paused_reason IN ('UPGRADE', 'MANUAL')),
              check_time {time} NOT NULL DEFAULT {now},
              created_at {time} NOT NULL DEFAULT {now},
              node_id VARCHAR(16) NOT NULL DEFAULT '',
              last_sync_time {time} NULL,
              sync_interval_seconds INT NOT NULL DEFAULT 300
            )
            """,
            "CREATE INDEX rsync_status_record_node ON rsync_status_record (node_ip, check_time)",
            """
            CREATE TABLE upgrade_history (
              upgrade_id {identity},
              record_uuid {uuid} NOT NULL UNIQUE,
              from_version VARCHAR(50) NOT NULL,
              to_version VARCHAR(50) NOT NULL,
              package_path VARCHAR(500) NULL,
              initiated_by VARCHAR(200) NULL,
              upgrade_status VARCHAR(20) NOT NULL CHECK (upgrade_status IN ('RUNNING', 'SUCCESS', 'PARTIAL', 'FAILED', 'ROLLED_BACK', 'MANUAL')),
              start_time {time} NOT NULL,
              end_time {time} NULL,
              error_message TEXT NULL,
              created_at {time} NOT NULL DEFAULT {now}
            )
            """,
            """
            CREATE TABLE upgrade_progress (
              progress_id {identity},
              record_uuid {uuid} NOT NULL UNIQUE,
              upgrade_id BIGINT NOT NULL REFERENCES upgrade_history(upgrade_id) ON DELETE CASCADE,
              node_ip VARCHAR(50) NOT NULL,
              step_name VARCHAR(50) NOT NULL,
              step_status VARCHAR(20) NOT NULL CHECK (step_status IN ('PENDING', 'RUNNING', 'SUCCESS', 'FAILED', 'SKIPPED')),
              start_time {time} NULL,
              end_time {time} NULL,
              detail TEXT NULL,
              created_at {time} NOT NULL DEFAULT {now}
            )
            """,
            """
            CREATE TABLE config_sync_record (
              sync_id {identity},
              record_uuid {uuid} NOT NULL UNIQUE,
              upgrade_id BIGINT NULL REFERENCES upgrade_history(upgrade_id) ON DELETE SET NULL,
              upgrade_uuid {uuid} NULL,
              from_node_ip VARCHAR(50) NOT NULL,
              to_node_ip VARCHAR(50) NOT NULL,
              sync_time {time} NOT NULL,
              sync_duration_seconds INT NULL,
              sync_status VARCHAR(20) NOT NULL CHECK (sync_status IN ('SUCCESS', 'FAILED', 'PARTIAL', 'TIMEOUT')),
              files_synced INT NULL,
              files_failed INT NULL,
              checksum_before VARCHAR(64) NOT NULL,
              checksum_after VARCHAR(64) NOT NULL,
              error_message TEXT NULL,
              created_at {time} NOT NULL DEFAULT {now},
              set_name VARCHAR(64) NOT NULL,
              data_type VARCHAR(20) NOT NULL CHECK (data_type IN ('CONFIG', 'CERTIFICATE', 'DATA')),
              sync_trigger VARCHAR(20) NOT NULL,
              sync_duration_ms BIGINT NOT NULL,
              rsync_duration_ms BIGINT NOT NULL
            )
            """,
            "CREATE INDEX config_sync_record_time ON config_sync_record (sync_time)",
            """
            CREATE TABLE config_sync_file (
              file_id {identity},
              sync_id BIGINT NOT NULL REFERENCES config_sync_record(sync_id) ON DELETE CASCADE,
              file_path TEXT NOT NULL,
              file_action VARCHAR(20) NOT NULL CHECK (file_action IN ('created', 'updated', 'deleted', 'attributes', 'conflict', 'failed')),
              file_bytes BIGINT NOT NULL,
              error_message TEXT NULL
            )
            """,
            "CREATE INDEX config_sync_file_sync ON config_sync_file (sync_id)",
        ],
        [
            // What logic.upgrade keeps beside the columns above: which state of an upgrade is the newer one, and who coordinates.
            "ALTER TABLE upgrade_history ADD COLUMN generation BIGINT NOT NULL DEFAULT 0",
            "ALTER TABLE upgrade_history ADD COLUMN revision BIGINT NOT NULL DEFAULT 0",
            "ALTER TABLE upgrade_history ADD COLUMN owner_node_id VARCHAR(16) NOT NULL DEFAULT ''",
            "ALTER TABLE upgrade_history ADD COLUMN upgrade_mode VARCHAR(20) NOT NULL DEFAULT 'MANUAL' CHECK (upgrade_mode IN ('MANUAL', 'ROLLING'))",
            "ALTER TABLE upgrade_history ADD COLUMN upgrade_phase VARCHAR(40) NOT NULL DEFAULT ''",
            "ALTER TABLE upgrade_history ADD COLUMN first_node_id VARCHAR(16) NOT NULL DEFAULT ''",
            "ALTER TABLE upgrade_history ADD COLUMN second_node_id VARCHAR(16) NOT NULL DEFAULT ''",
            "CREATE INDEX upgrade_history_time ON upgrade_history (start_time)",
            "ALTER TABLE upgrade_progress ADD COLUMN step_number INT NOT NULL DEFAULT 0",
            "ALTER TABLE upgrade_progress ADD COLUMN node_id VARCHAR(16) NOT NULL DEFAULT ''",
            "CREATE INDEX upgrade_progress_upgrade ON upgrade_progress (upgrade_id, step_number)",
        ],
    ];
}
