namespace HAMgm.Contracts.Configuration;

/// <summary>Whose a key is (design.md section 7).</summary>
public enum ConfigScope
{
    /// <summary>This node's alone: node.*, peer.*, data_dir, thrift.*, log.*.</summary>
    Node = 0,

    /// <summary>Both nodes': cluster.*, vip.*, quorum.*; the PRIMARY commits, and replicates it before it is acknowledged.</summary>
    Shared = 1,
}
