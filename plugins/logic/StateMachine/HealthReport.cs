namespace HAMgm.Logic.StateMachine;

/// <summary>What the health checks said last.</summary>
internal sealed record HealthReport(bool IsHealthy, int Weight, string Reason);
