namespace HAMgm.Contracts.Configuration;

/// <summary>
/// Which state of the shared settings a node has: the term of the PRIMARY that committed the last change, and its version. Of two
/// the later term is the newer, within a term the higher version (docs/adr/0039).
/// </summary>
/// <param name="Term">Term of the PRIMARY; 0 before the first change.</param>
/// <param name="Version">Counts changes of shared settings.</param>
public sealed record ConfigStamp(long Term, long Version)
{
    /// <summary>True when this state supersedes the other one.</summary>
    public bool IsNewerThan(ConfigStamp other) => Term != other.Term ? Term > other.Term : Version > other.Version;
}
