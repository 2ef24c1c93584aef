using HAMgm.Contracts.Sync;
using HAMgm.Logic.Sync.Files;
using HAMgm.Logic.Sync.Manifests;
using HAMgm.Logic.Sync.Planning;
using HAMgm.Logic.Sync.Settings;

namespace HAMgm.Logic.Sync.Runs;

/// <summary>
/// Puts a plan into effect on this node's files. Each file is renamed into its place, so that whoever opens it has the old one or the new
/// one, whole, whenever this is killed; what is renamed is on the disk before.
/// </summary>
/// <remarks>
/// Whoever may write in a directory of the set can put a link where a directory or file was when the plan was made, and this process, which
/// is root, would go through it. So every step looks at each directory above its item, and at the item, right before it acts. What is left is
/// the time between that look and the system call: somebody who hits it has a file of the set, or a directory's mode and owner, land where the link
/// leads. To close it every call would have to go by a descriptor from openat2 with RESOLVE_NO_SYMLINKS.
/// </remarks>
/// <param name="set">Whose files.</param>
/// <param name="stagings">One for each path of the set.</param>
/// <param name="stats">What was found when the plan was made.</param>
/// <param name="kept">Where copies go.</param>
/// <param name="fence">Throws when this node may not be written to any more: asked before each file.</param>
internal sealed class Placer(SyncSet set, IReadOnlyList<Staging> stagings, IReadOnlyDictionary<string, FileStat> stats, KeptCopies kept, Action fence)
{
    // From here on one look at the whole file system costs less than one at each file.
    private const int SingleSyncs = 32;

    private readonly OwnerNames _names = new();
    private readonly HashSet<string> _folders = new(StringComparer.Ordinal);
    private readonly List<SyncedFile> _files = [];

    /// <summary>What was done, and what could not be.</summary>
    public IReadOnlyList<SyncedFile> Files => _files;

    /// <summary>Gives staged files their mode and owner, and has them written to the disk.</summary>
    /// <exception cref="IOException">The disk refuses.</exception>
    public void Prepare(IReadOnlyCollection<ManifestEntry> staged)
    {
        foreach (var entry in staged)
        {
            SetAttributes(PlaceOf(entry.Path), entry);
        }

        if (staged.Count > SingleSyncs)
        {
            foreach (var staging in stagings)
            {
                NativeFiles.SyncFileSystem(staging.Folder);
            }
        }
        else
        {
            foreach (var entry in staged)
            {
                NativeFiles.Sync(PlaceOf(entry.Path));
            }
        }
    }

    /// <summary>Does everything of the plan that can be done; what cannot stands among <see cref="Files"/>.</summary>
    /// <param name="plan">What to do.</param>
    /// <param name="staged">Those of its files that have come and are proved.</param>
    /// <param name="onFile">Called after each file.</param>
    public void Place(SyncPlan plan, IReadOnlyCollection<ManifestEntry> staged, Action onFile)
    {
        foreach (var folder in plan.Folders)
        {
            Try(folder, "attributes", () => MakeFolder(folder));
        }

        foreach (var entry in staged)
        {
            PlaceOne(entry, plan, () => NativeFiles.Rename(PlaceOf(entry.Path), set.PlaceOf(entry.Path)));
            onFile();
        }

        foreach (var entry in plan.Links)
        {
            PlaceOne(entry, plan, () => MakeLink(entry));
        }

        foreach (var entry in plan.Attributes)
        {
            Try(entry, "attributes", () =>
            {
                RequireNoLinkAbove(entry.Path);
                SetAttributes(set.PlaceOf(entry.Path), entry);
            });
        }

        foreach (var entry in plan.Deletions)
        {
            Remove(entry, plan);
        }

        foreach (var folder in _folders.Where(Directory.Exists))
        {
            NativeFiles.Sync(folder);
        }
    }

    private string PlaceOf(string path) => StagingOf(path).PlaceOf(path);

    private Staging StagingOf(string path) =>
        stagings.First(staging => path == staging.Root || path.StartsWith(staging.Root.TrimEnd('/') + "/", StringComparison.Ordinal));

