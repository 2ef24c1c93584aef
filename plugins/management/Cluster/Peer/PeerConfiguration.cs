using System.Text.Json;
using HAMgm.Contracts.Configuration;
using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Management;

namespace HAMgm.Management.Cluster;

/// <summary>What the peer may ask about shared settings. Only the node itself may, on nobody's behalf.</summary>
internal static class PeerConfiguration
{
    public static void AddTo(PeerServer server, SharedSettings shared, ConfigReconciler reconciler, ConfigReceiver receiver)
    {
        server.Handle(PeerMethods.ConfigDigest, (_, _, _) => Task.FromResult(PeerJson.Write(shared.Stamp, PeerJson.Default.StampReply)));
        server.Handle(PeerMethods.ConfigLook, (_, caller, _) =>
        {
            RequireNode(caller);
            return Task.FromResult(PeerJson.Write(shared.Take(null), PeerJson.Default.ConfigState));
        });
        server.Handle(PeerMethods.ConfigExchange, (body, caller, cancellationToken) =>
        {
            RequireNode(caller);
            return reconciler.AnswerAsync(body, cancellationToken);
        });
        server.Handle(PeerMethods.ConfigPrepare, async (body, caller, cancellationToken) =>
        {
            RequireNode(caller);
            var call = PeerJson.Read(body, PeerJson.Default.PrepareCall);
            if (call is not { Entry.Changes: not null, Values: not null } || !ConfigWriter.IsSane(call.Entry) || call.Values.ContainsValue(null!))
            {
                throw new JsonException("a part is missing");
            }

            return PeerJson.Write(await receiver.PrepareAsync(call, cancellationToken), PeerJson.Default.StampReply);
        });
        server.Handle(PeerMethods.ConfigCommit, async (body, caller, cancellationToken) =>
        {
            RequireNode(caller);
            return PeerJson.Write(await receiver.CommitAsync(StampOf(body), cancellationToken), PeerJson.Default.StampReply);
        });
        server.Handle(PeerMethods.ConfigAbort, async (body, caller, cancellationToken) =>
        {
            RequireNode(caller);
            await receiver.AbortAsync(StampOf(body), cancellationToken);
            return [];
        });
    }

    private static ConfigStamp StampOf(byte[] body)
    {
        var stamp = PeerJson.Read(body, PeerJson.Default.StampReply);
        return new ConfigStamp(stamp.Term, stamp.Version);
    }

    private static void RequireNode(CallerIdentity caller)
    {
        if (caller.Role != CallerRole.Node)
        {
            throw new HamgmException(ErrorKind.Authentication, ErrorCodes.Forbidden, caller.Name, "Only the nodes themselves exchange settings.");
        }
    }
}
