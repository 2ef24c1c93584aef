using HAMgm.Logic.Core.Policy;

namespace HAMgm.Simulation.Tests;

/// <summary>What kind of pair is simulated, and what may happen to it.</summary>
public sealed record SimOptions
{
    /// <summary>The pair as it is recommended: 100 ms, 300 ms, witness gateway, release.</summary>
    public static SimOptions Default { get; } = new();

    /// <summary>Changes each node's policy, by its index.</summary>
    public Func<FailoverPolicy, int, FailoverPolicy>? Change { get; init; }

    /// <summary>The faults that a schedule draws from.</summary>
    public IReadOnlyList<SimFault> Faults { get; init; } = Enum.GetValues<SimFault>();

    /// <summary>At most so many in a schedule, at least one.</summary>
    public int MostFaults { get; init; } = 3;

    /// <summary>The nodes' clocks run wrong by up to this part: 0.1 %, the drift that the margins reckon with.</summary>
    public double MostDrift { get; init; } = 0.001;

    /// <summary>The seeded bug.</summary>
    public SimMutation Mutation { get; init; }

    /// <summary>
    /// For the weak witness none/keep alone: two holders are tolerated while the nodes cannot hear each other, and for this
    /// long after they can again.
    /// </summary>
    public TimeSpan? TwoHoldersWhileApartAndThen { get; init; }

    /// <summary>Whether a schedule without a holder in the end is a failure.</summary>
    public bool OneInTheEnd { get; init; } = true;

    /// <summary>How many nodes run; the second is not there when it is one.</summary>
    public int NodeCount { get; init; } = 2;
}
