using HAMgm.Contracts.Upgrades;

namespace HAMgm.Logic.Upgrade.Machine;

/// <summary>One phase: what is done in it, and where it leads.</summary>
/// <param name="Phase">Which.</param>
/// <param name="Step">Its name in upgrade_progress.</param>
/// <param name="Act">What is done.</param>
/// <param name="OnDone">Next phase when it is done, or there was nothing to do.</param>
/// <param name="OnFailed">Next phase when it failed for the last time.</param>
/// <param name="OnConflict">Next phase on a conflict.</param>
/// <param name="Tries">How often it is tried.</param>
/// <param name="Why">Where spec/3 says so.</param>
internal sealed record PhaseRule(
    UpgradePhase Phase, string Step, UpgradeAct Act, UpgradePhase OnDone, UpgradePhase OnFailed, UpgradePhase OnConflict, int Tries, string Why);
