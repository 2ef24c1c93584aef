using HAMgm.Contracts.Errors;

namespace HAMgm.Management.Cluster;

/// <summary>The errors of this plugin, so that the same thing is said in the same words everywhere.</summary>
internal static class ClusterErrors
{
    /// <summary>Longest id or key that is looked at, or repeated in a message.</summary>
    public const int MaxNameLength = 256;

    /// <summary>Longest value of a setting.</summary>
    public const int MaxValueLength = 16 * 1024;

    public static HamgmException UnknownNode(string nodeId, string known) =>
        new(ErrorKind.NodeNotFound, ErrorCodes.NotFound, Bound(nodeId), $"There is no node '{Bound(nodeId)}' in this cluster; it has {known}.");

    public static HamgmException NoPrimary(string whatFor) =>
        new(ErrorKind.ServiceUnavailable, ErrorCodes.Unavailable, "PRIMARY",
            $"No node is PRIMARY, and only the PRIMARY can {whatFor}. See 'hamgm-cli cluster status' for why there is none, and try again.");

    public static HamgmException Conflict(string subject, string message) =>
        new(ErrorKind.Cluster, ErrorCodes.Conflict, subject, message);

    public static HamgmException BadRequest(string subject, string message) =>
        new(ErrorKind.Cluster, ErrorCodes.BadRequest, Bound(subject), message);

    public static HamgmException Unavailable(string subject, string message, Exception? inner = null) =>
        new(ErrorKind.ServiceUnavailable, ErrorCodes.Unavailable, subject, message, inner);

    /// <summary>Untrusted text, cut to a length that fits a message.</summary>
    public static string Bound(string? text) =>
        text is null ? "" : text.Length <= MaxNameLength ? text : string.Concat(text.AsSpan(0, MaxNameLength), "…");
}
