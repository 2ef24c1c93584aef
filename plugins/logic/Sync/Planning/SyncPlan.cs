using HAMgm.Logic.Sync.Manifests;

namespace HAMgm.Logic.Sync.Planning;

/// <summary>What has to be done at the target so that it has what the source has.</summary>
/// <param name="Folders">Directories to make, or whose mode or owner is to be set; parents first.</param>
/// <param name="Fetch">Regular files whose bytes have to come over.</param>
/// <param name="Links">Symbolic links to make.</param>
/// <param name="Attributes">Files and links of equal content and another mode or owner.</param>
/// <param name="Deletions">Paths to remove; children first.</param>
/// <param name="Conflicts">Paths that changed on both sides, or are of different kinds, and are left as they are.</param>
/// <param name="Keep">Of what is overwritten or removed: what the other side never had, so that a copy has to be kept.</param>
internal sealed record SyncPlan(
    IReadOnlyList<ManifestEntry> Folders,
    IReadOnlyList<ManifestEntry> Fetch,
    IReadOnlyList<ManifestEntry> Links,
    IReadOnlyList<ManifestEntry> Attributes,
    IReadOnlyList<ManifestEntry> Deletions,
    IReadOnlyList<string> Conflicts,
    IReadOnlySet<string> Keep)
{
    /// <summary>Whether there is nothing to do.</summary>
    public bool IsEmpty => Folders.Count + Fetch.Count + Links.Count + Attributes.Count + Deletions.Count == 0;
}
