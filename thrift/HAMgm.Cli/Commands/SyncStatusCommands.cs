using System.CommandLine;
using HAMgm.Cli.Options;
using HAMgm.Cli.Output;
using HAMgm.Cli.Text;
using HAMgm.Thrift;

namespace HAMgm.Cli.Commands;

/// <summary>sync status, history, pause, resume and compare: what specification 3 asks and orders beside the copying itself.</summary>
internal static class SyncStatusCommands
{
    private const int MostRuns = 1000;

    public static void AddTo(CommandTree tree, Command group)
    {
        tree.Add(group, "status", Messages.AboutSyncStatus, ShowStatusAsync);
        var last = tree.Option("--last", "number", Messages.OptionHistoryLast);
        var files = tree.Flag("--files", Messages.OptionHistoryFiles);
        tree.Add(
            group, "history", Messages.AboutSyncHistory,
            (context, cancel) => ShowHistoryAsync(context, Values.Count("--last", context.Value(last) ?? "10", MostRuns), context.Flag(files), cancel), last, files);
        tree.Add(group, "pause", Messages.AboutSyncPause, (context, cancel) => SetPausedAsync(context, paused: true, cancel));
        tree.Add(group, "resume", Messages.AboutSyncResume, (context, cancel) => SetPausedAsync(context, paused: false, cancel));
        var check = tree.Flag("--check", Messages.OptionCompareCheck);
        tree.Add(group, "compare", Messages.AboutSyncCompare, (context, cancel) => CompareAsync(context, context.Flag(check), cancel), check);
    }

    private static async Task<Outcome?> ShowStatusAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var answer = await context.Client.ReadAsync(
            "GetSyncStatus", (client, cancel) => client.GetSyncStatus(cancel), answer => answer.Base, cancellationToken);
        return new Outcome(Messages.Done, answer.Base.Timestamp, new Fields { { "nodes", Nodes(context, answer.Nodes, "GetSyncStatus") } });
    }

    private static async Task<Outcome?> ShowHistoryAsync(CommandContext context, int limit, bool withFiles, CancellationToken cancellationToken)
    {
        var answer = await context.Client.ReadAsync(
            "GetSyncHistory", (client, cancel) => client.GetSyncHistory(limit, cancel), answer => answer.Base, cancellationToken);
        var records = context.Client.Part(answer.Records, "GetSyncHistory", "records");
        return new Outcome(Messages.Done, answer.Base.Timestamp, new Fields { { "records", records.Select(record => Of(record, withFiles)).ToList() } });
    }

    private static async Task<Outcome?> SetPausedAsync(CommandContext context, bool paused, CancellationToken cancellationToken)
    {
        var answer = await context.ProgressAsync(Messages.DoingPause, context.Client.ChangeAsync(
            "SetSyncPaused", (client, cancel) => client.SetSyncPaused(paused, cancel), answer => answer.Base, cancellationToken));
        return Changes.Outcome(answer.Base, new Fields { { "nodes", Nodes(context, answer.Nodes, "SetSyncPaused") } });
    }

    private static async Task<Outcome?> CompareAsync(CommandContext context, bool check, CancellationToken cancellationToken)
    {
        var answer = await context.ProgressAsync(Messages.DoingCompare, context.Client.ReadAsync(
            "CompareSync", (client, cancel) => client.CompareSync(cancel), answer => answer.Base, cancellationToken));
        var comparisons = context.Client.Part(answer.Comparisons, "CompareSync", "comparisons");
        var isEqual = comparisons.TrueForAll(comparison => comparison.Equal);
        return new Outcome(
            isEqual ? Messages.InStep : Messages.NotInStep, answer.Base.Timestamp, new Fields { { "sets", comparisons.Select(Of).ToList() } },
            ExitCode: check && !isEqual ? ExitCode.NotWell : ExitCode.Success);
    }

    private static List<Fields> Nodes(CommandContext context, List<RsyncStatus>? nodes, string method) =>
        context.Client.Part(nodes, method, "nodes").Select(Of).ToList();

    private static Fields Of(RsyncStatus node) => new()
    {
        { "nodeId", node.NodeId },
        { "nodeIp", node.NodeIp },
        { "nodeType", node.NodeType },
        { "serviceStatus", node.ServiceStatus },
        { "paused", node.Paused },
        { "pausedByUpgrade", node.PausedByUpgrade },
        { "pausedReason", node.PausedReason, node.__isset.pausedReason },
        { "lastSyncTime", node.LastSyncTime, node.__isset.lastSyncTime },
        { "intervalMs", node.IntervalMs, node.__isset.intervalMs },
        { "pauseTime", node.PauseTime, node.__isset.pauseTime },
        { "resumeTime", node.ResumeTime, node.__isset.resumeTime },
        { "checkTime", node.CheckTime },
        { "problem", node.Problem, node.__isset.problem },
        { "sets", node.Sets?.Select(Of).ToList(), node.__isset.sets },
    };

    private static Fields Of(SyncSetStatus set) => new()
    {
        { "name", set.Name },
        { "dataType", set.DataType.ToString() },
        { "phase", set.Phase },
        { "totalFiles", set.TotalFiles },
        { "doneFiles", set.DoneFiles },
        { "checksum", set.Checksum, set.__isset.checksum && set.Checksum.Length > 0 },
        { "conflicts", set.Conflicts, set.__isset.conflicts && set.Conflicts.Count > 0 },
        { "lastSyncTime", set.LastSyncTime, set.__isset.lastSyncTime },
        { "lastError", set.LastError, set.__isset.lastError },
    };

    private static Fields Of(SyncRecord record, bool withFiles) => new()
    {
        { "syncTime", record.SyncTime },
        { "name", record.Name },
        { "dataType", record.DataType.ToString() },
        { "status", record.Status },
        { "trigger", record.Trigger, record.__isset.trigger },
        { "fromNodeIp", record.FromNodeIp },
        { "toNodeIp", record.ToNodeIp },
        { "syncDurationMs", record.DurationMs },
        { "rsyncDurationMs", record.RsyncDurationMs, record.__isset.rsyncDurationMs },
        { "filesSynced", record.FilesSynced },
        { "filesFailed", record.FilesFailed },
        { "checksumBefore", record.ChecksumBefore },
        { "checksumAfter", record.ChecksumAfter },
        { "errorMessage", record.ErrorMessage, record.__isset.errorMessage },
        { "upgradeId", record.UpgradeId, record.__isset.upgradeId },
        { "recordId", record.RecordId },
        { "files", record.Files?.Select(Of).ToList(), withFiles && record.__isset.files },
    };

    private static Fields Of(SyncedFile file) => new()
    {
        { "path", file.Path },
        { "action", file.Action },
        { "bytes", file.Bytes },
        { "error", file.Error, file.__isset.error },
    };

    private static Fields Of(SyncComparison comparison) => new()
    {
        { "name", comparison.Name },
        { "equal", comparison.Equal },
        { "primaryChecksum", comparison.PrimaryChecksum },
        { "standbyChecksum", comparison.StandbyChecksum },
        { "differentFiles", comparison.DifferentFiles, comparison.__isset.differentFiles && comparison.DifferentFiles.Count > 0 },
    };
}
