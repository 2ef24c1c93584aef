using HAMgm.Contracts.Upgrades;
using HAMgm.Logic.Upgrade.Acts;
using HAMgm.Logic.Upgrade.Machine;

namespace HAMgm.Logic.Upgrade.Tests;

/// <summary>
/// Stands still before or after an act, for ever: the test then takes the whole node away, as kill -9 would. What is on the disk at
/// that moment is all that the next life has.
/// </summary>
internal sealed class CrashingActs(IUpgradeActs inner, UpgradePhase phase, bool afterwards, TaskCompletionSource reached) : IUpgradeActs
{
    public async Task<ActOutcome> RunAsync(UpgradeAct act, UpgradeRecord upgrade, CancellationToken cancellationToken)
    {
        var isHere = upgrade.Phase == phase && !reached.Task.IsCompleted;
        if (isHere && !afterwards)
        {
            await StandStillAsync(cancellationToken);
        }

        var outcome = await inner.RunAsync(act, upgrade, cancellationToken);
        if (isHere)
        {
            await StandStillAsync(cancellationToken);
        }

        return outcome;
    }

    private Task StandStillAsync(CancellationToken cancellationToken)
    {
        reached.TrySetResult();
        return Task.Delay(Timeout.Infinite, cancellationToken);
    }
}
