using HAMgm.Contracts.Management;
using HAMgm.Service.Thrift.Server;
using HAMgm.Tls;

namespace HAMgm.Service.Thrift.Calls;

/// <summary>Who is at the other end of a connection, and what it may do (design.md section 8).</summary>
internal static class CallerPolicy
{
    /// <param name="connection">The connection, as the server accepted it.</param>
    /// <param name="localSocketName">Name of the local socket, without the leading @.</param>
    /// <param name="insecureWrites">thrift.insecure_writes: whoever reaches the loopback port without TLS may change things.</param>
    public static CallerIdentity Identify(ThriftConnection connection, string localSocketName, bool insecureWrites)
    {
        // The kernel says who connected (SO_PEERCRED); only root is admin, whatever user the service runs as.
        if (connection.LocalPeer is { } peer)
        {
            var from = $"@{localSocketName} pid {peer.ProcessId}";
            return peer.UserId == 0
                ? new CallerIdentity("root@local", CallerRole.Admin, from)
                : new CallerIdentity($"uid:{peer.UserId}@local", CallerRole.Viewer, from);
        }

        var remote = connection.RemoteEndPoint;
        if (connection.Certificate is { } certificate)
        {
            // The handshake let in only who has a role. insecure_writes is about connections that nobody vouches for.
            var identity = TlsIdentity.Read(certificate);
            var shown = $"{remote} cert {certificate.SerialNumber}";
            return identity?.Role switch
            {
                TlsRole.Admin => new CallerIdentity($"admin:{identity.Name}", CallerRole.Admin, shown),
                TlsRole.Node => new CallerIdentity($"node:{identity.Name}", CallerRole.Node, shown),
                _ => new CallerIdentity($"viewer:{identity?.Name}", CallerRole.Viewer, shown),
            };
        }

        return new CallerIdentity(
            remote?.Address.ToString() ?? "unknown", insecureWrites ? CallerRole.Admin : CallerRole.Viewer, remote?.ToString() ?? "unknown");
    }
}
