using HAMgm.Contracts.Management;
using HAMgm.Contracts.Sync;

namespace HAMgm.Component.Records;

/// <summary>Reads and writes the records of synchronisations. What comes twice, by its UUID, is there once.</summary>
internal static class SyncTables
{
    /// <summary>The last records stay, however old: spec/3 asks for the last ten.</summary>
    private const int AlwaysKept = 10;

    private const string RunColumns =
        "sync_id, record_uuid, upgrade_uuid, set_name, data_type, sync_trigger, from_node_ip, to_node_ip, sync_time, sync_duration_ms, " +
        "rsync_duration_ms, sync_status, files_synced, files_failed, checksum_before, checksum_after, error_message";

    public static async Task<bool> AddStatusAsync(IRecordSession session, Guid id, SyncServiceStatus status) =>
        await session.ExecuteAsync(
            """
            INSERT INTO rsync_status_record(record_uuid, node_type, node_ip, service_status, is_paused, pause_time, resume_time, paused_reason,
              check_time, node_id, last_sync_time, sync_interval_seconds)
            VALUES($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT (record_uuid) DO NOTHING
            """,
            id, status.IsPrimary ? "MASTER" : "BACKUP", status.NodeIp, status.State.ToString().ToUpperInvariant(), status.Paused != SyncPauseReason.None,
            RecordRow.Time(status.PausedAtUnixMs), RecordRow.Time(status.ResumedAtUnixMs), Reason(status.Paused), RecordRow.Time(status.CheckedAtUnixMs), status.NodeId,
            RecordRow.Time(status.LastSyncUnixMs), (long)status.Interval.TotalSeconds) > 0;

    public static async Task<SyncServiceStatus?> GetLastStatusAsync(IRecordSession session, string nodeIp)
    {
        var rows = await session.QueryAsync(
            """
            SELECT node_id, node_ip, node_type, service_status, paused_reason, last_sync_time, sync_interval_seconds, pause_time, resume_time, check_time
            FROM rsync_status_record WHERE node_ip = $1 ORDER BY check_time DESC, status_id DESC LIMIT 1
            """, nodeIp);
        return rows.Count == 0 ? null : new SyncServiceStatus(
            rows[0].Text(0), rows[0].Text(1), rows[0].Text(2) == "MASTER", Enum.Parse<RsyncServiceState>(rows[0].Text(3), ignoreCase: true),
            rows[0].Text(4) switch { "UPGRADE" => SyncPauseReason.Upgrade, "MANUAL" => SyncPauseReason.Manual, _ => SyncPauseReason.None },
            rows[0].UnixMs(5), TimeSpan.FromSeconds(rows[0].Number(6)), rows[0].UnixMs(7), rows[0].UnixMs(8), rows[0].UnixMs(9), [], "");
    }

    public static async Task<bool> AddRunAsync(IRecordSession session, SyncRun run)
    {
        var added = await session.ExecuteAsync(
            """
            INSERT INTO config_sync_record(record_uuid, upgrade_uuid, upgrade_id, set_name, data_type, sync_trigger, from_node_ip, to_node_ip, sync_time,
              sync_duration_seconds, sync_duration_ms, rsync_duration_ms, sync_status, files_synced, files_failed, checksum_before, checksum_after, error_message)
            VALUES($1, $2, (SELECT upgrade_id FROM upgrade_history WHERE record_uuid = $2), $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
            ON CONFLICT (record_uuid) DO NOTHING
            """,
            run.Id, run.UpgradeId, run.Set, run.Kind.ToString().ToUpperInvariant(), run.Trigger, run.FromNodeIp, run.ToNodeIp, RecordRow.Time(run.StartUnixMs),
            (long)Math.Round(run.Duration.TotalSeconds), (long)run.Duration.TotalMilliseconds, (long)run.RsyncDuration.TotalMilliseconds,
            run.State.ToString().ToUpperInvariant(), (long)run.FilesSynced, (long)run.FilesFailed, run.ChecksumBefore, run.ChecksumAfter,
            RecordRow.Bounded(run.ErrorMessage));
        if (added == 0)
        {
            return false;
        }

        var id = (await session.QueryAsync("SELECT sync_id FROM config_sync_record WHERE record_uuid = $1", run.Id))[0].Number(0);
        foreach (var file in run.Files)
        {
            await session.ExecuteAsync(
                "INSERT INTO config_sync_file(sync_id, file_path, file_action, file_bytes, error_message) VALUES($1, $2, $3, $4, $5)",
                id, file.Path, file.Action, file.Bytes, RecordRow.Bounded(file.Error));
        }

        return true;
    }

