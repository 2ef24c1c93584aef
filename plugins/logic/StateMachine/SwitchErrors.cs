using HAMgm.Contracts.Errors;
using HAMgm.Logic.Core.Actions;

namespace HAMgm.Logic.StateMachine;

/// <summary>What an operator reads when a hand-over did not come about.</summary>
internal static class SwitchErrors
{
    public static HamgmException For(OperationResult result, string nodeId, string peerId, string details = "") => result switch
    {
        OperationResult.NotPrimary => Make(ErrorCodes.Conflict, nodeId, $"{nodeId} is not PRIMARY; nothing was switched."),
        OperationResult.PeerSilent => Make(ErrorCodes.Conflict, peerId, $"{peerId} is not heard; nothing was switched. Bring it up first."),
        OperationResult.PeerNotReady => Make(ErrorCodes.Conflict, peerId, $"{peerId} says that it cannot take the VIP (unhealthy, leaving, or its disk refuses); nothing was switched. See `hamgm-cli node status {peerId}`."),
        OperationResult.NoAnswer => Make(ErrorCodes.Timeout, peerId, $"{peerId} did not answer in time; nothing was switched."),
        OperationResult.Busy => Make(ErrorCodes.Conflict, nodeId, "Another hand-over, or a change of the maintenance mode, is under way."),
        OperationResult.PeerUnhealthy => Make(ErrorCodes.Conflict, peerId, $"{peerId} says that it is not healthy; nothing was switched. Mend it, or use --force."),
        OperationResult.PeerBehind => Make(ErrorCodes.Conflict, peerId, $"{peerId} has an older configuration than {nodeId}; nothing was switched. Wait until it is replicated, or use --force."),
        OperationResult.PeerInMaintenance => Make(ErrorCodes.Conflict, peerId, $"{peerId} is in maintenance; nothing was switched. End that first: hamgm-cli node maintenance {peerId} off."),
        OperationResult.Frozen => Make(ErrorCodes.Conflict, nodeId, "The cluster's role decisions are frozen; nothing was switched. End that first: hamgm-cli cluster unfreeze."),
        OperationResult.HooksFailed => Make(ErrorCodes.Conflict, nodeId, $"The before-demote hooks of {nodeId} failed; nothing was switched. {details} Mend them, or give them the policy continue."),
        OperationResult.PeerHooksFailed => Make(ErrorCodes.Conflict, peerId, $"The before-promote hooks of {peerId} failed; nothing was switched. Its alert hook_failed and its log say why."),
        OperationResult.DiskRefuses => new HamgmException(ErrorKind.ServiceUnavailable, ErrorCodes.Unavailable, nodeId, $"{nodeId} cannot write under data_dir, so nothing was changed. Free or mend the disk."),
        _ => Make(ErrorCodes.Timeout, peerId, $"{nodeId} released the VIP, but {peerId} did not confirm in time; ask `cluster status` who has it."),
    };

    /// <summary>Why the maintenance mode is as it was.</summary>
    public static HamgmException ForMaintenance(OperationResult result, bool on, string nodeId, string peerId, string details = "") => result switch
    {
        OperationResult.Busy or OperationResult.DiskRefuses => For(result, nodeId, peerId),
        OperationResult.Frozen => Make(ErrorCodes.Conflict, nodeId, $"{nodeId} is PRIMARY and the cluster is frozen, so it cannot hand over. End that first: hamgm-cli cluster unfreeze."),
        _ when on => Make(
            result == OperationResult.NoAnswer ? ErrorCodes.Timeout : ErrorCodes.Conflict,
            nodeId,
            $"{nodeId} has to hand over first, and could not: {For(result, nodeId, peerId, details).Message} With --force it releases the VIP, and nobody has it."),
        _ => For(result, nodeId, peerId),
    };

    /// <summary>Why the freeze is as it was.</summary>
    public static HamgmException ForFreeze(OperationResult result, bool frozen, string nodeId, string peerId)
    {
        var what = frozen ? "frozen" : "unfrozen";
        return result switch
        {
            OperationResult.PeerSilent => Make(ErrorCodes.Conflict, peerId, $"{peerId} is not heard, and both nodes have to acknowledge; nothing was {what}. With --force {nodeId} alone is enough, and {peerId} follows when it is back."),
            OperationResult.NoAnswer => Make(ErrorCodes.Timeout, peerId, $"{peerId} did not acknowledge in time; nothing was {what}. With --force {nodeId} alone is enough."),
            OperationResult.Busy => Make(ErrorCodes.Conflict, nodeId, "Another freeze or unfreeze is under way."),
            _ => For(result, nodeId, peerId),
        };
    }

    private static HamgmException Make(int code, string subject, string message) => new(ErrorKind.Cluster, code, subject, message);
}
