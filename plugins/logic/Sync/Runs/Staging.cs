using HAMgm.Logic.Sync.Files;
using HAMgm.Logic.Sync.Settings;

namespace HAMgm.Logic.Sync.Runs;

/// <summary>
/// Where the files of one path of a set wait until they are whole and proved: a directory on the file system of their place, beside it,
/// or inside where beside is another file system or cannot be written. What a run leaves behind there, the next one goes on from.
/// </summary>
internal sealed class Staging
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private Staging(string path, string place, bool isFile, string folder)
    {
        Root = path;
        Place = place;
        IsFile = isFile;
        Folder = folder;
    }

    /// <summary>The path of the set.</summary>
    public string Root { get; }

    /// <summary>Where it lies on this node.</summary>
    public string Place { get; }

    /// <summary>Whether that path is a file.</summary>
    public bool IsFile { get; }

    /// <summary>The staging directory.</summary>
    public string Folder { get; }

    /// <summary>Where a file of the set waits.</summary>
    public string PlaceOf(string path) => Path.Combine(Folder, NameOf(path));

    /// <summary>What rsync calls a file of the set: its path below the module's directory.</summary>
    public string NameOf(string path) => IsFile ? Path.GetFileName(path) : Path.GetRelativePath(Root, path);

    /// <summary>Makes the directory, or takes up the one that is there.</summary>
    /// <param name="path">The path of the set.</param>
    /// <param name="root">Where it lies on this node.</param>
    /// <param name="isFile">Whether it is a file.</param>
    /// <exception cref="IOException">There is no place for it.</exception>
    public static Staging Open(string path, string root, bool isFile)
    {
        if (!isFile)
        {
            Directory.CreateDirectory(root);
        }
        else
        {
            Directory.CreateDirectory(Path.GetDirectoryName(root)!);
        }

        IOException? last = null;
        foreach (var folder in Candidates(root, isFile))
        {
            try
            {
                Directory.CreateDirectory(folder, Private);
                var place = NativeFiles.Stat(isFile ? Path.GetDirectoryName(root)! : root);
                if (NativeFiles.Stat(folder) is { Kind: FileKind.Directory } made && place?.Device == made.Device)
                {
                    if (made.UserId != NativeFiles.UserId)
                    {
                        // Its owner could exchange what is staged for a link, after it was proved.
                        throw new IOException($"{folder} belongs to user {made.UserId}: remove it, or give it to the user that HAMgm runs as");
                    }

                    File.SetUnixFileMode(folder, Private);
                    return new Staging(path, root, isFile, folder);
                }

                Directory.Delete(folder);
            }
            catch (UnauthorizedAccessException refused)
            {
                last = new IOException(refused.Message, refused);
            }
            catch (IOException refused)
            {
                last = refused;
            }
        }

        throw new IOException($"No staging directory can be made for {root}: {last?.Message ?? "it lies on another file system than both places beside and inside it"}", last);
    }

    /// <summary>Removes what is there and is of no use for these files.</summary>
    public void Tidy(IReadOnlySet<string> wanted) => Tidy(Folder, wanted);

    private static void Tidy(string folder, IReadOnlySet<string> wanted)
    {
        foreach (var path in Directory.GetFileSystemEntries(folder))
        {
            // Not by .NET's own recursion: that goes through links.
            if (NativeFiles.Stat(path) is { Kind: FileKind.Directory })
            {
                Tidy(path, wanted);
            }
            else if (!wanted.Contains(path.Replace("/.hamgm-partial/", "/", StringComparison.Ordinal)))
            {
                // What rsync holds back lies one directory deeper, and is kept for the file above it.
                File.Delete(path);
            }
        }
    }

    /// <summary>Removes the directory.</summary>
    public void Remove()
    {
        if (Directory.Exists(Folder))
        {
            Directory.Delete(Folder, recursive: true);
        }
    }

    private static IEnumerable<string> Candidates(string root, bool isFile)
    {
        var parent = Path.GetDirectoryName(root);
        if (parent is not null)
        {
            yield return Path.Combine(parent, $"{PathFilter.Own}.{Path.GetFileName(root)}");
        }

        if (!isFile)
        {
            yield return Path.Combine(root, PathFilter.Own);
        }
    }
}
