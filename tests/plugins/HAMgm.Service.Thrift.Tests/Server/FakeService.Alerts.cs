using HAMgm.Thrift;

namespace HAMgm.Service.Thrift.Tests.Server;

/// <summary>The calls about alerts, which no test of the server makes.</summary>
internal sealed partial class FakeService
{
    public Task<AlertsResponse> GetAlerts(AlertFilter filter, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<AlertHistoryResponse> GetAlertHistory(string nodeId, long since, int limit, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<AlertResponse> AcknowledgeAlert(string alertId, string comment, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<AlertTestResponse> TestAlert(string channel, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<AlertSilenceResponse> SilenceAlerts(AlertSilence silence, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<AlertSilenceResponse> EndSilence(string silenceId, CancellationToken cancellationToken = default) => throw new NotSupportedException();
}
