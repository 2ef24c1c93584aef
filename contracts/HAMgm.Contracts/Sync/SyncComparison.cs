namespace HAMgm.Contracts.Sync;

/// <summary>A set's checksums on both nodes, computed now.</summary>
/// <param name="Set">Its name.</param>
/// <param name="PrimaryChecksum">On the PRIMARY, 64 hex digits.</param>
/// <param name="StandbyChecksum">Over the same paths on the STANDBY, 64 hex digits.</param>
/// <param name="DifferentFiles">Paths that differ, at most 1000.</param>
public sealed record SyncComparison(string Set, string PrimaryChecksum, string StandbyChecksum, IReadOnlyList<string> DifferentFiles)
{
    /// <summary>Whether they agree.</summary>
    public bool IsEqual => PrimaryChecksum == StandbyChecksum;
}
