namespace HAMgm.Contracts.Upgrades;

/// <summary>An upgrade that is to begin.</summary>
/// <param name="ToVersion">Version that both nodes are to have.</param>
/// <param name="PackagePath">Full path of the package, the same on both nodes; empty: an operator upgrades the nodes.</param>
/// <param name="StartedBy">Who orders it.</param>
public sealed record UpgradeOrder(string ToVersion, string PackagePath, string StartedBy);
