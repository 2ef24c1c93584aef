namespace HAMgm.Thrift.Benchmarks.Fuzzing;

/// <summary>The calls about alerts.</summary>
internal sealed partial class FuzzService
{
    public Task<AlertsResponse> GetAlerts(AlertFilter filter, CancellationToken cancellationToken = default) => Task.FromResult(new AlertsResponse(_status.Base) { Alerts = [], Silences = [] });

    public Task<AlertHistoryResponse> GetAlertHistory(string nodeId, long since, int limit, CancellationToken cancellationToken = default) => Task.FromResult(new AlertHistoryResponse(_status.Base));

    public Task<AlertResponse> AcknowledgeAlert(string alertId, string comment, CancellationToken cancellationToken = default) => throw new ClusterException(404, alertId ?? "") { Details = comment };

    public Task<AlertTestResponse> TestAlert(string channel, CancellationToken cancellationToken = default) => Task.FromResult(new AlertTestResponse(_status.Base) { NodeId = channel });

    public Task<AlertSilenceResponse> SilenceAlerts(AlertSilence silence, CancellationToken cancellationToken = default) => Task.FromResult(new AlertSilenceResponse(_status.Base) { Silence = silence });

    public Task<AlertSilenceResponse> EndSilence(string silenceId, CancellationToken cancellationToken = default) => throw new AuthenticationException(silenceId ?? "");
}
