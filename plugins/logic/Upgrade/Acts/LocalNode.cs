using System.Globalization;
using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Kernel;
using HAMgm.Contracts.Sync;
using HAMgm.Contracts.Upgrades;
using HAMgm.Logic.Upgrade.Backups;
using HAMgm.Logic.Upgrade.Installing;
using HAMgm.Logic.Upgrade.Peer;

namespace HAMgm.Logic.Upgrade.Acts;

/// <summary>What is done on this node, for whichever node coordinates.</summary>
/// <param name="host">This process.</param>
/// <param name="configFile">The node's configuration file.</param>
/// <param name="sync">logic.sync; null: it does not run here.</param>
/// <param name="syncedPaths">The paths of the sets that are configuration, by the settings; asked only where logic.sync runs.</param>
/// <param name="installer">Installs.</param>
/// <param name="folderOf">The folder of an upgrade.</param>
/// <param name="time">The clock of the backups.</param>
internal sealed class LocalNode(
    IHost host, Func<string> configFile, Func<ISynchronizer?> sync, Func<IReadOnlyList<CoveredPath>> syncedPaths, NodeInstaller installer, Func<Guid, string> folderOf,
    TimeProvider time) : IDisposable
{
    private const int ShownPaths = 10;

    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    /// <summary>Answers <see cref="UpgradeCall.About"/>, BackUp, Restore, Changes and Install.</summary>
    /// <exception cref="HamgmException">ServiceUnavailable/503: the disk refuses; BadRequest: it is another call.</exception>
    public async Task<UpgradeReply> AnswerAsync(UpgradeCall call, CancellationToken cancellationToken)
    {
        if (call.Op == UpgradeCall.About)
        {
            return new UpgradeReply { Version = host.Version };
        }

        // One at a time: an act that is repeated after a time-out must not run beside itself.
        await _turn.WaitAsync(cancellationToken);
        try
        {
            var upgrade = call.State ?? throw BadRequest(call.Op);
            return call.Op switch
            {
                UpgradeCall.Install => await installer.StepAsync(upgrade, cancellationToken),
                UpgradeCall.BackUp => await BackUpAsync(upgrade, cancellationToken),
                UpgradeCall.Restore => await RestoreAsync(upgrade, cancellationToken),
                UpgradeCall.Changes => new UpgradeReply { Paths = await BackupOf(upgrade.Id).ChangesAsync(cancellationToken) },
                _ => throw BadRequest(call.Op),
            };
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException or SyncFailedException)
        {
            // A refusal of its own kind, so that nobody takes it for a peer that cannot be reached and asks again.
            throw new HamgmException(ErrorKind.Cluster, ErrorCodes.Internal, host.ConfigPath, refused.Message, refused);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>The files of the sets that are configuration; none where nothing is synchronised.</summary>
    public async Task<IReadOnlyList<SyncSetFile>> ListFilesAsync(CancellationToken cancellationToken)
    {
        try
        {
            return sync() is { } synchronizer ? await synchronizer.ListFilesAsync(ConfigurationBackup.Kinds, cancellationToken) : [];
        }
        catch (SyncFailedException nothing) when (nothing.Code == ErrorCodes.NotFound)
        {
            return [];
        }
    }

    /// <summary>The backup of an upgrade.</summary>
    public ConfigurationBackup BackupOf(Guid upgrade) => new(folderOf(upgrade), configFile(), ListFilesAsync, () => sync() is null ? [] : syncedPaths(), time);

    private async Task<UpgradeReply> BackUpAsync(UpgradeRecord upgrade, CancellationToken cancellationToken)
    {
        var files = await BackupOf(upgrade.Id).TakeAsync(cancellationToken);
        ConfigurationBackup.Prune(folderOf(upgrade.Id));
        return new UpgradeReply { Detail = string.Create(CultureInfo.InvariantCulture, $"{files} file(s) backed up under {folderOf(upgrade.Id)}") };
    }

    private async Task<UpgradeReply> RestoreAsync(UpgradeRecord upgrade, CancellationToken cancellationToken)
    {
        if (BackupOf(upgrade.Id).Read() is null)
        {
            return new UpgradeReply { Outcome = "skipped", Detail = "nothing had been backed up, and nothing was changed" };
        }

        if (installer.IsRunning(upgrade.Id))
        {
            throw new HamgmException(
                ErrorKind.Cluster, ErrorCodes.Conflict, folderOf(upgrade.Id), "the hook of the upgrade still runs here, and may change the configuration after it was put back: roll back again when it has ended (upgrade.hook_timeout at most).");
        }

        var (count, left) = await BackupOf(upgrade.Id).RestoreAsync(cancellationToken);
        var rest = left.Count == 0 ? "" : string.Create(
            CultureInfo.InvariantCulture,
            $"; {left.Count} file(s) that the backup does not cover were left: {string.Join(", ", left.Take(ShownPaths))}{(left.Count > ShownPaths ? ", ..." : "")}. Remove by hand what belongs to the new version");
        return new UpgradeReply { Detail = string.Create(CultureInfo.InvariantCulture, $"{count} file(s) put back{rest}") };
    }

    private static HamgmException BadRequest(string op) => new(
        ErrorKind.Cluster, ErrorCodes.BadRequest, op, $"This node's coordinator does not know '{op}'. Do both nodes run the same version of HAMgm?");
}
