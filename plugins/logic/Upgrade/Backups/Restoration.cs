namespace HAMgm.Logic.Upgrade.Backups;

/// <summary>What a restoration did.</summary>
/// <param name="Count">How many files were put back or taken away.</param>
/// <param name="Left">Files that the backup has not, and that were left because it does not say that they were not there when it was taken.</param>
internal sealed record Restoration(int Count, IReadOnlyList<string> Left);
