namespace HAMgm.Contracts.Upgrades;

/// <summary>An upgrade for an operator.</summary>
/// <param name="Record">The upgrade; null: there was none.</param>
/// <param name="Explanation">How it stands and what goes on by itself, in a sentence or two.</param>
/// <param name="NextCommand">The one command that goes on or mends it; empty: none is needed.</param>
public sealed record UpgradeReport(UpgradeRecord? Record, string Explanation, string NextCommand);
