using HAMgm.Contracts.Management;
using HAMgm.Service.Thrift.Server;

namespace HAMgm.Service.Thrift.Calls;

/// <summary>Who is at the other end of a connection, and what it may do (design.md section 8).</summary>
internal static class CallerPolicy
{
    /// <param name="connection">The connection, as the server accepted it.</param>
    /// <param name="localSocketName">Name of the local socket, without the leading @.</param>
    /// <param name="insecureWrites">thrift.insecure_writes: whoever reaches the loopback port may change things.</param>
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
        return new CallerIdentity(
            remote?.Address.ToString() ?? "unknown", insecureWrites ? CallerRole.Admin : CallerRole.Viewer, remote?.ToString() ?? "unknown");
    }
}
