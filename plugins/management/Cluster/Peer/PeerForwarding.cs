using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.Configuration;
using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Management;
using HAMgm.Contracts.StateMachine;

namespace HAMgm.Management.Cluster;

/// <summary>
/// Changing calls that the peer carries over from its own callers. They are authorised and audited here once more, with
/// the caller's identity; what arrives at a node that is not PRIMARY any more is refused, never carried on in a circle.
/// </summary>
internal static class PeerForwarding
{
    public static void AddTo(
        PeerServer server, AuditLog audit, ClusterSettings settings, IStateMachine stateMachine, ConfigCommitter committer, MemberCommands members)
    {
        server.Handle(PeerMethods.SetConfig, async (body, via, cancellationToken) =>
        {
            var call = PeerJson.Read(body, PeerJson.Default.SetConfigCall);
            var caller = From(via, call.Remote);
            var shown = ClusterErrors.Bound($"{call.Key}={committer.Mask(call.Key, call.Value)}");
            var text = await audit.RunAsync(caller, "SetConfig", shown, () =>
            {
                RequirePrimary(stateMachine, settings, $"change the shared setting '{ClusterErrors.Bound(call.Key)}'");
                committer.RequireShared(call.Key);
                return committer.CommitAsync(call.Key, call.Value, caller, cancellationToken);
            });
            return PeerJson.Write(text, PeerJson.Default.String);
        });

        server.Handle(PeerMethods.Switch, async (body, via, cancellationToken) =>
        {
            var call = PeerJson.Read(body, PeerJson.Default.SwitchCall);
            var outcome = await audit.RunAsync(From(via, call.Remote), "Switch", call.Force ? "force" : "", () =>
            {
                RequirePrimary(stateMachine, settings, "hand over");
                return stateMachine.SwitchAsync(call.Force, cancellationToken);
            });
            return PeerJson.Write(outcome, PeerJson.Default.SwitchOutcome);
        });

        server.Handle(PeerMethods.Maintenance, async (body, via, cancellationToken) =>
        {
            var call = PeerJson.Read(body, PeerJson.Default.MaintenanceCall);
            await audit.RunAsync(
                From(via, call.Remote), call.On ? "MaintenanceOn" : "MaintenanceOff", ClusterErrors.Bound(call.NodeId), async () =>
                {
                    // Only for this node itself: what is meant for another never goes round in a circle.
                    if (call.NodeId != settings.NodeId)
                    {
                        throw ClusterErrors.UnknownNode(ClusterErrors.Bound(call.NodeId), $"'{settings.NodeId}', which was asked");
                    }

                    await stateMachine.SetMaintenanceAsync(call.On, call.Force, cancellationToken);
                    return true;
                });
            return [];
        });

        server.Handle(PeerMethods.Remove, async (body, via, cancellationToken) =>
        {
            var call = PeerJson.Read(body, PeerJson.Default.RemoveCall);
            var caller = From(via, call.Remote);
            var outcome = await audit.RunAsync(caller, "RemoveNode", ClusterErrors.Bound(call.NodeId), () =>
                call.NodeId == settings.PeerId
                    ? members.UnregisterAsync(call.NodeId, call.Force, caller, cancellationToken)
                    : throw ClusterErrors.UnknownNode(call.NodeId, settings.DescribeNodes()));
            return PeerJson.Write(outcome, PeerJson.Default.MemberOutcome);
        });

        server.Handle(PeerMethods.Leave, async (body, via, cancellationToken) =>
        {
            if (via.Role != CallerRole.Node)
            {
                throw new HamgmException(ErrorKind.Authentication, ErrorCodes.Forbidden, via.Name, "Only the other node itself asks to leave.");
            }

            var call = PeerJson.Read(body, PeerJson.Default.LeaveCall);
            await stateMachine.LeaveAsync(ClusterErrors.Bound(call.Reason), cancellationToken);
            return [];
        });
    }

    private static CallerIdentity From(CallerIdentity via, string remote) =>
        via with { Remote = $"{ClusterErrors.Bound(remote)} via {via.Remote}" };

    private static void RequirePrimary(IStateMachine stateMachine, ClusterSettings settings, string whatFor)
    {
        if (stateMachine.GetCurrentState() != NodeState.Primary)
        {
            throw ClusterErrors.Unavailable("PRIMARY", $"'{settings.NodeId}' was asked to {whatFor}, but is not PRIMARY any more. Try again.");
        }
    }
}
