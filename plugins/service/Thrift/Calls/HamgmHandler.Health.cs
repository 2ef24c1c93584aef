using Idl = HAMgm.Thrift;

namespace HAMgm.Service.Thrift.Calls;

/// <summary>Health checks.</summary>
public sealed partial class HamgmHandler
{
    /// <inheritdoc/>
    public Task<Idl.HealthResponse> CheckNodeHealth(string nodeId, CancellationToken cancellationToken = default) =>
        RunAsync(nameof(CheckNodeHealth), async () =>
        {
            var health = await cluster.GetNodeHealthAsync(NodeId(nodeId), runNow: true, cancellationToken);
            return new Idl.HealthResponse(Ok(health.IsHealthy ? "The node is healthy." : "The node is not healthy."))
            {
                IsHealthy = health.IsHealthy,
                HealthDetails = health.Details,
            };
        });

    /// <inheritdoc/>
    public Task<Idl.HealthChecksResponse> GetHealthChecks(string nodeId, CancellationToken cancellationToken = default) =>
        RunAsync(nameof(GetHealthChecks), async () =>
        {
            var id = string.IsNullOrEmpty(nodeId) ? SelfId : NodeId(nodeId);
            return HealthMapper.ToIdl(await cluster.GetNodeHealthAsync(id, runNow: false, cancellationToken), Ok("Health checks."));
        });
}
