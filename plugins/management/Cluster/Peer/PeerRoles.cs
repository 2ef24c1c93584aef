using HAMgm.Contracts.Management;

namespace HAMgm.Management.Cluster;

/// <summary>Roles as peer.thrift writes them.</summary>
internal static class PeerRoles
{
    public static string Format(CallerRole role) => role switch
    {
        CallerRole.Admin => "admin",
        CallerRole.Node => "node",
        _ => "viewer",
    };

    /// <summary>What is not known may only read.</summary>
    public static CallerRole Parse(string? text) => text switch
    {
        "admin" => CallerRole.Admin,
        "node" => CallerRole.Node,
        _ => CallerRole.Viewer,
    };
}
