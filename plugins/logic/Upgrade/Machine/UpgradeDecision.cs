using HAMgm.Contracts.Upgrades;

namespace HAMgm.Logic.Upgrade.Machine;

/// <summary>What follows.</summary>
/// <param name="Next">To be on the disk before <paramref name="Act"/> begins.</param>
/// <param name="Act">What is to be done then.</param>
/// <param name="Refusal">Why an order was not followed; null: it was, and <paramref name="Next"/> has changed.</param>
internal sealed record UpgradeDecision(UpgradeRecord Next, UpgradeAct Act, string? Refusal = null);
