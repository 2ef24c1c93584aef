using HAMgm.Contracts.Configuration;

namespace HAMgm.Management.Cluster;

/// <summary>
/// Which entries of the history are in force: those that lead, each by what it changed, to what the node has now. The others were
/// acknowledged, and superseded by a PRIMARY of a later term that did not know of them (docs/adr/0039).
/// </summary>
internal static class ConfigChain
{
    /// <summary>The ids of the entries in force.</summary>
    /// <param name="all">Every entry, oldest first.</param>
    /// <param name="head">What the node has.</param>
    /// <param name="hash">Its hash.</param>
    public static HashSet<string> InForce(IReadOnlyList<ConfigEntry> all, ConfigStamp head, string hash)
    {
        var byStamp = all.ToLookup(entry => entry.Stamp);
        var inForce = new HashSet<string>(StringComparer.Ordinal);
        var lowest = long.MaxValue;
        var (stamp, digest) = (head, hash);
        while (byStamp[stamp].OrderByDescending(e => e.Hash == digest).FirstOrDefault() is { } entry && inForce.Add(entry.Id))
        {
            lowest = entry.Version;
            (stamp, digest) = (entry.Base, entry.BaseHash);
        }

        // Below a gap (lost, or no longer kept) the later term of a version is the one that counted.
        foreach (var version in all.Where(e => e.Version < lowest && !e.Stamp.IsNewerThan(head)).GroupBy(e => e.Version))
        {
            inForce.Add(version.MaxBy(e => e.Term)!.Id);
        }

        return inForce;
    }

    /// <summary>The settings as they were at a version, told from what they are now; null when the history does not reach it.</summary>
    /// <param name="all">Every entry, oldest first.</param>
    /// <param name="head">What the node has.</param>
    /// <param name="hash">Its hash.</param>
    /// <param name="now">The settings now, as they may be shown.</param>
    /// <param name="version">The wanted version.</param>
    public static Dictionary<string, string>? At(
        IReadOnlyList<ConfigEntry> all, ConfigStamp head, string hash, IReadOnlyDictionary<string, string> now, long version)
    {
        var values = new Dictionary<string, string>(now, StringComparer.Ordinal);
        var byStamp = all.ToLookup(entry => entry.Stamp);
        var (stamp, digest) = (head, hash);
        while (stamp.Version > version)
        {
            if (byStamp[stamp].OrderByDescending(e => e.Hash == digest).FirstOrDefault() is not { } entry || entry.BaseVersion >= stamp.Version)
            {
                return null;
            }

            foreach (var change in entry.Changes)
            {
                values[change.Key] = change.OldValue;
            }

            (stamp, digest) = (entry.Base, entry.BaseHash);
        }

        // A version that no entry made never was in force here: a gap of a hand-over.
        return stamp.Version == version ? values : null;
    }
}
