using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Management;

namespace HAMgm.Management.Cluster;

/// <summary>Carries a changing call to the node that must do it, with the caller's identity.</summary>
internal sealed class Forwarder(ClusterSettings settings, LocalNode self, PeerNode peerNode, PeerClient peer)
{
    /// <summary>A switch waits for the peer's READY and the hand-over; a setting for the disks of both.</summary>
    private static readonly TimeSpan ForwardTimeout = TimeSpan.FromSeconds(15);

    /// <summary>Forwards to the PRIMARY, which is not this node.</summary>
    /// <exception cref="HamgmException">ServiceUnavailable: there is none, or it does not answer; its own error as it was.</exception>
    public Task<byte[]> ToPrimaryAsync(string method, byte[] body, string whatFor, CallerIdentity caller, CancellationToken cancellationToken)
    {
        var primary = PairView.FindPrimary(self.GetView(), peerNode.GetView());
        return primary is { State: NodeState.Primary } && primary.NodeId == settings.PeerId
            ? ToPeerAsync(method, body, caller, cancellationToken)
            : throw ClusterErrors.NoPrimary(whatFor);
    }

    /// <summary>Forwards to the peer, whatever it is.</summary>
    /// <exception cref="HamgmException">ServiceUnavailable: /503 it is not reachable and was not asked; /504 it was asked and did not answer.</exception>
    public async Task<byte[]> ToPeerAsync(string method, byte[] body, CallerIdentity caller, CancellationToken cancellationToken)
    {
        if (!peer.IsReachable)
        {
            throw ClusterErrors.Unavailable(settings.PeerId, $"'{settings.PeerId}' has to do this, and cannot be reached from '{settings.NodeId}'; nothing was done.");
        }

        try
        {
            return await peer.CallAsync(method, body, caller, ForwardTimeout, cancellationToken);
        }
        catch (HamgmException unanswered) when (unanswered is not PeerRefusal)
        {
            throw new HamgmException(
                ErrorKind.ServiceUnavailable, ErrorCodes.Timeout, settings.PeerId,
                $"'{settings.PeerId}' was asked and did not answer; what became of it is unknown. See 'hamgm-cli cluster status' before you repeat it. ({unanswered.Message})",
                unanswered);
        }
    }

    /// <summary>A text that the peer answered.</summary>
    public string ReadText(byte[] body) => peer.Read(body, PeerJson.Default.String);
}
