namespace HAMgm.Contracts.Errors;

/// <summary>What went wrong, as the callers of spec/1 section 3.1 tell it apart. One exception type of the IDL stands behind each.</summary>
public enum ErrorKind
{
    /// <summary>The cluster cannot do it: ClusterException.</summary>
    Cluster = 0,

    /// <summary>No node of that id: NodeNotFoundException.</summary>
    NodeNotFound = 1,

    /// <summary>The VIP could not be bound or released: VIPOperationException.</summary>
    Vip = 2,

    /// <summary>A key is unknown or its value is refused: ConfigurationException.</summary>
    Configuration = 3,

    /// <summary>Synchronisation failed: SyncException.</summary>
    Sync = 4,

    /// <summary>The caller may not do this: AuthenticationException.</summary>
    Authentication = 5,

    /// <summary>The part that would answer is not there or not reachable: ServiceUnavailableException.</summary>
    ServiceUnavailable = 6,
}
