using System.Globalization;
using HAMgm.Contracts.Kernel;
using HAMgm.Contracts.Upgrades;
using HAMgm.Linux;
using HAMgm.Linux.Processes;
using HAMgm.Logic.Upgrade.Backups;
using HAMgm.Logic.Upgrade.Peer;
using HAMgm.Logic.Upgrade.State;

namespace HAMgm.Logic.Upgrade.Installing;

/// <summary>
/// Installs the package on this node (docs/adr/0052): the hook puts the new files there, then the guard goes on, with its service, as those
/// files. It may be asked again and again, before and after a restart, and says how it stands.
/// </summary>
/// <param name="host">Version and start of this process.</param>
/// <param name="settings">Read anew each time.</param>
/// <param name="isPrimary">Whether this node is PRIMARY now.</param>
/// <param name="folderOf">The folder of an upgrade.</param>
internal sealed class NodeInstaller(IHost host, Func<InstallSettings> settings, Func<bool> isPrimary, Func<Guid, string> folderOf)
{
    private readonly Dictionary<string, HookRun> _runs = [];

    // Told apart by its start: after an exchange the process id stays what it was.
    private string Process => host.StartedAtUnixMs.ToString(CultureInfo.InvariantCulture);

    /// <summary>Why nothing can be installed here; null: it can.</summary>
    public string? Judge(UpgradeRecord upgrade)
    {
        var hook = settings().Hook;
        if (hook.Length == 0)
        {
            return "no hook is configured (upgrade.hook): set it to an executable that installs the package, such as scripts/hooks/upgrade/deb.sh, or begin without a package and upgrade the nodes by hand.";
        }

        if (FileOwner.Read(hook) is not { } owner || !File.Exists(hook) || (owner.Mode & 0b001_001_001) == 0)
        {
            return $"upgrade.hook: {hook} is not there, or is not executable.";
        }

        if (owner.UserId != 0 && owner.UserId != UserAccount.CurrentUserId)
        {
            return $"upgrade.hook: {hook} belongs to another user, who could change what the service runs: chown root it.";
        }

        if (owner.IsGroupWritable || owner.IsWorldWritable)
        {
            return $"upgrade.hook: {hook} can be changed by others than its owner: chmod go-w it.";
        }

        if (!File.Exists(upgrade.PackagePath))
        {
            return $"{upgrade.PackagePath} is not there: put the package under the same path on both nodes.";
        }

        return upgrade.PackageHash.Length == 0 || FileDigest.Compute(upgrade.PackagePath) == upgrade.PackageHash
            ? null
            : $"{upgrade.PackagePath} is another file than on '{upgrade.OwnerNodeId}' (SHA-256): put the same package onto both nodes.";
    }

    /// <summary>Whether the hook of an upgrade still runs here: what it does to the configuration would come after a restoration.</summary>
    public bool IsRunning(Guid upgrade)
    {
        var folder = folderOf(upgrade);
        return Directory.Exists(folder) && Directory.EnumerateDirectories(folder, "install-*").Any(run => new HookRun(run).IsRunning());
    }

    /// <summary>Begins, goes on, or says how it ended.</summary>
    public async Task<UpgradeReply> StepAsync(UpgradeRecord upgrade, CancellationToken cancellationToken)
    {
        var folder = Path.Combine(folderOf(upgrade.Id), string.Create(CultureInfo.InvariantCulture, $"install-{upgrade.InstallRun}"));
        if (!_runs.TryGetValue(folder, out var run))
        {
            _runs[folder] = run = new HookRun(folder);
        }

        try
        {
            if (run.Result() is { } ended)
            {
                return ended.Length > 0 ? Failed(ended) : await ReplaceAsync(upgrade, folder, cancellationToken);
            }

            if (run.IsRunning())
            {
                return Running("the hook runs");
            }

            if (Judge(upgrade) is { } refusal)
            {
                return Failed(refusal);
            }

            var started = Path.Combine(folder, "started-in");
            if (isPrimary() && !File.Exists(started))
            {
                return Failed($"'{settings().NodeId}' is PRIMARY, and a PRIMARY is not replaced: hand over ('hamgm-cli switch'), then complete.");
            }

            Note(started);
            var now = settings();
            run.Ensure(now.Hook, now.HookTimeout, upgrade, now.NodeId, now.DataDirectory);
            return Running("the hook runs");
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return Failed(refused.Message);
        }
    }

    private async Task<UpgradeReply> ReplaceAsync(UpgradeRecord upgrade, string folder, CancellationToken cancellationToken)
    {
        var isNew = Read(Path.Combine(folder, "started-in")) != Process;
        if (isNew && VersionText.IsSame(host.Version, upgrade.ToVersion))
        {
            // The package restarted it itself.
            return Done();
        }

        var asked = Path.Combine(folder, "replaced-in");
        if (Read(asked) is { Length: > 0 } before && before != Process)
        {
            return Done();
        }

        if (!host.IsGuarded)
        {
            return Failed("the package is installed, and nobody guards this service (hamgm-daemon): restart it by hand, then complete.");
        }

        if (await new GuardClient(settings().DataDirectory).UpgradeAsync(cancellationToken) is { } refusal)
        {
            return Failed($"the package is installed, and {refusal}. Restart the service (systemctl reload hamgm), then complete.");
        }

        Note(asked);
        return Running("the service is being replaced");
    }

    private UpgradeReply Done() => new() { Version = host.Version, Detail = $"installed; version {host.Version} runs" };

    private static UpgradeReply Running(string what) => new() { Outcome = "running", Detail = what };

    private static UpgradeReply Failed(string why) => new() { Outcome = "failed", Detail = Sentence(why) };

    private static string Sentence(string text) => text.EndsWith('.') ? text : text + ".";

    private void Note(string path)
    {
        if (!File.Exists(path))
        {
            DurableFile.MakeFolder(Path.GetDirectoryName(path)!);
            DurableFile.Write(path, System.Text.Encoding.ASCII.GetBytes(Process));
        }
    }

    private static string Read(string path) => File.Exists(path) ? File.ReadAllText(path) : "";
}
