namespace HAMgm.Contracts.Detection;

/// <summary>
/// The operations of NodeDetectModule in spec/1 section 2.3.1. logic.nodedetect is to provide it; until it exists,
/// <see cref="StateMachine.IStateMachine.SetHealth"/> takes what other plugins find out.
/// </summary>
public interface INodeDetector
{
    /// <summary>Runs the checks of a node now.</summary>
    /// <exception cref="Errors.HamgmException">NodeNotFound/404, ServiceUnavailable/503 when the peer is not reachable.</exception>
    Task<HealthStatus> CheckNodeHealthAsync(string nodeId, CancellationToken cancellationToken);

    /// <summary>Sets how the checks are run, from the next round on.</summary>
    /// <exception cref="Errors.HamgmException">Configuration/400: a figure is out of its range.</exception>
    void ConfigureDetection(DetectionConfig config);

    /// <summary>What the last rounds gave.</summary>
    DetectionResult GetDetectionResult();
}
