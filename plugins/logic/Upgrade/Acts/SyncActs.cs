using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Management;
using HAMgm.Contracts.Sync;
using HAMgm.Contracts.Upgrades;
using HAMgm.Logic.Upgrade.Backups;
using HAMgm.Logic.Upgrade.Machine;

namespace HAMgm.Logic.Upgrade.Acts;

/// <summary>The acts upon rsync (spec/3): pause, resume, one synchronisation, comparison.</summary>
/// <param name="sync">logic.sync; null: it does not run here.</param>
internal sealed class SyncActs(Func<ISynchronizer?> sync)
{
    // A comparison of a set names no more (SyncComparison).
    private const int MaxNamed = 1000;

    private const string NothingToDo = "nothing of that kind is synchronised (sync.sets)";

    private const string Remedy =
        "rsync is paused and nothing was copied. Make them equal by hand and complete, or let the PRIMARY's stand with 'hamgm-cli upgrade complete --force' (a copy of the others is kept).";

    /// <summary>Stops rsync on both nodes and sees that it has stopped.</summary>
    public Task<ActOutcome> PauseAsync(CancellationToken cancellationToken) => WithSyncAsync(async synchronizer =>
    {
        var statuses = await synchronizer.PauseAsync(SyncPauseReason.Upgrade, cancellationToken);
        var wrong = statuses.Where(status => status.State != RsyncServiceState.Stopped || !status.Paused.HasFlag(SyncPauseReason.Upgrade)).ToList();
        return wrong.Count == 0
            ? ActOutcome.Done($"rsync stopped and verified on {Names(statuses)}; reason UPGRADE recorded")
            : ActOutcome.Failed($"{Describe(wrong, "not stopped")} Look at rsync there ('hamgm-cli sync status').");
    });

