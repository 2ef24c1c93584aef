using System.Text;
using HAMgm.Contracts.Errors;
using HAMgm.Thrift.Peer;

namespace HAMgm.Management.Cluster;

/// <summary>Carries an error over the peer link as it was: kind, code, subject and message.</summary>
internal static class PeerErrorCodec
{
    private static readonly (ErrorKind Kind, string Name)[] Names =
    [
        (ErrorKind.Cluster, "ClusterException"),
        (ErrorKind.NodeNotFound, "NodeNotFoundException"),
        (ErrorKind.Vip, "VIPOperationException"),
        (ErrorKind.Configuration, "ConfigurationException"),
        (ErrorKind.Sync, "SyncException"),
        (ErrorKind.Authentication, "AuthenticationException"),
        (ErrorKind.ServiceUnavailable, "ServiceUnavailableException"),
    ];

    public static PeerReply ToReply(long id, HamgmException error) => new(id, ok: false)
    {
        ErrorCode = error.Code,
        ErrorKind = Names.First(pair => pair.Kind == error.Kind).Name,
        Message = error.Message,
        Body = Encoding.UTF8.GetBytes(error.Subject),
    };

    public static PeerRefusal ToException(PeerReply reply)
    {
        // A newer peer may have kinds that this version does not know.
        var kind = Names.FirstOrDefault(pair => pair.Name == reply.ErrorKind, Names[0]).Kind;
        var code = reply.__isset.errorCode ? reply.ErrorCode : ErrorCodes.Internal;
        var subject = reply.Body is { } body ? Encoding.UTF8.GetString(body) : "";
        return new PeerRefusal(kind, code, ClusterErrors.Bound(subject), reply.Message ?? "The peer refused without a reason.");
    }
}
