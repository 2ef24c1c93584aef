namespace HAMgm.Tls;

/// <summary>What a certificate lets its owner do (design section 8).</summary>
public enum TlsRole
{
    /// <summary>Read.</summary>
    Viewer = 0,

    /// <summary>Be a node: serve clients, and speak on the peer link.</summary>
    Node = 1,

    /// <summary>Read and change.</summary>
    Admin = 2,
}
