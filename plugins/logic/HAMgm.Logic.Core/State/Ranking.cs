using HAMgm.Contracts.Peer;
using HAMgm.Logic.Core.Policy;

namespace HAMgm.Logic.Core.State;

/// <summary>
/// Which of two candidates goes first (design.md section 6, Election): the higher configuration version, then the last
/// PRIMARY, then the higher priority, then the lower node id. Both nodes compute it from the same four figures.
/// </summary>
internal static class Ranking
{
    /// <summary>True when this node goes before its peer; also when the peer could not be PRIMARY.</summary>
    public static bool Outranks(in DecisionState s, FailoverPolicy policy)
    {
        if (s.Peer.SenderIncarnation != 0 && !s.Peer.Has(PeerStateFlags.Eligible))
        {
            return true;
        }

        var order = policy.ConfigVersion.CompareTo(s.Peer.ConfigVersion);
        order = order != 0 ? order : s.Durable.LastPrimaryTerm.CompareTo(s.Peer.LastPrimaryTerm);
        order = order != 0 ? order : policy.Priority.CompareTo(s.Peer.Priority);
        return order != 0 ? order > 0 : policy.IsLowerNode;
    }
}
