using HAMgm.Contracts.Cluster;

namespace HAMgm.Logic.NodeDetect.Verdict;

/// <summary>How one check is run and counted.</summary>
internal sealed record CheckPlan
{
    /// <summary>Its name, one among all.</summary>
    public required string Id { get; init; }

    /// <summary>What kind of check it is: <c>tcp</c>, …, <c>script</c>.</summary>
    public required string Type { get; init; }

    /// <summary>Between the beginnings of two runs.</summary>
    public required TimeSpan Interval { get; init; }

    /// <summary>After this a run has failed.</summary>
    public required TimeSpan Timeout { get; init; }

    /// <summary>Runs in a row that must be better before it counts as better, 1 … 100.</summary>
    public required int Rise { get; init; }

    /// <summary>Runs in a row that must be worse before it counts as worse, 1 … 100.</summary>
    public required int Fall { get; init; }

    /// <summary>What its failure takes from the priority, 0 … 254; 0: it makes the node unhealthy.</summary>
    public int Weight { get; init; }

    /// <summary>Ids of checks while whose failure it neither runs nor counts.</summary>
    public IReadOnlyList<string> DependsOn { get; init; } = [];

    /// <summary>States in which it runs; empty for all.</summary>
    public IReadOnlyList<NodeState> Roles { get; init; } = [];

    /// <summary>
    /// True when it is run by notices of the kernel: at its interval only while its last run and where it stands disagree.
    /// </summary>
    public bool IsEventDriven { get; init; }

    /// <summary>Everything that makes it what it is, as text: while this stays, a changed configuration leaves the check alone.</summary>
    public required string Signature { get; init; }

    /// <summary>
    /// Whether it runs in a state. FAILED and CANDIDATE count as STANDBY: a check that stopped running because its own failure
    /// made the node FAILED could never pass again.
    /// </summary>
    public bool RunsIn(NodeState state) => Roles.Count == 0
        || Roles.Contains(state)
        || (state is NodeState.Failed or NodeState.Candidate && Roles.Contains(NodeState.Standby));
}
