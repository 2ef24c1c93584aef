using HAMgm.Contracts.Upgrades;
using HAMgm.Logic.Upgrade.Machine;

namespace HAMgm.Logic.Upgrade.Acts;

/// <summary>Does what the machine says. Every act may be interrupted anywhere and repeated.</summary>
internal interface IUpgradeActs
{
    /// <summary>Does one act.</summary>
    /// <param name="act">Which.</param>
    /// <param name="upgrade">The state that is on the disk.</param>
    /// <param name="cancellationToken">The service stops, or the act is called off.</param>
    Task<ActOutcome> RunAsync(UpgradeAct act, UpgradeRecord upgrade, CancellationToken cancellationToken);
}
