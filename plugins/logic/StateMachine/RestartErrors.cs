using HAMgm.Contracts.Errors;
using HAMgm.Logic.Core.Actions;

namespace HAMgm.Logic.StateMachine;

/// <summary>Why a restart in place was refused (R14): in every case this node goes on as before.</summary>
internal static class RestartErrors
{
    public static HamgmException For(OperationResult result, string nodeId, string peerId) => result switch
    {
        OperationResult.NotPrimary => Cluster(ErrorCodes.Conflict, nodeId, $"{nodeId} does not hold the VIP: nothing has to be announced."),
        OperationResult.PeerSilent => Cluster(ErrorCodes.Conflict, peerId, $"{peerId} is not heard, and could not be asked to hold off."),
        OperationResult.NoAnswer => Cluster(ErrorCodes.Timeout, peerId, $"{peerId} did not say in time that it holds off: it may be of an older version, or its disk does not write."),
        OperationResult.Busy => Cluster(ErrorCodes.Conflict, nodeId, $"{nodeId} is handing over, leaving, or restarting already."),
        _ => new HamgmException(ErrorKind.Vip, ErrorCodes.Unavailable, nodeId, "The VIP could not be left to the next process; the log has the reason."),
    };

    private static HamgmException Cluster(int code, string about, string message) => new(ErrorKind.Cluster, code, about, message);
}
