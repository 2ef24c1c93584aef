namespace HAMgm.Contracts.Management;

/// <summary>What a caller may do.</summary>
public enum CallerRole
{
    /// <summary>Read.</summary>
    Viewer = 0,

    /// <summary>The peer node: read, and carry calls over from its own callers.</summary>
    Node = 1,

    /// <summary>Read and change.</summary>
    Admin = 2,
}
