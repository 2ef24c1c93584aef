namespace HAMgm.Logic.Upgrade.Backups;

/// <summary>What a backup holds. It is written last: a backup without it is none.</summary>
/// <param name="TakenUnixMs">When it was complete.</param>
/// <param name="ConfigFile">The node's own configuration file.</param>
/// <param name="Files">Files of the sets of kind config and cert.</param>
/// <param name="Covered">Below which paths <paramref name="Files"/> is everything that there was; null: an earlier version did not note it.</param>
internal sealed record BackupManifest(long TakenUnixMs, BackupEntry ConfigFile, IReadOnlyList<BackupEntry> Files, IReadOnlyList<CoveredPath>? Covered = null);
