using HAMgm.Logic.Sync.Files;

namespace HAMgm.Logic.Sync.Manifests;

/// <summary>
/// What both nodes had in common at last: content by path. Both keep it, because the roles change. Whoever has another content than
/// this has changed the file since.
/// </summary>
internal sealed class CommonBase
{
    private const string Header = "hamgm-sync-base 1";

    private readonly Dictionary<string, string> _identities;

    public CommonBase(Dictionary<string, string> identities)
    {
        _identities = identities;
    }

    public IReadOnlyDictionary<string, string> Identities => _identities;

    /// <summary>What was last common of a path; null: nothing.</summary>
    public string? Find(string path) => _identities.GetValueOrDefault(path);

    /// <summary>The file of a set; null: the nodes never had anything in common, as far as this one knows.</summary>
    public static CommonBase? Read(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        var lines = File.ReadAllText(path).Split('\0');
        if (lines[0] != Header)
        {
            return null;
        }

        var identities = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 1; i + 1 < lines.Length; i += 2)
        {
            identities[lines[i]] = lines[i + 1];
        }

        return new CommonBase(identities);
    }

    /// <summary>Writes the file of a set; on the disk, whole, when this returns.</summary>
    /// <exception cref="IOException">The disk refuses; the old one stands.</exception>
    public void Write(string path)
    {
        var folder = Path.GetDirectoryName(path)!;
        Directory.CreateDirectory(folder);
        var draft = path + ".new";
        using (var writer = new StreamWriter(draft))
        {
            writer.Write(Header);
            writer.Write('\0');
            foreach (var (file, identity) in _identities)
            {
                writer.Write(file);
                writer.Write('\0');
                writer.Write(identity);
                writer.Write('\0');
            }
        }

        NativeFiles.Sync(draft);
        NativeFiles.Rename(draft, path);
        NativeFiles.Sync(folder);
    }

    /// <summary>What is common after a run.</summary>
    /// <param name="source">The PRIMARY's files.</param>
    /// <param name="target">The STANDBY's files.</param>
    /// <param name="before">What was common; it stays so for what still differs.</param>
    public static CommonBase After(Manifest source, Manifest target, CommonBase? before)
    {
        var identities = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var entry in source.Entries)
        {
            if (entry.Kind == FileKind.Directory)
            {
                continue;
            }

            if (target.Find(entry.Path)?.Identity == entry.Identity)
            {
                identities[entry.Path] = entry.Identity;
            }
            else if (before?.Find(entry.Path) is { } last)
            {
                identities[entry.Path] = last;
            }
        }

        // Gone at the source, still there at the target: it must be known what it was, to delete it one day, or to see that it changed.
        foreach (var (path, identity) in before?.Identities ?? new Dictionary<string, string>())
        {
            if (source.Find(path) is null && target.Find(path) is not null)
            {
                identities[path] = identity;
            }
        }

        return new CommonBase(identities);
    }
}
