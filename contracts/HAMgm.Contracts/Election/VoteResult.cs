using HAMgm.Contracts.Cluster;

namespace HAMgm.Contracts.Election;

/// <summary>This node's last vote, as it is on the disk (spec/1 section 2.3.1, Vote). Votes are cast by the decision core alone.</summary>
/// <param name="Term">The term voted for; none before the first.</param>
/// <param name="CandidateNodeId">The peer's id; empty before the first vote.</param>
public sealed record VoteResult(Epoch Term, string CandidateNodeId);
