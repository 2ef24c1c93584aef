using System.Globalization;
using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Management;
using HAMgm.Contracts.Sync;
using HAMgm.Linux;
using HAMgm.Logic.Upgrade.State;

namespace HAMgm.Logic.Upgrade.Backups;

/// <summary>
/// The configuration of this node as it was before an upgrade: its own file, and the files of the sets of kind config and cert (spec/3). Taken
/// once; taken again it stays as it is, so that a repeated act never puts a changed configuration into it. What a restoration replaces
/// is kept beside it.
/// </summary>
/// <param name="folder">The folder of the upgrade.</param>
/// <param name="configFile">The node's configuration file.</param>
/// <param name="listFiles">The files of the sets on this node; none when nothing is synchronised.</param>
/// <param name="listPaths">The paths of those sets.</param>
/// <param name="time">The clock of the manifest.</param>
internal sealed class ConfigurationBackup(
    string folder, string configFile, Func<CancellationToken, Task<IReadOnlyList<SyncSetFile>>> listFiles, Func<IReadOnlyList<CoveredPath>> listPaths, TimeProvider time)
{
    /// <summary>Kinds of sets that are configuration: data has backups of its own kind, and no bound.</summary>
    public static readonly IReadOnlyCollection<SyncKind> Kinds = [SyncKind.Config, SyncKind.Certificate];

    private const int KeptBefore = 4;

    private readonly string _backup = Path.Combine(folder, "backup");

    private string ManifestPath => Path.Combine(_backup, "manifest.json");

    /// <summary>What was backed up; null: nothing was.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public BackupManifest? Read() => File.Exists(ManifestPath) ? UpgradeJson.Read(File.ReadAllBytes(ManifestPath), UpgradeJson.Default.BackupManifest) : null;

    /// <summary>Takes it, unless it is there; on the disk when this returns.</summary>
    /// <returns>How many files it holds.</returns>
    /// <exception cref="IOException">The disk refuses, or a file changes all the time.</exception>
    public async Task<int> TakeAsync(CancellationToken cancellationToken)
    {
        if (Read() is { } taken)
        {
            return taken.Files.Count + 1;
        }

        if (Directory.Exists(_backup))
        {
            Directory.Delete(_backup, recursive: true);
        }

        DurableFile.MakeFolder(folder);
        DurableFile.MakeFolder(_backup);
        var place = new FileInfo(configFile).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? configFile;
        var own = Copy(new SyncSetFile("", SyncKind.Config, place, place, false, FileDigest.Compute(place)), 0);
        var files = new List<BackupEntry>();

        // Before the files: a path that comes in between counts as not covered, and nothing of it is ever taken away.
        var covered = listPaths();
        foreach (var file in await listFiles(cancellationToken))
        {
            cancellationToken.ThrowIfCancellationRequested();
            files.Add(Copy(file, files.Count + 1));
        }

        DurableFile.Write(ManifestPath, UpgradeJson.Write(new BackupManifest(time.GetUtcNow().ToUnixTimeMilliseconds(), own, files, covered), UpgradeJson.Default.BackupManifest));
        return files.Count + 1;
    }

    /// <summary>
    /// Puts everything back; a file that is as it was is left alone. What was added is taken away where the backup covers it: the files of a
    /// set that an operator has made since are not in it either, and nobody's to delete. May be interrupted and repeated.
    /// </summary>
    /// <exception cref="IOException">The disk refuses; what is back is back.</exception>
    /// <exception cref="HamgmException">Cluster/404: nothing was backed up.</exception>
    public async Task<Restoration> RestoreAsync(CancellationToken cancellationToken)
    {
        var manifest = Read() ?? throw new HamgmException(ErrorKind.Cluster, ErrorCodes.NotFound, folder, "nothing was backed up here yet, so nothing is put back");
        var restored = 0;
        var now = (await listFiles(cancellationToken)).ToDictionary(file => file.Path);
        foreach (var entry in manifest.Files.Prepend(manifest.ConfigFile))
        {
            cancellationToken.ThrowIfCancellationRequested();
            restored += PutBack(entry) ? 1 : 0;
            now.Remove(entry.Path);
        }

        // What the new version brought would change what the old one does (conf.d), and would be copied to the other node.
        // A path whose exclusions are others today lists other files, whether they were there before or not.
        var covered = (manifest.Covered ?? []).Intersect(listPaths()).ToList();
        var left = new List<string>();
        foreach (var added in now.Values)
        {
            if (!covered.Exists(path => path.Holds(added.Path)))
            {
                left.Add(added.Path);
                continue;
            }

            Keep(added.Path, added.Place);
            File.Delete(added.Place);
            restored++;
        }

        return new Restoration(restored, left);
    }

    /// <summary>Paths of the sets that are not as they were: changed, gone or new.</summary>
    /// <exception cref="HamgmException">Cluster/404: nothing was backed up.</exception>
    public async Task<IReadOnlyList<string>> ChangesAsync(CancellationToken cancellationToken)
    {
        var manifest = Read() ?? throw new HamgmException(ErrorKind.Cluster, ErrorCodes.NotFound, folder, "nothing was backed up here, so what has changed is not known");
        return Differences(manifest.Files.ToDictionary(entry => entry.Path, entry => entry.Content), await listFiles(cancellationToken));
    }

    /// <summary>Removes the folders of earlier upgrades but the last few: they hold keys, too.</summary>
    /// <param name="folder">The folder of the present one.</param>
    public static void Prune(string folder)
    {
        foreach (var old in new DirectoryInfo(Path.GetDirectoryName(folder)!).GetDirectories()
            .Where(other => other.FullName != Path.GetFullPath(folder)).OrderByDescending(other => other.CreationTimeUtc).Skip(KeptBefore))
        {
            old.Delete(recursive: true);
        }
    }

    /// <summary>Paths whose content differs, or which one side has not.</summary>
    public static IReadOnlyList<string> Differences(IReadOnlyDictionary<string, string> before, IReadOnlyList<SyncSetFile> now)
    {
        var contents = now.ToDictionary(file => file.Path, file => file.Content);
        return [.. before.Keys.Union(contents.Keys).Where(path => before.GetValueOrDefault(path) != contents.GetValueOrDefault(path)).Order(StringComparer.Ordinal)];
    }

    private BackupEntry Copy(SyncSetFile file, int number)
    {
        if (file.IsLink)
        {
            return new BackupEntry(file.Path, file.Place, true, file.Content, "", 0, 0, 0);
        }

        var name = number.ToString(CultureInfo.InvariantCulture);
        var copy = Path.Combine(_backup, name);
        File.Copy(file.Place, copy, overwrite: true);
        var owner = FileOwner.Read(file.Place) ?? throw new IOException($"{file.Place} is gone while it was copied");
        File.SetUnixFileMode(copy, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        DurableFile.Flush(copy);

        // What is hashed is what was copied: a file that somebody writes meanwhile is whole in the backup, or it is not used.
        return FileDigest.Compute(copy) == file.Content
            ? new BackupEntry(file.Path, file.Place, false, file.Content, name, owner.Mode & 0xFFF, owner.UserId, owner.GroupId)
            : throw new IOException($"{file.Place} was changed while it was backed up: stop what writes it, and complete again");
    }

    private bool PutBack(BackupEntry entry)
    {
        if (IsAsItWas(entry))
        {
            return false;
        }

        if (Exists(entry.Place))
        {
            Keep(entry.Path, entry.Place);
        }

        Directory.CreateDirectory(Path.GetDirectoryName(entry.Place)!);

        // The beginning of the name is what logic.sync leaves out.
        var draft = Path.Combine(Path.GetDirectoryName(entry.Place)!, $".hamgm-sync-upgrade.{Path.GetFileName(entry.Place)}");
        File.Delete(draft);
        if (entry.IsLink)
        {
            File.CreateSymbolicLink(draft, entry.Content);
        }
        else
        {
            File.Copy(Path.Combine(_backup, entry.Copy), draft);
            if (FileOwner.Read(draft) is { } owner && (owner.UserId, owner.GroupId) != (entry.UserId, entry.GroupId))
            {
                DurableFile.SetOwner(draft, entry.UserId, entry.GroupId);
            }

            DurableFile.Flush(draft);
            File.SetUnixFileMode(draft, (UnixFileMode)entry.Mode);
        }

        DurableFile.Place(draft, entry.Place);
        return true;
    }

    private void Keep(string path, string place)
    {
        var kept = Path.Combine(folder, "replaced") + path;
        if (Exists(kept))
        {
            // The first one is what the new version had; a repeated act would keep what it has just put back.
            return;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(kept)!, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        if (new FileInfo(place).LinkTarget is { } target)
        {
            File.CreateSymbolicLink(kept, target);
        }
        else
        {
            File.Copy(place, kept);
            DurableFile.Flush(kept);
        }
    }

    private static bool Exists(string place) => File.Exists(place) || new FileInfo(place).LinkTarget is not null;

    private static bool IsAsItWas(BackupEntry entry)
    {
        var target = new FileInfo(entry.Place).LinkTarget;
        return entry.IsLink ? target == entry.Content : target is null && File.Exists(entry.Place) && FileDigest.Compute(entry.Place) == entry.Content;
    }
}
