using HAMgm.Contracts.Detection;

namespace HAMgm.TestSupport;

/// <summary>A detector whose checks stand where the test says.</summary>
internal sealed class FakeDetector(string nodeId) : INodeDetector
{
    private Func<bool, CancellationToken, Task<NodeHealth>>? _ask;

    public NodeHealth Health { get; set; } = new(
        nodeId, false, 20, "db fails: refused",
        [
            new CheckStatus(
                "db", "tcp", CheckState.Failing, "refused", new Dictionary<string, double> { ["connect_ms"] = 1.5 }, 0, ["eth"], 1000, 2000,
                TimeSpan.FromMilliseconds(3), 12, 4, TimeSpan.FromSeconds(7)),
        ],
        3000);

    /// <summary>Whether the last question was to run them.</summary>
    public bool RanNow { get; private set; }

    public bool CanAskPeer => _ask is not null;

    public async Task<HealthStatus> CheckNodeHealthAsync(string nodeId, CancellationToken cancellationToken)
    {
        var health = await GetNodeHealthAsync(nodeId, runNow: true, cancellationToken);
        return new HealthStatus(health.NodeId, health.IsHealthy, health.Details, health.TakenAtUnixMs);
    }

    public Task<NodeHealth> GetNodeHealthAsync(string nodeId, bool runNow, CancellationToken cancellationToken)
    {
        RanNow = runNow;
        return nodeId == Health.NodeId ? Task.FromResult(Health) : _ask!(runNow, cancellationToken);
    }

    public void ConfigureDetection(DetectionConfig config) => throw new NotSupportedException();

    public DetectionResult GetDetectionResult() => throw new NotSupportedException();

    public void AskPeerBy(Func<bool, CancellationToken, Task<NodeHealth>>? ask) => _ask = ask;
}
