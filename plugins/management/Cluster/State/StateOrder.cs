namespace HAMgm.Management.Cluster;

/// <summary>
/// Which of two states stands (docs/adr/0018): the higher term, then the higher version, then the later time, then the author's
/// id, so that both nodes decide alike whoever asks first. The specification draws time first; a clock that is set back would
/// then let an old PRIMARY's state win over its successor's.
/// </summary>
internal static class StateOrder
{
    /// <summary>Positive when the first stands, negative when the second does, 0 when they are the same.</summary>
    public static int Compare(ClusterState first, ClusterState second)
    {
        var order = first.ElectionTerm.CompareTo(second.ElectionTerm);
        order = order != 0 ? order : first.Version.CompareTo(second.Version);
        order = order != 0 ? order : first.LastUpdateUnixMs.CompareTo(second.LastUpdateUnixMs);
        order = order != 0 ? order : string.CompareOrdinal(first.AuthorNodeId, second.AuthorNodeId);
        return order != 0 ? order : string.CompareOrdinal(first.Checksum, second.Checksum);
    }
}
