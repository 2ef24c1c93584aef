using HAMgm.Contracts.Detection;
using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Management;

namespace HAMgm.Management.Cluster;

/// <summary>The health checks of both nodes, whichever is asked.</summary>
internal sealed class NodeHealths(ClusterSettings settings, Func<string, NodeView> getNode, PeerClient peer, TimeProvider time)
{
    /// <summary>Who checks this node; null where nobody does.</summary>
    public INodeDetector? Detector { get; set; }

    /// <summary>A node's health, as far as it can be known.</summary>
    public async Task<NodeHealth> GetAsync(string nodeId, bool runNow, CancellationToken cancellationToken)
    {
        if (nodeId == settings.NodeId)
        {
            return await HereAsync(runNow, cancellationToken);
        }

        try
        {
            return await AskPeerAsync(runNow, cancellationToken);
        }
        catch (HamgmException)
        {
            // Not reachable, or of a version without checks: the view says which, and how old it is.
            return WithoutChecks(getNode(nodeId));
        }
    }

    /// <summary>The peer's health, as it says itself.</summary>
    /// <exception cref="HamgmException">ServiceUnavailable: it does not answer; BadRequest: it is of an older version.</exception>
    public async Task<NodeHealth> AskPeerAsync(bool runNow, CancellationToken cancellationToken)
    {
        var body = PeerJson.Write(new HealthCall(runNow), PeerJson.Default.HealthCall);
        return peer.Read(await peer.CallAsync(PeerMethods.Health, body, cancellationToken), PeerJson.Default.NodeHealth);
    }

    /// <summary>Answers the peer's call.</summary>
    public async Task<byte[]> AnswerAsync(byte[] body, CancellationToken cancellationToken) => PeerJson.Write(
        await HereAsync(PeerJson.Read(body, PeerJson.Default.HealthCall).RunNow, cancellationToken), PeerJson.Default.NodeHealth);

    private async Task<NodeHealth> HereAsync(bool runNow, CancellationToken cancellationToken)
    {
        if (Detector is not { } detector)
        {
            return WithoutChecks(getNode(settings.NodeId));
        }

        var health = await detector.GetNodeHealthAsync(settings.NodeId, runNow, cancellationToken);
        var view = getNode(settings.NodeId);
        return health with
        {
            IsHealthy = health.IsHealthy && view.IsHealthy,
            Details = health.Details.Length > 0 ? health.Details : view.HealthDetails,
        };
    }

    private NodeHealth WithoutChecks(NodeView view) =>
        new(view.NodeId, view.IsHealthy, 0, view.HealthDetails, [], time.GetUtcNow().ToUnixTimeMilliseconds());
}
