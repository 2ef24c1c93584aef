using HAMgm.Contracts.Cluster;

namespace HAMgm.Contracts.StateMachine;

/// <summary>This node as its decision core sees it, taken at one moment.</summary>
public sealed record NodeStatus
{
    /// <summary>Its state.</summary>
    public required NodeState State { get; init; }

    /// <summary>Its newest term.</summary>
    public required Epoch Term { get; init; }

    /// <summary>Whether the address is bound here.</summary>
    public required bool HoldsVip { get; init; }

    /// <summary>How long its lease still runs; zero when it has none.</summary>
    public required TimeSpan LeaseRemaining { get; init; }

    /// <summary>How long it still promises not to take over unasked; zero when the promise has passed.</summary>
    public required TimeSpan PromiseRemaining { get; init; }

    /// <summary><c>gateway</c> or <c>none</c>.</summary>
    public required string Witness { get; init; }

    /// <summary>Age of the newest evidence of the witness; null when there is none.</summary>
    public required TimeSpan? WitnessAge { get; init; }

    /// <summary>The last rule that moved it.</summary>
    public required string LastRuleId { get; init; }

    /// <summary>That rule's reason.</summary>
    public required string Reason { get; init; }

    /// <summary>Why it could not be PRIMARY now; empty when it could.</summary>
    public required string NotEligibleBecause { get; init; }

    /// <summary>Whether the peer is heard.</summary>
    public required bool PeerHeard { get; init; }

    /// <summary>The peer's state as it last told; Unknown when it never did.</summary>
    public required NodeState PeerState { get; init; }

    /// <summary>The peer's term as it last told.</summary>
    public required Epoch PeerTerm { get; init; }

    /// <summary>Whether the peer said that it has the address bound.</summary>
    public required bool PeerHolds { get; init; }

    /// <summary>How long ago the peer was heard; null for never.</summary>
    public required TimeSpan? PeerAge { get; init; }

    /// <summary>Whether its health checks say that it can serve.</summary>
    public required bool IsHealthy { get; init; }

    /// <summary>Why not; empty when it can.</summary>
    public required string HealthDetails { get; init; }

    /// <summary>Weak choices and things to look at, for an operator.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>Largest lateness of the decision loop in the last minute.</summary>
    public required TimeSpan LoopJitter { get; init; }

    /// <summary>Whether an operator has taken this node out of service (R20).</summary>
    public bool IsMaintenance { get; init; }

    /// <summary>Whether the pair's role decisions are frozen, as far as this node knows (R20).</summary>
    public bool IsFrozen { get; init; }

    /// <summary>Why nothing moves by itself: frozen (and whether the peer says the same), auto_switch off, damped; empty when it may.</summary>
    public string FrozenBecause { get; init; } = "";

    /// <summary>node.priority, 1 … 255.</summary>
    public int Priority { get; init; }

    /// <summary>The priority that ranks this node: with the weights of its health checks, 0 … 255.</summary>
    public int EffectivePriority { get; init; }

    /// <summary>The newest decisions, newest first, at most 16: rule, reason and inputs in plain words.</summary>
    public IReadOnlyList<StateTransition> LastDecisions { get; init; } = [];
}
