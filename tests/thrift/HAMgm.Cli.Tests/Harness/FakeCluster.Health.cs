using HAMgm.Thrift;

namespace HAMgm.Cli.Tests.Harness;

/// <summary>Health checks.</summary>
internal sealed partial class FakeCluster
{
    public Task<HealthChecksResponse> GetHealthChecks(string nodeId, CancellationToken cancellationToken = default) => AnswerAsync(
        $"GetHealthChecks {nodeId}",
        frame => new HealthChecksResponse(frame)
        {
            IsHealthy = NodeOf(nodeId).IsHealthy,
            PriorityTaken = 10,
            Checks =
            [
                new("disk.var", "disk", CheckState.FAILING)
                {
                    Message = "/var: 97.1 % used, 310 MiB available", Weight = 0, Since = BeatMs, LastRun = AnsweredAtMs, LastRunMs = 0.25, Runs = 412, Failures = 7,
                    Metrics = new() { ["used_percent"] = 97.1, ["available_mib"] = 310 }, DependsOn = [],
                },
                new("db", "tcp", CheckState.BLOCKED) { Weight = 20, DependsOn = ["disk.var"], Since = BeatMs, Runs = 400, Failures = 0 },
                new("acme.report", "script", CheckState.DEGRADED)
                {
                    Message = "the report is 2 h old", Weight = 20, Since = BeatMs, LastRun = AnsweredAtMs, LastRunMs = 31.5, Runs = 9, Failures = 1,
                    Metrics = [], DependsOn = [], HungForMs = 4200,
                },
            ],
        },
        cancellationToken);
}
