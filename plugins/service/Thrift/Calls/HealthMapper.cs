using HAMgm.Contracts.Detection;
using Idl = HAMgm.Thrift;

namespace HAMgm.Service.Thrift.Calls;

/// <summary>Health checks in the structures of the IDL.</summary>
internal static class HealthMapper
{
    public static Idl.HealthChecksResponse ToIdl(NodeHealth health, Idl.BaseResponse frame) => new(frame)
    {
        IsHealthy = health.IsHealthy,
        PriorityTaken = health.PriorityTaken,
        HealthDetails = health.Details,
        Checks = [.. health.Checks.Select(ToIdl)],
    };

    private static Idl.HealthCheck ToIdl(CheckStatus check)
    {
        var idl = new Idl.HealthCheck(check.Id, check.Type, (Idl.CheckState)check.State)
        {
            Weight = check.Weight,
            DependsOn = [.. check.DependsOn],
            Since = check.SinceUnixMs,
            Runs = check.Runs,
            Failures = check.Failures,
        };
        if (check.LastRunUnixMs > 0)
        {
            idl.Message = check.Message;
            idl.Metrics = new Dictionary<string, double>(check.Metrics);
            idl.LastRun = check.LastRunUnixMs;
            idl.LastRunMs = check.LastRunDuration.TotalMilliseconds;
        }

        if (check.HungFor is { } hung)
        {
            idl.HungForMs = (long)hung.TotalMilliseconds;
        }

        return idl;
    }
}
