namespace HAMgm.Contracts.Cluster;

/// <summary>The states of spec/1 section 2.1.2, with the IDL's numbers. A state is a promise; a transition acts.</summary>
public enum NodeState
{
    /// <summary>Not known: before the first decision, or a peer never heard.</summary>
    Unknown = 0,

    /// <summary>On its way to PRIMARY: it has closed its promise and may be about to bind.</summary>
    Candidate = 1,

    /// <summary>The address is bound here.</summary>
    Primary = 2,

    /// <summary>The address is not bound here, and this node could take it.</summary>
    Standby = 3,

    /// <summary>An operator took this node out: it grants leases and never takes the address.</summary>
    Maintenance = 4,

    /// <summary>This node cannot serve: it has released, and never takes the address until the cause is gone.</summary>
    Failed = 5,
}
