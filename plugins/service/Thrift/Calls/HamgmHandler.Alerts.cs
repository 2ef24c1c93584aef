using HAMgm.Contracts.Alerts;
using HAMgm.Contracts.Errors;
using Idl = HAMgm.Thrift;

namespace HAMgm.Service.Thrift.Calls;

/// <summary>The calls about alerts.</summary>
public sealed partial class HamgmHandler
{
    private const int MaxAlertLines = 1000;
    private const int MaxCommentLength = 1000;

    /// <inheritdoc/>
    public Task<Idl.AlertsResponse> GetAlerts(Idl.AlertFilter filter, CancellationToken cancellationToken = default) =>
        RunAsync(nameof(GetAlerts), () =>
        {
            var wanted = new AlertFilter(
                filter is { __isset.leastSeverity: true } ? AlertMapper.FromIdl(filter.LeastSeverity) : AlertSeverity.Info,
                Bounded(ErrorKind.Cluster, "alertType", filter?.AlertType ?? ""),
                Bounded(ErrorKind.Cluster, "nodeId", filter?.NodeId ?? ""),
                filter is { __isset.includeResolved: true, IncludeResolved: true });
            return Task.FromResult(new Idl.AlertsResponse(Ok("Alerts."))
            {
                Alerts = [.. cluster.Alerts.GetAlerts(wanted).Select(AlertMapper.ToIdl)],
                Silences = [.. cluster.Alerts.GetSilences().Select(AlertMapper.ToIdl)],
            });
        });

    /// <inheritdoc/>
    public Task<Idl.AlertHistoryResponse> GetAlertHistory(string nodeId, long since, int limit, CancellationToken cancellationToken = default) =>
        RunAsync(nameof(GetAlertHistory), () =>
        {
            var from = since <= 0 ? DateTimeOffset.UnixEpoch : DateTimeOffset.FromUnixTimeMilliseconds(Math.Min(since, DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()));
            var lines = cluster.Alerts.GetHistory(Bounded(ErrorKind.Cluster, "nodeId", nodeId ?? ""), from, Math.Clamp(limit, 1, MaxAlertLines));
            return Task.FromResult(new Idl.AlertHistoryResponse(Ok("Alert history.")) { Entries = [.. lines.Select(AlertMapper.ToIdl)] });
        });

    /// <inheritdoc/>
    public Task<Idl.AlertResponse> AcknowledgeAlert(string alertId, string comment, CancellationToken cancellationToken = default) =>
        RunAsync(nameof(AcknowledgeAlert), async () =>
        {
            var alert = await cluster.Alerts.AcknowledgeAsync(Bounded(ErrorKind.Cluster, "alertId", alertId), Comment(comment), caller);
            return new Idl.AlertResponse(Ok($"'{alert.AlertId}' is acknowledged by {alert.AcknowledgedBy}.")) { Alert = AlertMapper.ToIdl(alert) };
        });

    /// <inheritdoc/>
    public Task<Idl.AlertTestResponse> TestAlert(string channel, CancellationToken cancellationToken = default) =>
        RunAsync(nameof(TestAlert), async () =>
        {
            var results = await cluster.Alerts.TestAsync(Bounded(ErrorKind.Cluster, "channel", channel ?? ""), caller, cancellationToken);
            return new Idl.AlertTestResponse(Ok("Test alerts."))
            {
                NodeId = SelfId,
                Results = [.. results.Select(one => new Idl.AlertTestResult(one.Channel, one.IsDelivered, one.Answer, one.Duration.TotalMilliseconds))],
            };
        });

    /// <inheritdoc/>
    public Task<Idl.AlertSilenceResponse> SilenceAlerts(Idl.AlertSilence silence, CancellationToken cancellationToken = default) =>
        RunAsync(nameof(SilenceAlerts), async () =>
        {
            if (silence is not { __isset.durationMs: true, DurationMs: > 0 })
            {
                throw BadRequest(ErrorKind.Cluster, "durationMs", "durationMs is missing: a silence has to say how long it lasts.");
            }

            var now = time.GetUtcNow();
            var made = await cluster.Alerts.AddSilenceAsync(
                new AlertSilence(
                    "", Bounded(ErrorKind.Cluster, "alertType", silence.AlertType ?? ""), Bounded(ErrorKind.Cluster, "nodeId", silence.NodeId ?? ""),
                    AlertMapper.FromIdl(silence.MostSeverity), now, now + TimeSpan.FromMilliseconds(Math.Min(silence.DurationMs, TimeSpan.FromDays(3650).TotalMilliseconds)),
                    caller.Name, Comment(silence.Comment)),
                caller);
            return new Idl.AlertSilenceResponse(Ok($"The silence {made.Id} is in force.")) { Silence = AlertMapper.ToIdl(made) };
        });

    /// <inheritdoc/>
    public Task<Idl.AlertSilenceResponse> EndSilence(string silenceId, CancellationToken cancellationToken = default) =>
        RunAsync(nameof(EndSilence), async () =>
        {
            var ended = await cluster.Alerts.EndSilenceAsync(Bounded(ErrorKind.Cluster, "silenceId", silenceId), caller);
            return new Idl.AlertSilenceResponse(Ok($"The silence {ended.Id} is over.")) { Silence = AlertMapper.ToIdl(ended) };
        });

    private static string Comment(string? text) => text switch
    {
        null => "",
        { Length: > MaxCommentLength } => throw BadRequest(ErrorKind.Cluster, "comment", $"comment is longer than {MaxCommentLength} characters."),
        _ => text,
    };
}
