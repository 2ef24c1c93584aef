namespace HAMgm.Contracts.Management;

/// <summary>What would happen if the PRIMARY died now, as the asked node knows it.</summary>
/// <param name="IsReady">Whether the other node would take over.</param>
/// <param name="PrimaryNodeId">Empty when there is none.</param>
/// <param name="StandbyNodeId">Who would take over; empty when there is nobody.</param>
/// <param name="Outages">For each kind of fault.</param>
/// <param name="Items">What blocks, delays or weakens a take-over, the worst first.</param>
/// <param name="HeartbeatAge">Age of the peer's last word; null for never.</param>
/// <param name="Latency">Median round trip of the best link; zero when not known.</param>
/// <param name="LossPercent">Of that link, 0 … 100.</param>
/// <param name="ConfigLag">By how many versions the STANDBY's shared configuration is behind the PRIMARY's; 0 when in step or not known.</param>
public sealed record Readiness(
    bool IsReady,
    string PrimaryNodeId,
    string StandbyNodeId,
    IReadOnlyList<OutageEstimate> Outages,
    IReadOnlyList<ReadinessItem> Items,
    TimeSpan? HeartbeatAge,
    TimeSpan Latency,
    double LossPercent,
    long ConfigLag);
