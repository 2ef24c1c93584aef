using System.Globalization;
using HAMgm.Logic.Sync.Files;

namespace HAMgm.Logic.Sync.Manifests;

/// <summary>
/// Hashes of files that have not changed since they were taken, by device, inode, size, mtime and ctime. Kept in a file that may be lost: then
/// everything is hashed again. Not thread-safe.
/// </summary>
internal sealed class HashCache
{
    // The kernel's file clock ticks every few milliseconds: within a tick a second change of the same size could not be seen.
    private const long TickNs = 20_000_000;

    private const string Header = "hamgm-sync-hashes 1";

    private readonly string _path;
    private readonly Dictionary<string, (FileStat Stat, string Hash)> _known = new(StringComparer.Ordinal);
    private readonly HashSet<string> _used = new(StringComparer.Ordinal);
    private bool _isChanged;

    public HashCache(string path)
    {
        _path = path;
        Read();
    }

    /// <summary>How many files were read since the cache was made.</summary>
    public int Misses { get; private set; }

    /// <summary>The hash of a file; null: it has to be read.</summary>
    public string? Find(string path, FileStat stat)
    {
        _used.Add(path);
        if (_known.TryGetValue(path, out var known) && known.Stat.IsSameContent(stat))
        {
            return known.Hash;
        }

        Misses++;
        return null;
    }

    /// <summary>Notes the hash of a file.</summary>
    /// <param name="path">Full path.</param>
    /// <param name="stat">As it was before the file was read.</param>
    /// <param name="hash">SHA-256 in hex.</param>
    /// <param name="nowNs">The time before it was read, nanoseconds since 1970.</param>
    public void Add(string path, FileStat stat, string hash, long nowNs)
    {
        _used.Add(path);
        if (nowNs - stat.ChangedNs >= TickNs)
        {
            _known[path] = (stat, hash);
            _isChanged = true;
        }
    }

    /// <summary>Writes it down, without what nobody asked for since it was read. Not synced: it may be lost.</summary>
    public void Save()
    {
        if (!_isChanged && _known.Keys.All(_used.Contains))
        {
            return;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
        var draft = _path + ".new";
        using (var writer = new StreamWriter(draft))
        {
            writer.WriteLine(Header);
            foreach (var (path, (stat, hash)) in _known.Where(pair => _used.Contains(pair.Key) && !pair.Key.Contains('\n', StringComparison.Ordinal)))
            {
                writer.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{hash} {stat.Device} {stat.Inode} {stat.Size} {stat.ModifiedNs} {stat.ChangedNs} {path}"));
            }
        }

        File.Move(draft, _path, overwrite: true);
        _isChanged = false;
    }

    private void Read()
    {
        if (!File.Exists(_path))
        {
            return;
        }

        using var reader = new StreamReader(_path);
        if (reader.ReadLine() != Header)
        {
            return;
        }

        while (reader.ReadLine() is { } line)
        {
            var fields = line.Split(' ', 7);
            if (fields.Length != 7 || fields[0].Length != 64
                || !ulong.TryParse(fields[1], CultureInfo.InvariantCulture, out var device)
                || !ulong.TryParse(fields[2], CultureInfo.InvariantCulture, out var inode)
                || !long.TryParse(fields[3], CultureInfo.InvariantCulture, out var size)
                || !long.TryParse(fields[4], CultureInfo.InvariantCulture, out var modified)
                || !long.TryParse(fields[5], CultureInfo.InvariantCulture, out var changed))
            {
                // Cut off by a crash: what stands before it is whole.
                return;
            }

            _known[fields[6]] = (new FileStat(FileKind.Regular, 0, 0, 0, device, inode, size, modified, changed), fields[0]);
        }
    }
}
