using HAMgm.Contracts.Kernel;
using HAMgm.Contracts.Logging;
using HAMgm.Linux;
using HAMgm.Scripts;

namespace HAMgm.Component.Plugin.Discovery;

/// <summary>Finds script files, and gives each its id. Reads a file again only when it has changed.</summary>
internal sealed class ScriptFinder(ILogger log)
{
    /// <summary>The folders of scripts below each folder of scripts.folders.</summary>
    public static readonly IReadOnlyList<string> Kinds = ["health", "hooks"];

    private const string Version = "1.0.0";
    private const int MaxFiles = 2000;
    private readonly Dictionary<string, FoundScript> _known = new(StringComparer.Ordinal);
    private readonly HashSet<string> _complaints = new(StringComparer.Ordinal);

    /// <summary>All scripts: the named ones, then those of the folders; of two with one id the first counts.</summary>
    public IReadOnlyList<RuntimePlugin> Find(IReadOnlyList<string> folders, IReadOnlyDictionary<string, string> named)
    {
        Dictionary<string, RuntimePlugin> found = new(StringComparer.Ordinal);
        foreach ((string id, string path) in named)
        {
            RuntimePlugin plugin = Look(path).Plugin;
            found[id] = plugin with { Info = plugin.Info with { Id = id } };
        }

        HashSet<string> namedFiles = [.. named.Values];
        foreach (string path in folders.SelectMany(FilesOf).Where(path => !namedFiles.Contains(path)).Take(MaxFiles))
        {
            RuntimePlugin plugin = Look(path).Plugin;
            if (!found.TryAdd(plugin.Info.Id, plugin) && _complaints.Add(path))
            {
                log.Warn("script is left out: another one has its id", ("script", path), ("id", plugin.Info.Id), ("other", found[plugin.Info.Id].Path), ("remedy", "write id=… into its header"));
            }
        }

        return [.. found.Values];
    }

    private static IEnumerable<string> FilesOf(string folder)
    {
        foreach (string kind in Kinds)
        {
            string below = Path.Combine(folder, kind);
            string[] files = [];
            try
            {
                files = Directory.Exists(below) ? Directory.GetFiles(below) : [];
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // It went away this moment; whoever watches looks again.
                continue;
            }

            foreach (string file in files.Where(file => ScriptNames.IsScript(Path.GetFileName(file))).Order(StringComparer.Ordinal))
            {
                yield return file;
            }
        }
    }

    private FoundScript Look(string path)
    {
        long stamp = StampOf(path);
        if (_known.TryGetValue(path, out FoundScript? known) && known.Plugin.Stamp == stamp)
        {
            return known;
        }

        // What is wrong with a header is said when the script is initialized; here only its name counts.
        List<string> errors = [];
        IReadOnlyList<Declared> header = HeaderReader.Read(path, errors);
        string? id = header.LastOrDefault(declared => declared.Key == "id")?.Value as string;
        string description = header.LastOrDefault(declared => declared.Key == "description")?.Value as string ?? "";
        bool isValid = id is not null && id.Length <= 64 && id.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter is '.' or '-');
        var info = new PluginInfo(
            isValid ? id! : ScriptNames.IdOf(path), Version, PluginKind.Script, false, Path.GetDirectoryName(path) ?? "/", description);
        var found = new FoundScript(new RuntimePlugin(info, path, stamp), id);
        _known[path] = found;
        return found;
    }

    private static long StampOf(string path)
    {
        try
        {
            var file = new FileInfo(path);
            FileOwner? owner = FileOwner.Read(path);
            return ((long)HashCode.Combine(path, file.Exists ? file.Length : -1, file.LastWriteTimeUtc.Ticks, owner) << 1) | 1;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return 1;
        }
    }
}
