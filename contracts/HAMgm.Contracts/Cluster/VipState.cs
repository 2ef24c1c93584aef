namespace HAMgm.Contracts.Cluster;

/// <summary>The states of a VIP, with the IDL's numbers (spec/1 section 2.1.2).</summary>
public enum VipState
{
    /// <summary>Not on this node.</summary>
    Unbound = 0,

    /// <summary>On this node's interface.</summary>
    Bound = 1,

    /// <summary>Being bound.</summary>
    Binding = 2,

    /// <summary>Being released.</summary>
    Releasing = 3,

    /// <summary>The last operation failed; the reason stands in the status.</summary>
    Error = 4,
}
