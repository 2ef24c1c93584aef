using System.Globalization;
using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.Election;

namespace HAMgm.Logic.Election;

/// <summary>
/// The fields of spec/1 section 5.1.1's ElectionState beside the facts, in one record, so that what an operator reads there is
/// what binds the node. For display: nothing reads them back.
/// </summary>
internal sealed class ElectionView(string nodeId, string peerId, TimeProvider time)
{
    private Epoch _election;
    private DateTimeOffset _since;

    /// <summary>The record for the disk.</summary>
    public string Write(in DurableFacts facts)
    {
        // The newest election that this node took part in: one that it won, or one in which it voted for the peer.
        var peerWon = facts.VotedForPeer && facts.VotedTerm > facts.LastPrimaryTerm;
        var term = peerWon ? facts.VotedTerm : facts.LastPrimaryTerm;
        if (_since == default || term != _election)
        {
            _election = term;
            _since = time.GetUtcNow();
        }

        var candidate = term == Epoch.None ? "" : peerWon ? peerId : nodeId;

        // A vote for the peer is on the disk before the peer is elected; whether it was is the peer's to say.
        var inProgress = peerWon && facts.HighestTerm < facts.VotedTerm;
        var votes = term == Epoch.None ? 0 : peerId.Length == 0 ? 1 : 2;
        var view = string.Create(
            CultureInfo.InvariantCulture,
            $"\"is_election_in_progress\":{(inProgress ? "true" : "false")},\"election_start_time\":\"{_since.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss.fff'Z'}\",\"candidate_id\":\"{candidate}\",\"vote_count\":{votes},\"required_votes\":{(peerId.Length == 0 ? 1 : 2)}");
        var json = ElectionFacts.Write(facts);
        return $"{json[..^1]},{view}}}";
    }
}
