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
    private HashSet<string> _seen = [];

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
            var seen = WatchRules.Judge(new WatchFacts(upgrade, statuses, changed, settings.NodeId));

            // A change of roles stops rsync for a moment: what does not run is told when it is seen twice.
            alerts.Tell([.. seen.Where(alert => !alert.Key.StartsWith(WatchRules.Stopped, StringComparison.Ordinal) || _seen.Contains(alert.Key))]);
            _seen = [.. seen.Select(alert => alert.Key)];
        }
        catch (Exception refused) when (refused is HamgmException or IOException or UnauthorizedAccessException)
        {
            log.Warn("rsync and the files could not be looked at during an upgrade", ("error", refused.Message));
        }
    }
}
