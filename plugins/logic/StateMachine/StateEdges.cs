using HAMgm.Contracts.Cluster;

namespace HAMgm.Logic.StateMachine;

/// <summary>The edges between the specification's states that the rule table can take.</summary>
internal static class StateEdges
{
    public static bool Has(NodeState from, NodeState to) => (from, to) switch
    {
        (NodeState.Unknown, NodeState.Standby or NodeState.Failed) => true,
        // A process that takes up what its predecessor left bound (R14).
        (NodeState.Unknown, NodeState.Primary) => true,
        (NodeState.Standby, NodeState.Candidate or NodeState.Failed or NodeState.Maintenance) => true,
        (NodeState.Candidate, NodeState.Primary or NodeState.Standby or NodeState.Failed) => true,
        (NodeState.Primary, NodeState.Standby or NodeState.Failed or NodeState.Maintenance) => true,
        (NodeState.Failed or NodeState.Maintenance, NodeState.Standby) => true,
        (NodeState.Failed, NodeState.Maintenance) => true,
        // Whoever said READY and failed since takes what is handed over: an ill holder serves better than none.
        (NodeState.Failed, NodeState.Candidate) => true,
        _ => false,
    };
}
