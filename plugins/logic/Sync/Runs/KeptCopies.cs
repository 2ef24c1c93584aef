using System.Globalization;
using HAMgm.Logic.Sync.Files;

namespace HAMgm.Logic.Sync.Runs;

/// <summary>Copies of what a run overwrites or removes although the other node never had it: nothing of this node's own is lost unseen.</summary>
internal sealed class KeptCopies(string folder, string set, DateTimeOffset now)
{
    private const string NameFormat = "yyyyMMdd'T'HHmmssfff'Z'";

    private readonly string _folder = Path.Combine(folder, "kept", set, now.UtcDateTime.ToString(NameFormat, CultureInfo.InvariantCulture));

    /// <summary>Keeps a copy; on the disk when this returns.</summary>
    /// <returns>Where it lies.</returns>
    /// <exception cref="IOException">The disk refuses.</exception>
    public string Keep(string path)
    {
        var place = _folder + path;
        Directory.CreateDirectory(Path.GetDirectoryName(place)!, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        if (new FileInfo(path).LinkTarget is { } target)
        {
            File.CreateSymbolicLink(place, target);
        }
        else
        {
            File.Copy(path, place, overwrite: true);
            NativeFiles.Sync(place);
        }

        return place;
    }

    /// <summary>Removes copies that are older.</summary>
    public static void Prune(string folder, DateTimeOffset olderThan)
    {
        var kept = Path.Combine(folder, "kept");
        if (!Directory.Exists(kept))
        {
            return;
        }

        foreach (var run in Directory.EnumerateDirectories(kept).SelectMany(Directory.EnumerateDirectories).ToList())
        {
            if (DateTimeOffset.TryParseExact(
                Path.GetFileName(run), NameFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) && time < olderThan)
            {
                Directory.Delete(run, recursive: true);
            }
        }
    }
}
