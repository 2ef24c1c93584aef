namespace HAMgm.Logic.Upgrade.Backups;

/// <summary>One file or link as it was before the upgrade.</summary>
/// <param name="Path">As the settings mean it; the same on both nodes.</param>
/// <param name="Place">Where it lay on this node.</param>
/// <param name="IsLink">A symbolic link.</param>
/// <param name="Content">SHA-256 of a file; the target of a link.</param>
/// <param name="Copy">Name of the copy within the backup; empty for a link.</param>
/// <param name="Mode">Permission bits.</param>
/// <param name="UserId">Owner.</param>
/// <param name="GroupId">Group.</param>
internal sealed record BackupEntry(string Path, string Place, bool IsLink, string Content, string Copy, int Mode, uint UserId, uint GroupId);
