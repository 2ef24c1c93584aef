using HAMgm.Contracts.Cluster;

namespace HAMgm.Contracts.StateMachine;

/// <summary>One transition (spec/1 section 5.1.1).</summary>
/// <param name="From">Before.</param>
/// <param name="To">After.</param>
/// <param name="RuleId">The core's rule.</param>
/// <param name="Reason">The rule's reason, for an operator.</param>
/// <param name="Term">The node's term after it.</param>
/// <param name="AtUnixMs">Unix time in milliseconds, for display.</param>
public sealed record StateTransition(NodeState From, NodeState To, string RuleId, string Reason, Epoch Term, long AtUnixMs)
{
    /// <summary>What the core knew when it decided, in plain words, the most telling first ("peer heard 12 ms ago"); empty when not known.</summary>
    public IReadOnlyList<string> Inputs { get; init; } = [];

    /// <summary>The changing call that it follows from (<see cref="Logging.Correlation.Text"/>); empty when it follows from none.</summary>
    public string Correlation { get; init; } = "";
}