    /// <summary>Starts rsync on both nodes and sees that it runs. Copies nothing.</summary>
    /// <param name="alone">True: a peer that cannot be asked is no failure; it is told when it is back.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public Task<ActOutcome> ResumeAsync(bool alone, CancellationToken cancellationToken) => WithSyncAsync(async synchronizer =>
    {
        var statuses = await synchronizer.ResumeAsync(SyncPauseReason.Upgrade, cancellationToken);
        var wrong = statuses.Where(status => !Runs(status) && !(alone && status.State == RsyncServiceState.Unknown)).ToList();
        if (wrong.Count > 0)
        {
            return ActOutcome.Failed($"{Describe(wrong, "not running")} Mend rsync there ('hamgm-cli sync status'), then complete.");
        }

        var held = statuses.Where(status => status.Paused.HasFlag(SyncPauseReason.Manual)).ToList();
        return ActOutcome.Done(held.Count == 0
            ? $"rsync runs again, verified on {Names(statuses)}"
            : $"the upgrade's pause is lifted; an operator's (MANUAL) keeps rsync stopped on {Names(held)}");
    });

    /// <summary>One synchronisation of the configuration.</summary>
    /// <param name="upgrade">Which it belongs to.</param>
    /// <param name="timeout">Longest time.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public Task<ActOutcome> SyncAsync(UpgradeRecord upgrade, TimeSpan timeout, CancellationToken cancellationToken) => WithSyncAsync(async synchronizer =>
    {
        if (synchronizer.GetServiceStatus().Paused.HasFlag(SyncPauseReason.Manual))
        {
            return ActOutcome.Skipped("an operator has paused synchronising (MANUAL): 'hamgm-cli sync resume' copies what differs");
        }

        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(timeout);
        try
        {
            var outcome = await synchronizer.RunAsync(new SyncOrder(SyncKind.Config, null, upgrade.Force, [], upgrade.Id), deadline.Token);
            var files = outcome.Runs.SelectMany(run => run.Files).ToList();
            if (files.Where(file => file.Action == "conflict").Select(file => file.Path).ToList() is { Count: > 0 } conflicts)
            {
                return ActOutcome.Conflict(ConflictText(conflicts));
            }

            return outcome.Runs.All(run => run.State == SyncRunState.Success)
                ? ActOutcome.Done($"{outcome.FilesSynced} file(s) copied")
                : ActOutcome.Failed($"the synchronisation after the upgrade did not succeed: {string.Join(" ", outcome.Runs.Select(run => run.ErrorMessage).Where(message => message.Length > 0))} See 'hamgm-cli sync history'.");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return ActOutcome.Failed($"the synchronisation did not end within {timeout.TotalSeconds:F0} s (upgrade.sync_timeout). See 'hamgm-cli sync status', then complete.");
        }
    });

    /// <summary>Compares the checksums of the configuration.</summary>
    /// <param name="timeout">Longest time.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public Task<ActOutcome> CompareAsync(TimeSpan timeout, CancellationToken cancellationToken) => WithSyncAsync(async synchronizer =>
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(timeout);
        try
        {
            var comparisons = await synchronizer.CompareAsync(SyncKind.Config, deadline.Token);
            var different = comparisons.Where(comparison => !comparison.IsEqual).ToList();
            return different.Count == 0
                ? ActOutcome.Done($"checksums agree: {string.Join(", ", comparisons.Select(comparison => $"{comparison.Set} {comparison.PrimaryChecksum}"))}")
                : ActOutcome.Failed(
                    $"the checksums of {string.Join(", ", different.Select(comparison => $"'{comparison.Set}'"))} differ between the nodes: "
                    + $"{Some(different.SelectMany(comparison => comparison.DifferentFiles))}. Compare ('hamgm-cli sync compare'), make them equal, then complete.");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return ActOutcome.Failed("the checksums could not be compared in time (upgrade.sync_timeout). Complete again.");
        }
    });

    /// <summary>
    /// Looks for files over which rsync would put the PRIMARY's although those may be old (spec/3): that changed on the STANDBY during the
    /// upgrade; and, when the roles have changed since, that differed before it already, because what was edited on the PRIMARY of then had not been
    /// fetched yet when rsync was paused.
    /// </summary>
    /// <param name="isForced">An operator lets the PRIMARY's stand.</param>
    /// <param name="findChanges">What changed since the backups.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public Task<ActOutcome> FindConflictsAsync(
        bool isForced, Func<CancellationToken, Task<ConfigurationChanges>> findChanges, CancellationToken cancellationToken) => WithSyncAsync(async synchronizer =>
    {
        if (isForced)
        {
            return ActOutcome.Skipped("by --force the PRIMARY's files stand; what is overwritten is kept under data_dir/sync/kept");
        }

        var unlike = new List<SyncComparison>();
        foreach (var kind in ConfigurationBackup.Kinds)
        {
            unlike.AddRange((await synchronizer.CompareAsync(kind, cancellationToken)).Where(comparison => comparison.DifferentFiles.Count > 0));
        }

        if (unlike.Count == 0)
        {
            return ActOutcome.Done("no file differs");
        }

        var changes = await findChanges(cancellationToken);
        var different = unlike.SelectMany(comparison => comparison.DifferentFiles).ToList();
        if (different.Intersect(changes.OnStandby).ToList() is { Count: > 0 } changed)
        {
            return ActOutcome.Conflict(ConflictText(changed));
        }

        // Of these the PRIMARY has what it had as STANDBY, and the other node had something else already.
        if (changes.OnPrimary is { } onPrimary && different.Except(onPrimary).ToList() is { Count: > 0 } undelivered)
        {
            return ActOutcome.Conflict(
                $"{undelivered.Count} file(s) differed before the upgrade already: what the PRIMARY of then had had not been fetched yet, and the PRIMARY of now has the older state: {Some(undelivered)}. {Remedy}");
        }

        // What is not named may be any of those.
        return (changes.OnStandby.Count > 0 || changes.OnPrimary is not null) && unlike.Find(comparison => comparison.DifferentFiles.Count >= MaxNamed) is { } many
            ? ActOutcome.Conflict($"So many files of the set '{many.Set}' differ ({MaxNamed} or more) that it is not known of each whether an old state would land on a new one. {Remedy}")
            : ActOutcome.Done($"{different.Count} file(s) differ, and of none of them the STANDBY has a newer state");
    });

    private static string ConflictText(List<string> paths) =>
        $"{paths.Count} file(s) changed on the STANDBY and differ from the PRIMARY's: {Some(paths)}. {Remedy}";

    // What logic.sync says is an outcome here, not an error: spec/3 goes on after most of it.
    private async Task<ActOutcome> WithSyncAsync(Func<ISynchronizer, Task<ActOutcome>> act)
    {
        try
        {
            return await act(sync() ?? throw NotThere());
        }
        catch (SyncFailedException nothing) when (nothing.Code == ErrorCodes.NotFound)
        {
            return ActOutcome.Skipped(NothingToDo);
        }
    }

    private static HamgmException NotThere() => new(
        ErrorKind.ServiceUnavailable, ErrorCodes.Unavailable, "logic.sync", "The plugin logic.sync, which runs rsync, does not run here: enable it in plugins.json, or look at its fault in 'hamgm-cli plugin list'.");

    private static bool Runs(SyncServiceStatus status) =>
        !status.Paused.HasFlag(SyncPauseReason.Upgrade) && (status.State == RsyncServiceState.Running || status.Paused.HasFlag(SyncPauseReason.Manual));

    private static string Names(IReadOnlyList<SyncServiceStatus> statuses) => string.Join(" and ", statuses.Select(status => $"'{status.NodeId}'"));

    private static string Describe(IReadOnlyList<SyncServiceStatus> statuses, string what) => string.Join(" ", statuses.Select(status =>
        $"rsync on '{status.NodeId}' is {(status.State == RsyncServiceState.Unknown ? "not known" : what)}{(status.Problem.Length > 0 ? $": {status.Problem.TrimEnd('.')}" : "")}."));

    private static string Some(IEnumerable<string> paths)
    {
        const int Shown = 10;
        var all = paths.Distinct().ToList();
        return string.Join(", ", all.Take(Shown)) + (all.Count > Shown ? $" and {all.Count - Shown} more" : "");
    }
}
