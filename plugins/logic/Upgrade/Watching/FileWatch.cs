using HAMgm.Contracts.Sync;
using HAMgm.Contracts.Upgrades;
using HAMgm.Logic.Upgrade.Acts;
using HAMgm.Logic.Upgrade.Backups;

namespace HAMgm.Logic.Upgrade.Watching;

/// <summary>
/// Watches the files of this node's sets by their hashes while an upgrade runs (spec/3: locked). What the package itself changed is the new
/// state to compare with: taken when the installation on this node has ended.
/// </summary>
internal sealed class FileWatch(LocalNode node)
{
    private Guid _upgrade;
    private bool _wasInstalling;
    private Dictionary<string, string>? _expected;

    /// <summary>Files that are not as they should be.</summary>
    /// <param name="upgrade">The newest upgrade.</param>
    /// <param name="nodeId">This node.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="IOException">The backup cannot be read.</exception>
    /// <exception cref="SyncFailedException">The files cannot be listed.</exception>
    public async Task<IReadOnlyList<string>> LookAsync(UpgradeRecord upgrade, string nodeId, CancellationToken cancellationToken)
    {
        var isInstalling = upgrade.Phase == UpgradePhase.InstallingFirst && upgrade.FirstNodeId == nodeId
            || upgrade.Phase == UpgradePhase.InstallingSecond && upgrade.SecondNodeId == nodeId;
        if (upgrade.Id != _upgrade)
        {
            (_upgrade, _wasInstalling, _expected) = (upgrade.Id, false, null);
        }

        if (isInstalling || !upgrade.LocksConfiguration)
        {
            _wasInstalling = isInstalling;
            return [];
        }

        var files = await node.ListFilesAsync(cancellationToken);
        if (_wasInstalling || (_expected is null && WasInstalled(upgrade, nodeId)))
        {
            _expected = files.ToDictionary(file => file.Path, file => file.Content);
            _wasInstalling = false;
        }

        _expected ??= node.BackupOf(upgrade.Id).Read()?.Files.ToDictionary(entry => entry.Path, entry => entry.Content);
        return _expected is null ? [] : ConfigurationBackup.Differences(_expected, files);
    }

    private static bool WasInstalled(UpgradeRecord upgrade, string nodeId) => upgrade.Steps.Any(step => step.Name == "install" && step.NodeId == nodeId);
}
