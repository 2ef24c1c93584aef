using HAMgm.Contracts.Cluster;

namespace HAMgm.Contracts.Election;

/// <summary>
/// Keeps terms and votes on the disk, and tells who was elected (spec/1 section 2.3.1, ElectionModule). logic.election
/// provides it.
/// </summary>
public interface IElection
{
    /// <summary>Connects the one receiver. Called before the module is started.</summary>
    void Attach(IElectionSink sink);

    /// <summary>
    /// Reads the facts and counts this start as a new incarnation, on the disk before it returns.
    /// </summary>
    /// <exception cref="Errors.HamgmException">They cannot be read or written: this node must not start.</exception>
    DurableFacts Begin();

    /// <summary>Writes the facts; returns at once, the outcome comes to the sink. Only the newest of several waiting is written.</summary>
    /// <param name="facts">All of them.</param>
    /// <param name="ticket">Rising; comes back when these facts, or newer ones, are on the disk.</param>
    void Persist(in DurableFacts facts, ulong ticket);

    /// <summary>This node's last vote that is on the disk.</summary>
    VoteResult GetVote();

    /// <summary>The last promotion that this node knows of.</summary>
    ElectionResult GetElectionResult();

    /// <summary>Notes a promotion for <see cref="GetElectionResult"/> and the history.</summary>
    void RecordResult(ElectionResult result);
}
