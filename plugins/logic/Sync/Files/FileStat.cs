namespace HAMgm.Logic.Sync.Files;

/// <summary>What the kernel knows of a path, links not followed. Two equal stamps mean that nobody has written to the file in between.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Mode">Permission bits, 0 … 4095.</param>
/// <param name="UserId">Owner.</param>
/// <param name="GroupId">Group.</param>
/// <param name="Device">The file system.</param>
/// <param name="Inode">The file on it.</param>
/// <param name="Size">Bytes.</param>
/// <param name="ModifiedNs">mtime, nanoseconds since 1970.</param>
/// <param name="ChangedNs">ctime, nanoseconds since 1970; nobody can set it.</param>
internal readonly record struct FileStat(
    FileKind Kind, int Mode, uint UserId, uint GroupId, ulong Device, ulong Inode, long Size, long ModifiedNs, long ChangedNs)
{
    /// <summary>Whether it is the same file with the same bytes as when the other was taken.</summary>
    public bool IsSameContent(FileStat other) =>
        (Kind, Device, Inode, Size, ModifiedNs, ChangedNs) == (other.Kind, other.Device, other.Inode, other.Size, other.ModifiedNs, other.ChangedNs);
}
