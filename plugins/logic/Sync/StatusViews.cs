using HAMgm.Contracts.Configuration;
using HAMgm.Contracts.Management;
using HAMgm.Contracts.Sync;

namespace HAMgm.Logic.Sync;

/// <summary>Runs and sets as spec/1 section 5.5.2 shows them: by kind.</summary>
internal static class StatusViews
{
    /// <summary>The runs of one order.</summary>
    public static SyncStatus OfRuns(SyncKind kind, IReadOnlyList<SyncRun> runs)
    {
        var failed = new SyncOutcome(runs).FailedFiles;
        return new SyncStatus(
            kind, runs.All(run => run.State == SyncRunState.Success) ? "completed" : "failed", runs.Sum(run => run.FilesSynced + run.FilesFailed),
            runs.Sum(run => run.FilesSynced), failed, runs.Count > 0 ? runs.Min(run => run.StartUnixMs) : 0,
            runs.Count > 0 ? runs.Max(run => run.StartUnixMs + (long)run.Duration.TotalMilliseconds) : 0,
            string.Join(" ", runs.Select(run => run.ErrorMessage).Where(message => message.Length > 0)));
    }

    /// <summary>All sets as they stand, one entry a kind.</summary>
    public static IReadOnlyList<SyncStatus> OfSets(IReadOnlyList<SyncSetStatus> sets) =>
    [
        .. sets.GroupBy(set => set.Kind).Select(group => new SyncStatus(
            group.Key,
            group.Any(set => set.Phase != "idle") ? "syncing" : group.Any(set => set.LastError.Length > 0) ? "failed" : group.Any(set => set.LastSyncUnixMs > 0) ? "completed" : "idle",
            group.Sum(set => set.TotalFiles), group.Sum(set => set.DoneFiles), [.. group.SelectMany(set => set.Conflicts)],
            group.Max(set => set.LastSyncUnixMs), group.Max(set => set.LastSyncUnixMs),
            string.Join(" ", group.Select(set => set.LastError).Where(error => error.Length > 0)))),
    ];

    /// <summary>A node without sets.</summary>
    public static SyncServiceStatus Idle(IConfigManager config, string problem, TimeProvider time) => new(
        config.GetString("node.id"), config.GetString("node.ip"), false, RsyncServiceState.Stopped, SyncPauseReason.None, 0, config.GetDuration("sync.interval"),
        0, 0, time.GetUtcNow().ToUnixTimeMilliseconds(), [], problem.Length > 0 ? problem : "sync.sets is empty, or this node has no peer: nothing is synchronised.");
}
