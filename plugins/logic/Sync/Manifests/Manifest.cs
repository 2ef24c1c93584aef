using System.Security.Cryptography;
using System.Text;
using HAMgm.Logic.Sync.Files;

namespace HAMgm.Logic.Sync.Manifests;

/// <summary>Everything that a set holds on one node at one time.</summary>
internal sealed class Manifest
{
    /// <summary>Checksum of a set with nothing in it, and of one that was never looked at.</summary>
    public static string NoChecksum { get; } = new('0', 64);

    private readonly SortedDictionary<string, ManifestEntry> _entries = new(StringComparer.Ordinal);

    public Manifest(IEnumerable<ManifestEntry> entries)
    {
        foreach (var entry in entries)
        {
            _entries[entry.Path] = entry;
        }
    }

    public IReadOnlyCollection<ManifestEntry> Entries => _entries.Values;

    public ManifestEntry? Find(string path) => _entries.GetValueOrDefault(path);

    /// <summary>SHA-256 over paths and contents of files and links, in order of the path, 64 hex digits.</summary>
    public string Checksum() => ChecksumOver(_ => true);

    /// <summary>The same over some of the paths.</summary>
    public string ChecksumOver(Func<string, bool> isMeant)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var entry in _entries.Values)
        {
            if (entry.Kind != FileKind.Directory && isMeant(entry.Path))
            {
                hash.AppendData(Encoding.UTF8.GetBytes($"{entry.Path}\0{entry.Identity}\0"));
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
