using HAMgm.Contracts.Upgrades;

namespace HAMgm.Component.Records;

/// <summary>Reads and writes the records of upgrades. An older state of one, by generation and revision, changes nothing.</summary>
internal static class UpgradeTables
{
    /// <summary>The last records stay, however old.</summary>
    private const int AlwaysKept = 10;

    private const string Columns =
        "upgrade_id, record_uuid, owner_node_id, generation, revision, upgrade_mode, from_version, to_version, package_path, initiated_by, start_time, " +
        "end_time, upgrade_phase, first_node_id, second_node_id, error_message";

    public static async Task<bool> SaveAsync(IRecordSession session, UpgradeRecord upgrade, IReadOnlyDictionary<string, string> nodeIps)
    {
        var written = await session.ExecuteAsync(
            """
            INSERT INTO upgrade_history(record_uuid, from_version, to_version, package_path, initiated_by, upgrade_status, start_time, end_time, error_message,
              generation, revision, owner_node_id, upgrade_mode, upgrade_phase, first_node_id, second_node_id)
            VALUES($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
            ON CONFLICT (record_uuid) DO UPDATE SET upgrade_status = excluded.upgrade_status, end_time = excluded.end_time, error_message = excluded.error_message,
              generation = excluded.generation, revision = excluded.revision, owner_node_id = excluded.owner_node_id, upgrade_phase = excluded.upgrade_phase
            WHERE upgrade_history.generation < excluded.generation
              OR (upgrade_history.generation = excluded.generation AND upgrade_history.revision < excluded.revision)
            """,
            upgrade.Id, Short(upgrade.FromVersion, 50), Short(upgrade.ToVersion, 50), upgrade.PackagePath.Length == 0 ? null : Short(upgrade.PackagePath, 500),
            Short(upgrade.StartedBy, 200), upgrade.StatusName, RecordRow.Time(upgrade.StartUnixMs), RecordRow.Time(upgrade.EndUnixMs), RecordRow.Bounded(upgrade.Problem),
            upgrade.Generation, upgrade.Revision, upgrade.OwnerNodeId, upgrade.Mode.ToString().ToUpperInvariant(), upgrade.Phase.ToString(),
            upgrade.FirstNodeId, upgrade.SecondNodeId);
        if (written == 0)
        {
            return false;
        }

        var id = (await session.QueryAsync("SELECT upgrade_id FROM upgrade_history WHERE record_uuid = $1", upgrade.Id))[0].Number(0);
        foreach (var step in upgrade.Steps)
        {
            await session.ExecuteAsync(
                """
                INSERT INTO upgrade_progress(record_uuid, upgrade_id, node_ip, node_id, step_number, step_name, step_status, start_time, end_time, detail)
                VALUES($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
                ON CONFLICT (record_uuid) DO UPDATE SET step_status = excluded.step_status, end_time = excluded.end_time, detail = excluded.detail
                """,
                step.Id, id, nodeIps.GetValueOrDefault(step.NodeId, ""), step.NodeId, (long)step.Number, step.Name, step.Status.ToString().ToUpperInvariant(),
                RecordRow.Time(step.StartUnixMs), RecordRow.Time(step.EndUnixMs), RecordRow.Bounded(step.Detail));
        }

        // A run of logic.sync that was recorded before its upgrade was known here.
        await session.ExecuteAsync("UPDATE config_sync_record SET upgrade_id = $1 WHERE upgrade_uuid = $2 AND upgrade_id IS NULL", id, upgrade.Id);
        return true;
    }

    public static async Task<IReadOnlyList<UpgradeRecord>> GetAsync(IRecordSession session, int limit)
    {
        var rows = await session.QueryAsync($"SELECT {Columns} FROM upgrade_history ORDER BY start_time DESC, upgrade_id DESC LIMIT $1", (long)limit);
        var upgrades = new List<UpgradeRecord>(rows.Count);
        foreach (var row in rows)
        {
            upgrades.Add(ToUpgrade(row, await session.QueryAsync(
                "SELECT record_uuid, step_number, step_name, node_id, step_status, start_time, end_time, detail FROM upgrade_progress WHERE upgrade_id = $1 ORDER BY step_number",
                row.Number(0))));
        }

        return upgrades;
    }

    /// <summary>Removes what is over and older.</summary>
    /// <returns>How many records went.</returns>
    public static Task<int> PruneAsync(IRecordSession session, DateTimeOffset olderThan) => session.ExecuteAsync(
        $"DELETE FROM upgrade_history WHERE end_time < $1 AND upgrade_id NOT IN (SELECT upgrade_id FROM upgrade_history ORDER BY start_time DESC, upgrade_id DESC LIMIT {AlwaysKept})",
        olderThan);

    private static UpgradeRecord ToUpgrade(RecordRow row, IReadOnlyList<RecordRow> steps) => new()
    {
        Id = row.Uuid(1),
        OwnerNodeId = row.Text(2),
        Generation = row.Number(3),
        Revision = row.Number(4),
        Mode = row.Text(5) == "ROLLING" ? UpgradeMode.Rolling : UpgradeMode.Manual,
        FromVersion = row.Text(6),
        ToVersion = row.Text(7),
        PackagePath = row.Text(8),
        StartedBy = row.Text(9),
        StartUnixMs = row.UnixMs(10),
        EndUnixMs = row.UnixMs(11),
        // A phase that only a newer HAMgm knows: the other node may write into the same database.
        Phase = Enum.TryParse<UpgradePhase>(row.Text(12), out var phase) ? phase : UpgradePhase.Halted,
        FirstNodeId = row.Text(13),
        SecondNodeId = row.Text(14),
        Problem = row.Text(15),
        Steps = [.. steps.Select(step => new UpgradeStep(
            step.Uuid(0), (int)step.Number(1), step.Text(2), step.Text(3), Enum.Parse<UpgradeStepStatus>(step.Text(4), ignoreCase: true), step.UnixMs(5), step.UnixMs(6),
            step.Text(7)))],
    };

    private static string Short(string text, int length) => text.Length <= length ? text : text[..length];
}
