using System.Globalization;
using System.Security.Cryptography;
using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Sync;
using HAMgm.Logic.Sync.Files;
using HAMgm.Logic.Sync.Settings;

namespace HAMgm.Logic.Sync.Manifests;

/// <summary>Looks at a set on this node's disk. Links are never followed; sockets, pipes and devices are left out.</summary>
internal sealed class ManifestScanner(SyncSet set, HashCache cache, TimeProvider time)
{
    /// <summary>Most paths of a set: the two nodes keep a line for each in memory while they compare.</summary>
    public const int MaxEntries = 200_000;

    private readonly PathFilter _filter = new(set.Exclude);
    private readonly OwnerNames _names = new();
    private readonly List<ManifestEntry> _entries = [];
    private readonly Dictionary<string, FileStat> _stats = new(StringComparer.Ordinal);

    /// <summary>What was found of each path of the manifest, for whoever wants to know whether it has changed since.</summary>
    public IReadOnlyDictionary<string, FileStat> Stats => _stats;

    /// <summary>Bytes read to be hashed.</summary>
    public long BytesHashed { get; private set; }

    /// <summary>Scans all of it.</summary>
    /// <exception cref="SyncFailedException">There are too many paths, or one cannot be read.</exception>
    public Manifest Scan(CancellationToken cancellationToken)
    {
        foreach (var root in set.Paths)
        {
            var place = set.PlaceOf(root);
            var stat = Look(place);
            if (stat is { Kind: FileKind.Directory } folder)
            {
                Add(place, folder, cancellationToken);
                Walk(place, "", cancellationToken);
            }
            else if (stat is { } file)
            {
                Add(place, file, cancellationToken);
            }
        }

        cache.Save();
        return new Manifest(_entries);
    }

    private void Walk(string folder, string below, CancellationToken cancellationToken)
    {
        string[] paths;
        try
        {
            paths = Directory.GetFileSystemEntries(folder);
        }
        catch (DirectoryNotFoundException)
        {
            // Gone since it was seen.
            return;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(folder, refused);
        }

        foreach (var path in paths)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var relative = below + path[(path.LastIndexOf('/') + 1)..];
            if (_filter.IsExcluded(relative) || Look(path) is not { } stat)
            {
                continue;
            }

            Add(path, stat, cancellationToken);
            if (stat.Kind == FileKind.Directory)
            {
                Walk(path, relative + "/", cancellationToken);
            }
        }
    }

    private void Add(string path, FileStat stat, CancellationToken cancellationToken)
    {
        if (_entries.Count >= MaxEntries)
        {
            throw new SyncFailedException(set.Kind, ErrorCodes.BadRequest, string.Create(
                CultureInfo.InvariantCulture, $"The set '{set.Name}' has more than {MaxEntries} paths: make several sets of it, or exclude more."), [set.Name]);
        }

        string content;
        try
        {
            if (stat.Kind == FileKind.Other || ContentOf(path, ref stat, cancellationToken) is not { } read)
            {
                return;
            }

            content = read;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(path, refused);
        }

        var name = path[set.Root.Length..];
        _stats[name] = stat;
        _entries.Add(new ManifestEntry(
            name, stat.Kind, stat.Kind == FileKind.Regular ? stat.Size : 0, stat.Mode, _names.User(stat.UserId), _names.Group(stat.GroupId), content));
    }

    // Null: it is gone again.
    private string? ContentOf(string path, ref FileStat stat, CancellationToken cancellationToken)
    {
        if (stat.Kind != FileKind.Regular)
        {
            return stat.Kind == FileKind.Link ? new FileInfo(path).LinkTarget : "";
        }

        if (cache.Find(path, stat) is { } known)
        {
            return known;
        }

        // A file that is written while it is read is read again; one that never rests is taken as it was last.
        for (var attempt = 0; ; attempt++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var began = (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * 100;
            string hash;
            try
            {
                hash = FileHash.Compute(path);
            }
            catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
            {
                return null;
            }

            BytesHashed += stat.Size;
            if (Look(path) is not { } after)
            {
                return null;
            }

            if (after.IsSameContent(stat) || attempt == 2)
            {
                stat = after;
                cache.Add(path, stat, hash, began);
                return hash;
            }

            stat = after;
        }
    }

    private FileStat? Look(string path)
    {
        try
        {
            return NativeFiles.Stat(path);
        }
        catch (IOException refused)
        {
            throw Unreadable(path, refused);
        }
    }

    private SyncFailedException Unreadable(string path, Exception refused) => new(
        set.Kind, ErrorCodes.Internal, $"{path} of the set '{set.Name}' cannot be read: {refused.Message}", [path], refused);
}
