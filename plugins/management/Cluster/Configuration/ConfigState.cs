using HAMgm.Contracts.Configuration;

namespace HAMgm.Management.Cluster;

/// <summary>What the nodes tell each other about the shared settings, as JSON: enough to tell who has the newer ones, and to take them over.</summary>
/// <param name="Term">Of the last change.</param>
/// <param name="Version">Of the last change.</param>
/// <param name="Hash">Of the settings, lower-case hexadecimal.</param>
/// <param name="IsPrimary">Whether the sender is PRIMARY and about to commit.</param>
/// <param name="Values">All shared settings that may go over the link.</param>
/// <param name="Known">The ids of all entries of the sender's history.</param>
/// <param name="Entries">Entries that the receiver lacks, as far as the sender knows; bounded, the rest comes with the next exchange.</param>
internal sealed record ConfigState(
    long Term, long Version, string Hash, bool IsPrimary, Dictionary<string, string> Values, string[] Known, ConfigEntry[] Entries)
{
    /// <summary>Term and version.</summary>
    public ConfigStamp Stamp => new(Term, Version);

    /// <summary>Whether the receiver is to take these settings over: by term, then version; of two of one stamp the PRIMARY's.</summary>
    public bool Supersedes(ConfigState mine) =>
        Stamp.IsNewerThan(mine.Stamp) || (Stamp == mine.Stamp && Hash != mine.Hash && IsPrimary && !mine.IsPrimary);
}

/// <summary>First half of a commit: the entry, and the values in clear, to be judged and kept ready.</summary>
internal sealed record PrepareCall(ConfigEntry Entry, Dictionary<string, string> Values);

/// <summary>What a node has.</summary>
internal sealed record StampReply(long Term, long Version, string Hash);
