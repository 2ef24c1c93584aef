namespace HAMgm.Contracts.Detection;

/// <summary>
/// The operations of NodeDetectModule in spec/1 section 2.3.1. logic.nodedetect provides it. What it finds reaches the decision core by
/// <see cref="StateMachine.IStateMachine.SetHealth"/>.
/// </summary>
public interface INodeDetector
{
    /// <summary>
    /// Runs the checks of a node now, but those that ran less than a second ago, and waits at most 3 s for them. Such a run is shown;
    /// it does not count for rise and fall, so that asking often moves nothing.
    /// </summary>
    /// <exception cref="Errors.HamgmException">NodeNotFound/404, ServiceUnavailable/503 when the peer is not reachable.</exception>
    Task<HealthStatus> CheckNodeHealthAsync(string nodeId, CancellationToken cancellationToken);

    /// <summary>As <see cref="CheckNodeHealthAsync"/>, with each check.</summary>
    /// <param name="nodeId">Either node; the peer is asked when it is the peer.</param>
    /// <param name="runNow">False: what the last runs gave, at once.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="Errors.HamgmException">NodeNotFound/404, ServiceUnavailable/503 when the peer is not reachable.</exception>
    Task<NodeHealth> GetNodeHealthAsync(string nodeId, bool runNow, CancellationToken cancellationToken);

    /// <summary>
    /// Sets how the checks are run that do not say it themselves (<c>detect.interval</c> and the like, in the file), from the next round on.
    /// </summary>
    /// <exception cref="Errors.HamgmException">Configuration/400: a figure is out of its range; 503: the file cannot be written.</exception>
    void ConfigureDetection(DetectionConfig config);

    /// <summary>What the last rounds gave.</summary>
    DetectionResult GetDetectionResult();

    /// <summary>
    /// Sets how the peer's detector is asked (management.cluster has the connection); null: not any more, and nothing of the last
    /// one's plugin is held on to.
    /// </summary>
    /// <param name="ask">Whether its checks are to be run now; its health.</param>
    void AskPeerBy(Func<bool, CancellationToken, Task<NodeHealth>>? ask);
}
