using HAMgm.Contracts.Errors;
using HAMgm.Logic.Core.Actions;

namespace HAMgm.Logic.StateMachine;

/// <summary>What an operator reads when a hand-over did not come about.</summary>
internal static class SwitchErrors
{
    public static HamgmException For(OperationResult result, string nodeId, string peerId) => result switch
    {
        OperationResult.NotPrimary => Make(ErrorCodes.Conflict, nodeId, $"{nodeId} is not PRIMARY; nothing was switched."),
        OperationResult.PeerSilent => Make(ErrorCodes.Conflict, peerId, $"{peerId} is not heard; nothing was switched. Bring it up first."),
        OperationResult.PeerNotReady => Make(ErrorCodes.Conflict, peerId, $"{peerId} says that it cannot take the VIP (unhealthy, leaving, or its disk refuses); nothing was switched. See `hamgm-cli node status {peerId}`."),
        OperationResult.NoAnswer => Make(ErrorCodes.Timeout, peerId, $"{peerId} did not answer in time; nothing was switched."),
        OperationResult.Busy => Make(ErrorCodes.Conflict, nodeId, "Another hand-over is under way."),
        _ => Make(ErrorCodes.Timeout, peerId, $"{nodeId} released the VIP, but {peerId} did not confirm in time; ask `cluster status` who has it."),
    };

    private static HamgmException Make(int code, string subject, string message) => new(ErrorKind.Cluster, code, subject, message);
}
