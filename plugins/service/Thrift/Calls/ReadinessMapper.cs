using HAMgm.Contracts.Management;
using HAMgm.Contracts.StateMachine;
using Idl = HAMgm.Thrift;

namespace HAMgm.Service.Thrift.Calls;

/// <summary>Decisions and readiness as the IDL's structures.</summary>
internal static class ReadinessMapper
{
    public static Idl.Decision ToIdl(StateTransition transition)
    {
        var idl = new Idl.Decision(
            transition.AtUnixMs, (Idl.NodeState)transition.From, (Idl.NodeState)transition.To, transition.RuleId, transition.Reason, transition.Term.Value);
        if (transition.Inputs.Count > 0)
        {
            idl.Inputs = [.. transition.Inputs];
        }

        if (transition.Correlation.Length > 0)
        {
            idl.Correlation = transition.Correlation;
        }

        return idl;
    }

    public static Idl.Readiness ToIdl(Readiness readiness)
    {
        var idl = new Idl.Readiness(
            readiness.IsReady, readiness.PrimaryNodeId, readiness.StandbyNodeId, [.. readiness.Outages.Select(ToIdl)], [.. readiness.Items.Select(ToIdl)])
        {
            Loss = readiness.LossPercent / 100,
            ConfigLag = readiness.ConfigLag,
        };
        if (readiness.HeartbeatAge is { } age)
        {
            idl.HeartbeatAgeMs = (long)age.TotalMilliseconds;
        }

        if (readiness.Latency > TimeSpan.Zero)
        {
            idl.LatencyMs = readiness.Latency.TotalMilliseconds;
        }

        return idl;
    }

    private static Idl.ReadinessItem ToIdl(ReadinessItem item) => new(item.Code, (Idl.ReadinessLevel)item.Level, item.NodeId, item.Message);

    private static Idl.OutageEstimate ToIdl(OutageEstimate outage)
    {
        var idl = new Idl.OutageEstimate(outage.Fault);
        if (outage.Expected is { } expected)
        {
            idl.ExpectedMs = (long)expected.TotalMilliseconds;
        }

        if (outage.Worst is { } worst)
        {
            idl.WorstMs = (long)worst.TotalMilliseconds;
        }

        return idl;
    }
}
