namespace HAMgm.Contracts.Detection;

/// <summary>What the last rounds of the health checks gave.</summary>
/// <param name="Nodes">One entry a node that was checked.</param>
/// <param name="Rounds">How many rounds since the start.</param>
/// <param name="LastRoundUnixMs">When the last one ended, Unix time in milliseconds; 0 before the first.</param>
public sealed record DetectionResult(IReadOnlyList<HealthStatus> Nodes, long Rounds, long LastRoundUnixMs);
