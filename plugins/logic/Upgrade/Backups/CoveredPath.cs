namespace HAMgm.Logic.Upgrade.Backups;

/// <summary>A path of a set, as far as a listing of its files goes. Equal for equal reach.</summary>
/// <param name="Path">As the settings mean it, without a slash at the end; the same form as <see cref="BackupEntry.Path"/>.</param>
/// <param name="Exclude">The set's patterns of what is left out, a line each.</param>
internal sealed record CoveredPath(string Path, string Exclude)
{
    /// <summary>Whether it is that file, or one below.</summary>
    public bool Holds(string file) => file == Path || file.StartsWith(Path + "/", StringComparison.Ordinal);
}
