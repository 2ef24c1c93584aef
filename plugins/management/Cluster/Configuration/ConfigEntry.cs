using System.Globalization;
using HAMgm.Contracts.Configuration;

namespace HAMgm.Management.Cluster;

/// <summary>One version of the shared settings in the history: the same on both nodes (docs/adr/0039).</summary>
/// <param name="Term">Term of the PRIMARY that committed it.</param>
/// <param name="Version">Version of the shared settings after it.</param>
/// <param name="Hash">Hash of the shared settings after it, lower-case hexadecimal.</param>
/// <param name="Author">The node that committed it.</param>
/// <param name="BaseTerm">Term of the version that it changed.</param>
/// <param name="BaseVersion">That version.</param>
/// <param name="BaseHash">Hash of that version.</param>
/// <param name="Who">The caller's name.</param>
/// <param name="From">Where the caller came from.</param>
/// <param name="AtUnixMs">When, Unix time in milliseconds by the author's clock.</param>
/// <param name="Note">Empty, or what kind of change it is beside a plain set: a roll-back, an edit of the file.</param>
/// <param name="Changes">What was changed; secrets masked.</param>
internal sealed record ConfigEntry(
    long Term, long Version, string Hash, string Author, long BaseTerm, long BaseVersion, string BaseHash,
    string Who, string From, long AtUnixMs, string Note, ConfigEntryChange[] Changes)
{
    /// <summary>Nobody else's, on either node: one node writes a term, and a version once in it.</summary>
    public string Id => string.Create(CultureInfo.InvariantCulture, $"{Version}:{Term}:{Author}");

    /// <summary>The state that it made.</summary>
    public ConfigStamp Stamp => new(Term, Version);

    /// <summary>The state that it changed.</summary>
    public ConfigStamp Base => new(BaseTerm, BaseVersion);
}

/// <summary>A setting within a <see cref="ConfigEntry"/>.</summary>
/// <param name="Key">Dotted key.</param>
/// <param name="OldValue">Before, as it may be shown.</param>
/// <param name="NewValue">After, as it may be shown.</param>
internal sealed record ConfigEntryChange(string Key, string OldValue, string NewValue);
