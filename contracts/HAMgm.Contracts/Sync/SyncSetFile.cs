using HAMgm.Contracts.Management;

namespace HAMgm.Contracts.Sync;

/// <summary>One file or link of a set, as this node has it now.</summary>
/// <param name="Set">The set's name.</param>
/// <param name="Kind">The set's kind.</param>
/// <param name="Path">Full path as the settings mean it, the same on both nodes.</param>
/// <param name="Place">Where it lies on this node (sync.root before it).</param>
/// <param name="IsLink">A symbolic link.</param>
/// <param name="Content">SHA-256 of a file, 64 hex digits; the target of a link.</param>
public sealed record SyncSetFile(string Set, SyncKind Kind, string Path, string Place, bool IsLink, string Content);
