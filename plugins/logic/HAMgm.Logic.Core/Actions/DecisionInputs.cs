using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.Peer;

namespace HAMgm.Logic.Core.Actions;

/// <summary>What the core knew when a rule matched, for whoever asks why. Ages and rests are at that instant; null is "never" or "none".</summary>
public readonly record struct DecisionInputs
{
    /// <summary>How long ago the peer was heard.</summary>
    public TimeSpan? PeerAge { get; init; }

    /// <summary>What it last said that it is.</summary>
    public NodeState PeerRole { get; init; }

    /// <summary>Its newest claim.</summary>
    public Epoch PeerTerm { get; init; }

    /// <summary>What else it said.</summary>
    public PeerStateFlags PeerFlags { get; init; }

    /// <summary>How long this node's lease still ran.</summary>
    public TimeSpan? Lease { get; init; }

    /// <summary>How long its promise still ran.</summary>
    public TimeSpan? Promise { get; init; }

    /// <summary>Age of the witness's newest evidence, and of the newest that the VIP is this node's.</summary>
    public TimeSpan? WitnessAge { get; init; }

    /// <summary>See <see cref="WitnessAge"/>.</summary>
    public TimeSpan? VipEvidenceAge { get; init; }

    /// <summary>Probes in a row that found nobody on the wire.</summary>
    public int SilentProbes { get; init; }

    /// <summary>Priority, the peer's, and whether this node goes first.</summary>
    public int Priority { get; init; }

    /// <summary>See <see cref="Priority"/>.</summary>
    public int PeerPriority { get; init; }

    /// <summary>See <see cref="Priority"/>.</summary>
    public bool Outranks { get; init; }

    /// <summary>This node's health checks.</summary>
    public bool IsHealthy { get; init; }

    /// <summary>Its disk takes facts, and a term is reserved on it.</summary>
    public bool DiskReady { get; init; }

    /// <summary>It is in maintenance; the pair is frozen; it is leaving; a hand-over is wanted.</summary>
    public bool InMaintenance { get; init; }

    /// <summary>See <see cref="InMaintenance"/>.</summary>
    public bool IsFrozen { get; init; }

    /// <summary>See <see cref="InMaintenance"/>.</summary>
    public bool IsLeaving { get; init; }

    /// <summary>See <see cref="InMaintenance"/>.</summary>
    public bool SwitchWanted { get; init; }
}
