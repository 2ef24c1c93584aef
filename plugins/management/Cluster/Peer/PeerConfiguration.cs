using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Management;
using HAMgm.Contracts.StateMachine;
using HAMgm.Thrift;
using HAMgm.Thrift.Peer;

namespace HAMgm.Management.Cluster;

/// <summary>What the peer may ask about shared settings. Only the node itself may, on nobody's behalf.</summary>
internal static class PeerConfiguration
{
    public static void AddTo(PeerServer server, SharedSettings shared, ConfigReceiver receiver, IStateMachine stateMachine)
    {
        long Term() => stateMachine.GetNodeStatus().Term.Value;

        server.Handle(PeerMethods.ConfigDigest, (_, _, _) => Task.FromResult(ThriftPayload.Serialize(shared.GetDigest(Term()))));
        server.Handle(PeerMethods.ConfigFetch, (_, caller, _) =>
        {
            RequireNode(caller);
            return Task.FromResult(ThriftPayload.Serialize(shared.ToBatch(Term(), shared.Version)));
        });
        server.Handle(PeerMethods.ConfigApply, async (body, caller, cancellationToken) =>
        {
            RequireNode(caller);
            var batch = ThriftPayload.Deserialize<ConfigBatch>(body);
            return ThriftPayload.Serialize(await receiver.ApplyAsync(batch, caller, cancellationToken));
        });
    }

    private static void RequireNode(CallerIdentity caller)
    {
        if (caller.Role != CallerRole.Node)
        {
            throw new HamgmException(ErrorKind.Authentication, ErrorCodes.Forbidden, caller.Name, "Only the nodes themselves exchange settings.");
        }
    }
}
