using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Logging;
using HAMgm.Contracts.Sync;
using HAMgm.Contracts.Upgrades;
using HAMgm.Logic.Upgrade.Acts;

namespace HAMgm.Logic.Upgrade.Watching;

/// <summary>The status monitor of spec/3: looks at rsync and at the files once an interval, and tells what is not as it should be.</summary>
internal sealed class UpgradeMonitor(UpgradeSettings settings, LocalNode node, Func<ISynchronizer?> sync, Func<UpgradeRecord?> current, AlertTeller alerts, ILogger log)
{
    private readonly FileWatch _files = new(node);

    /// <summary>Looks once.</summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        if (current() is not { } upgrade)
        {
            return;
        }

        try
        {
            // One node asks for both; each knows its own files only.
            var statuses = upgrade.OwnerNodeId == settings.NodeId && sync() is { } synchronizer ? await synchronizer.GetServiceStatusesAsync(cancellationToken) : [];
            var changed = await _files.LookAsync(upgrade, settings.NodeId, cancellationToken);
            alerts.Tell(WatchRules.Judge(new WatchFacts(upgrade, statuses, changed, settings.NodeId)));
        }
        catch (Exception refused) when (refused is HamgmException or IOException or UnauthorizedAccessException)
        {
            log.Warn("rsync and the files could not be looked at during an upgrade", ("error", refused.Message));
        }
    }
}