    private void PlaceOne(ManifestEntry entry, SyncPlan plan, Action put)
    {
        fence();
        var copy = "";
        var existed = stats.ContainsKey(entry.Path);
        Try(entry, existed ? "updated" : "created", () =>
        {
            RequireNoLinkAbove(entry.Path);
            if (!IsAsFound(entry.Path))
            {
                throw new IOException($"{entry.Path} was changed on this node while the new one was fetched; the next run decides.");
            }

            if (plan.Keep.Contains(entry.Path))
            {
                copy = kept.Keep(set.PlaceOf(entry.Path));
            }

            put();
            _folders.Add(Path.GetDirectoryName(set.PlaceOf(entry.Path))!);
        }, () => copy.Length > 0 ? $"a copy of what was here lies at {copy}" : "");
    }

    private void Remove(ManifestEntry entry, SyncPlan plan)
    {
        fence();
        var place = set.PlaceOf(entry.Path);
        if (entry.Kind == FileKind.Directory)
        {
            Try(entry, "deleted", () =>
            {
                RequireNoLinkAbove(entry.Path);

                // What is left in it was left on purpose.
                if (NativeFiles.Stat(place) is { Kind: FileKind.Directory } && !Directory.EnumerateFileSystemEntries(place).Any())
                {
                    Directory.Delete(place);
                }
            });
            return;
        }

        var copy = "";
        Try(entry, "deleted", () =>
        {
            RequireNoLinkAbove(entry.Path);
            if (!IsAsFound(entry.Path))
            {
                throw new IOException($"{entry.Path} was changed on this node meanwhile; the next run decides.");
            }

            if (plan.Keep.Contains(entry.Path))
            {
                copy = kept.Keep(place);
            }

            File.Delete(place);
            _folders.Add(Path.GetDirectoryName(place)!);
        }, () => copy.Length > 0 ? $"a copy of what was here lies at {copy}" : "");
    }

    private bool IsAsFound(string path)
    {
        var now = NativeFiles.Stat(set.PlaceOf(path));
        return stats.TryGetValue(path, out var then) ? now is { } here && here.IsSameContent(then) : now is null;
    }

    private void RequireNoLinkAbove(string path)
    {
        var root = StagingOf(path).Root;
        for (var slash = path.IndexOf('/', root.Length); slash > 0; slash = path.IndexOf('/', slash + 1))
        {
            var above = set.PlaceOf(path[..slash]);
            if (NativeFiles.Stat(above) is { Kind: not FileKind.Directory })
            {
                throw new IOException($"{above} was replaced by a link or a file on this node meanwhile, and nothing is put below it: make it a directory again, or leave it out (exclude).");
            }
        }
    }

    private void MakeFolder(ManifestEntry folder)
    {
        RequireNoLinkAbove(folder.Path);
        var place = set.PlaceOf(folder.Path);
        if (NativeFiles.Stat(place) is null)
        {
            Directory.CreateDirectory(place);
            _folders.Add(Path.GetDirectoryName(place)!);
        }

        SetAttributes(place, folder);
    }

    private void MakeLink(ManifestEntry entry)
    {
        var place = set.PlaceOf(entry.Path);
        var draft = Path.Combine(Path.GetDirectoryName(place)!, PathFilter.Own + ".link");
        File.Delete(draft);
        File.CreateSymbolicLink(draft, entry.Content);
        NativeFiles.Rename(draft, place);
    }

    private void SetAttributes(string path, ManifestEntry entry)
    {
        // Owner first: giving a file away takes its set-user-id bit.
        if (NativeFiles.IsRoot)
        {
            var user = _names.UserId(entry.User) ?? throw new IOException($"There is no user '{entry.User}' on this node, to whom {entry.Path} belongs on the other. Create it, or set owner of the set.");
            var group = _names.GroupId(entry.Group) ?? throw new IOException($"There is no group '{entry.Group}' on this node, to which {entry.Path} belongs on the other. Create it, or set owner of the set.");
            NativeFiles.SetOwner(path, user, group);
        }

        // lchown leaves alone what a link leads to; chmod does not.
        if (NativeFiles.Stat(path)?.Kind != entry.Kind)
        {
            throw new IOException($"{path} was replaced by something else on this node meanwhile; the next run decides.");
        }

        File.SetUnixFileMode(path, (UnixFileMode)entry.Mode);
    }

    private void Try(ManifestEntry entry, string action, Action act, Func<string>? remark = null)
    {
        try
        {
            act();
            if (entry.Kind != FileKind.Directory)
            {
                _files.Add(new SyncedFile(entry.Path, action, entry.Size, remark?.Invoke() ?? ""));
            }
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            _files.Add(new SyncedFile(entry.Path, "failed", entry.Size, refused.Message));
        }
    }
}
