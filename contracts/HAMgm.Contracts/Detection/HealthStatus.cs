namespace HAMgm.Contracts.Detection;

/// <summary>Whether a node can serve.</summary>
/// <param name="NodeId">Which node.</param>
/// <param name="IsHealthy">Whether it can.</param>
/// <param name="Details">Why, for an operator.</param>
/// <param name="CheckedAtUnixMs">Unix time in milliseconds.</param>
public sealed record HealthStatus(string NodeId, bool IsHealthy, string Details, long CheckedAtUnixMs);