    public static async Task<IReadOnlyList<SyncRun>> GetRunsAsync(IRecordSession session, int limit) =>
        await WithFilesAsync(session, await session.QueryAsync(
            $"SELECT {RunColumns} FROM config_sync_record ORDER BY sync_time DESC, sync_id DESC LIMIT $1", (long)limit));

    public static async Task<SyncRun?> GetLastSuccessAsync(IRecordSession session, string set)
    {
        var runs = await WithFilesAsync(session, await session.QueryAsync(
            $"SELECT {RunColumns} FROM config_sync_record WHERE set_name = $1 AND sync_status = 'SUCCESS' ORDER BY sync_time DESC, sync_id DESC LIMIT 1", set));
        return runs.Count > 0 ? runs[0] : null;
    }

    /// <summary>Removes what is older.</summary>
    /// <returns>How many records went.</returns>
    public static async Task<int> PruneAsync(IRecordSession session, DateTimeOffset olderThan) =>
        await session.ExecuteAsync(
            $"DELETE FROM config_sync_record WHERE sync_time < $1 AND sync_id NOT IN (SELECT sync_id FROM config_sync_record ORDER BY sync_time DESC, sync_id DESC LIMIT {AlwaysKept})",
            olderThan) +
        await session.ExecuteAsync(
            $"DELETE FROM rsync_status_record WHERE check_time < $1 AND status_id NOT IN (SELECT status_id FROM rsync_status_record ORDER BY check_time DESC, status_id DESC LIMIT {AlwaysKept})",
            olderThan);

    private static async Task<IReadOnlyList<SyncRun>> WithFilesAsync(IRecordSession session, IReadOnlyList<RecordRow> rows)
    {
        var runs = new List<SyncRun>(rows.Count);
        foreach (var row in rows)
        {
            var files = await session.QueryAsync(
                "SELECT file_path, file_action, file_bytes, error_message FROM config_sync_file WHERE sync_id = $1 ORDER BY file_id", row.Number(0));
            runs.Add(new SyncRun
            {
                Id = row.Uuid(1),
                UpgradeId = row.IsNull(2) ? null : row.Uuid(2),
                Set = row.Text(3),
                Kind = Enum.Parse<SyncKind>(row.Text(4), ignoreCase: true),
                Trigger = row.Text(5),
                FromNodeIp = row.Text(6),
                ToNodeIp = row.Text(7),
                StartUnixMs = row.UnixMs(8),
                Duration = TimeSpan.FromMilliseconds(row.Number(9)),
                RsyncDuration = TimeSpan.FromMilliseconds(row.Number(10)),
                State = Enum.Parse<SyncRunState>(row.Text(11), ignoreCase: true),
                FilesSynced = (int)row.Number(12),
                FilesFailed = (int)row.Number(13),
                ChecksumBefore = row.Text(14),
                ChecksumAfter = row.Text(15),
                ErrorMessage = row.Text(16),
                Files = [.. files.Select(file => new SyncedFile(file.Text(0), file.Text(1), file.Number(2), file.Text(3)))],
            });
        }

        return runs;
    }

    // Two reasons at once: the upgrade's is the one that an operator must know of.
    private static string? Reason(SyncPauseReason paused) =>
        paused.HasFlag(SyncPauseReason.Upgrade) ? "UPGRADE" : paused.HasFlag(SyncPauseReason.Manual) ? "MANUAL" : null;
}
