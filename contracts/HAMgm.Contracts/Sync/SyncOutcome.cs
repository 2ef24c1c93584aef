namespace HAMgm.Contracts.Sync;

/// <summary>What an order gave.</summary>
/// <param name="Runs">One for each set.</param>
public sealed record SyncOutcome(IReadOnlyList<SyncRun> Runs)
{
    /// <summary>Files put in place or deleted.</summary>
    public int FilesSynced => Runs.Sum(run => run.FilesSynced);

    /// <summary>Files that are not in step.</summary>
    public IReadOnlyList<string> FailedFiles =>
        [.. Runs.SelectMany(run => run.Files).Where(file => file.Action is "conflict" or "failed").Select(file => file.Path)];
}
