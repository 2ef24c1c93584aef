namespace HAMgm.Management.Cluster;

/// <summary>One line of the configuration's history, kept in the data store.</summary>
/// <param name="Key">Dotted key.</param>
/// <param name="OldValue">Before; secrets masked.</param>
/// <param name="NewValue">After; secrets masked.</param>
/// <param name="Version">Version of the shared configuration after it.</param>
/// <param name="Who">The caller's name.</param>
/// <param name="From">Where the caller came from.</param>
/// <param name="AtUnixMs">When, Unix time in milliseconds by this node's clock.</param>
/// <param name="Term">Term of the PRIMARY that committed it; 0 for a node-local setting.</param>
internal sealed record ConfigHistoryEntry(
    string Key, string OldValue, string NewValue, long Version, string Who, string From, long AtUnixMs, long Term);
