namespace HAMgm.Contracts.Management;

/// <summary>One version in the history of the settings.</summary>
/// <param name="Version">Of the shared settings; of a node's own ones, a number of its own.</param>
/// <param name="Term">Term of the PRIMARY that committed it; 0 for a node's own settings.</param>
/// <param name="NodeId">The node that committed it.</param>
/// <param name="AtUnixMs">When, Unix time in milliseconds by that node's clock.</param>
/// <param name="Who">The caller's name; <c>file</c> for an edit of the file.</param>
/// <param name="From">Where the caller came from.</param>
/// <param name="Note">Empty, or what it is beside a plain set.</param>
/// <param name="IsSuperseded">True when it was acknowledged and a PRIMARY of a later term has not had it (docs/adr/0039).</param>
/// <param name="Changes">What it changed; secrets hidden.</param>
public sealed record ConfigVersionInfo(
    long Version, long Term, string NodeId, long AtUnixMs, string Who, string From, string Note, bool IsSuperseded, IReadOnlyList<ConfigDifference> Changes);
